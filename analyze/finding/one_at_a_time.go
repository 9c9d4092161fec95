package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// oneAtATime finds Python functions whose batches ran one after another although
// there was room for more.
func oneAtATime(v *view) []draft {
	if v.slots < 2 && !v.native || v.native && v.Path.Threads < 2 {
		return nil
	}
	room := v.slots
	if v.native {
		room = v.Path.Threads
	}
	var drafts []draft
	for _, o := range v.Query.Operators {
		w, ok := v.waits[o]
		if !isUDF(o) || !ok || !(w.Most > 0) {
			continue
		}
		batch := o.Batches.Known() && o.Batches.V <= 1
		if w.Most > 1.1 && !batch {
			continue
		}
		c := v.ofOperator(o)
		ns := c.total()
		f := Finding{ID: "udf-concurrency-one", Sure: true, Operators: []*analyze.Operator{o}}
		f.Title = op(o) + " ran one batch at a time for " + dur(ns) + " of the path, with room for " + humanize.Count(room)
		if o.Batches.Known() {
			f.say("%s of %s", count(o.Batches.V, "batch", "batches"), count(o.RowsIn.V/max(1, o.Batches.V), "row", "rows"))
		}
		f.Advice = "Let more run at a time: max_concurrency= of daft.func or daft.cls (concurrency= of daft.udf) as high as there are CPUs, and use_process=True where the function holds Python's lock; for functions that wait for a network make them async."
		if batch {
			f.Advice = "All its rows came in one batch, so that one thread worked: cut them with df.into_batches(n) before it (on Ray also df.into_partitions(n)), or give batch_size= to daft.func.batch or daft.udf."
		}
		f.Check = "a function that uses all CPUs by itself (NumPy, a model) gains nothing from more of it."
		scale := 1 - 1/float64(room)
		for p := range c {
			c[p] = fraction(c[p], scale)
		}
		drafts = append(drafts, draft{Finding: f, claim: c, atMost: true})
	}
	return drafts
}
