package finding

import "github.com/daft-analyze/daft-analyze/analyze/critical"

// slowPlanning finds queries whose optimization and translation took long.
func slowPlanning(v *view) []draft {
	c := v.ofKind(critical.Plan)
	ns := c.total()
	if ns < 200_000_000 {
		return nil
	}
	f := Finding{ID: "planning-slow", Sure: true}
	f.Title = "planning took " + dur(ns) + ", " + v.percent(ns) + " of the wall"
	if n := int64(len(v.Query.Operators)); n > 0 {
		f.say("%s in the physical plan", count(n, "operator", "operators"))
	}
	if o := v.Query.Optimization; o.Known() {
		f.say("of that the optimizer took %s", dur(o.V))
	}
	f.Advice = "A plan of many steps is optimized again and again: build columns with one df.with_columns({...}) or df.select(...) instead of a loop of df.with_column, put many conditions into one df.where, " +
		"and cut a very long query with df.collect() where its rows are few."
	f.Check = "time df.explain(True): it plans without running; if that is quick, something else held the driver."
	return []draft{{Finding: f, claim: c}}
}
