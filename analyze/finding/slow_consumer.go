package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

// slowConsumer finds time in which the user's code held the query open.
func slowConsumer(v *view) []draft {
	c := v.ofKind(critical.Consumer)
	f := Finding{ID: "slow-consumer", Sure: false}
	ns := c.total()
	f.Title = "your code took " + dur(ns) + " over the results while the query was open, " + v.percent(ns) + " of its wall"
	if e := v.Query.Consumption.Evidence; e != "" {
		f.say("%s", e)
	}
	f.Advice = "Daft was done or waited to hand out results. Collect first (df.collect()) and loop afterwards, do less per row in the loop of iter_rows or iter_partitions, or move that work into the query as a function (daft.func)."
	f.Check = "run the query with df.collect() alone: if it takes as long, it was not your loop."
	return []draft{{Finding: f, claim: c}}
}
