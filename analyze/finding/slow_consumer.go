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
	f.Advice = "Daft was done or waited to hand out results. Do less per row in the loop, take whole batches (to_arrow_iter, iter_partitions) rather than iter_rows, or move that work into the query as a function (daft.func). df.collect() before the loop ends the query sooner, but not the job: the loop takes as long after it."
	f.Check = "run the query with df.collect() alone: if it takes as long, it was not your loop."
	return []draft{{Finding: f, claim: c}}
}
