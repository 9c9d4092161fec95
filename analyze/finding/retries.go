package finding

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// retries finds tasks that were given out in vain, and workers that died.
func retries(v *view) []draft {
	c := v.ofKind(critical.Retry)
	ns := c.total()
	f := Finding{ID: "retries", Sure: true}
	var again, attempts int64
	var tried []*analyze.Task
	for _, t := range v.Query.Tasks {
		if n := t.Attempts(); n > 1 {
			again++
			tried = append(tried, t)
			attempts += n - 1
		}
	}
	if again == 0 {
		return nil
	}
	f.Tasks = v.tasksOf(c)
	var worker *analyze.Worker
	for _, w := range v.Query.Workers {
		if w.Death != nil && v.diedHere(w) {
			f.Workers = append(f.Workers, w)
			worker = w
		}
	}
	scenario := under(whatif.Scenario{Name: "no retries", NoRetries: true})
	f.Title = count(again, "task was", "tasks were") + " given out again, which cost " + dur(ns) + " of the path, " + v.percent(ns) + " of the wall"
	f.say("%s in vain, of %s", count(attempts, "time", "times"), count(again, "task", "tasks"))
	f.Advice = "Daft gives a task out again when it cannot reach its worker, about every 2 s, with no end to it: keep nodes from being taken away while a query runs, and look at Ray's own log (raylet, out of memory) for why."
	f.Check = "Daft reports no reason: the logs of Ray on the worker's node say whether it died, ran out of memory or could not be reached."
	if worker != nil {
		f.ID = "dead-worker"
		f.Sure = worker.Death.Sure == analyze.Probable
		f.Title = "worker " + worker.Label + " died: its tasks were given out again, which cost " + dur(ns) + " of the path, " + v.percent(ns) + " of the wall"
		for _, w := range f.Workers {
			f.say("%s", w.Death.Evidence)
		}
		f.Advice = "Daft goes on giving tasks to a dead worker for a while: use nodes that stay (no spot instances for a short query), give workers more memory or tasks less (more partitions, a lower batch_size), and look at Ray's log of that node for why it died."
	}
	if ns < least {
		f.Title, _, _ = strings.Cut(f.Title, ", which cost") // beside the path, if at all
	}
	return []draft{{Finding: f, claim: c, scenario: scenario, beside: tried}}
}

// diedHere reports whether a worker died with tasks of this query.
func (v *view) diedHere(w *analyze.Worker) bool {
	for _, t := range w.Death.Tasks {
		if v.Query.Task(t.ID) == t {
			return true
		}
	}
	return false
}
