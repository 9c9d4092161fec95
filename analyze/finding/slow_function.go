package finding

import "github.com/daft-analyze/daft-analyze/analyze"

// slowFunction finds Python functions that the query mostly waited for.
func slowFunction(v *view) []draft {
	var drafts []draft
	for _, o := range v.Query.Operators {
		if !isUDF(o) {
			continue
		}
		c := v.ofOperator(o)
		ns := c.total()
		f := Finding{ID: "udf-bound", Sure: true, Operators: []*analyze.Operator{o}}
		f.Title = "the query waited " + dur(ns) + " for the Python function " + op(o) + ", " + v.percent(ns) + " of its wall"
		if o.RowsIn.Positive() && o.Work.Busy.Positive() && !isAsyncUDF(o) { // a coroutine waits outside
			f.say("%s inside of it, %s a row", dur(o.Work.Busy.V), dur(o.Work.Busy.V/o.RowsIn.V))
		}
		if w, ok := v.waits[o]; ok && w.Mean > 0 {
			f.say("%.1f of its batches at a time on average", w.Mean)
		}
		f.Advice = "Replace it by Daft's own expressions (daft.functions) where there are any; work on whole batches (daft.func.batch) instead of rows; use_process=True where it holds Python's lock; async def where it waits for a network; max_concurrency= for more of it."
		if isAsyncUDF(o) {
			f.Advice = "The function is async: its rows wait side by side already, and more batches or threads gain nothing. Make what it waits for answer sooner (one request for many rows, a nearer or larger service), raise max_concurrency= of daft.func where that is set, or call it on fewer rows (df.where and df.distinct first)."
		}
		f.Check = "time the function alone on some rows: rows times that, over the slots, is what it must take."
		drafts = append(drafts, draft{Finding: f, claim: c, share: 0.25, atMost: true, scenario: v.freeing(only(o))})
	}
	return drafts
}
