package finding

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// slowWorker finds workers that took longer than the others for the same work.
func slowWorker(v *view) []draft {
	if v.native || len(v.Query.Workers) < 2 {
		return nil
	}
	var drafts []draft
	for _, w := range v.slowWorkers() {
		own := setOf(w.Tasks)
		c := v.ofTasks(func(t *analyze.Task) float64 {
			if !own[t] || w.Factor <= 1 {
				return 0
			}
			return 1 - 1/w.Factor
		})
		f := Finding{ID: "slow-worker", Sure: w.Sure == analyze.Probable, Workers: []*analyze.Worker{w.Worker}, Evidence: slices.Clone(w.Evidence)}
		f.Tasks = v.tasksOf(c)
		f.Title = "worker " + w.Worker.Label + " took " + factor(w.Factor) + " as long as the others for the same work"
		f.Advice = "Look at that node for what else runs there, for less memory, for a slower disk or CPU, and take it out of the cluster or give it fewer CPUs in Ray (ray start --num-cpus), as Daft gives every worker with a free CPU as much."
		f.Check = "run the query again: a node that is slow each time is slow itself; else something else ran there."
		d := draft{Finding: f, claim: c, beside: w.Tasks}
		if w.Basis != "" {
			d.priced = true
			d.Saving, d.Low, d.High = analyze.Derived.Of(w.Saving), analyze.Derived.Of(w.Low), analyze.Derived.Of(w.High)
		}
		drafts = append(drafts, d)
	}
	return drafts
}
