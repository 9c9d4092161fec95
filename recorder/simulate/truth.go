package simulate

import "slices"

// Link is one piece of what a query truly waited for, by what the scheduler
// did, not by what can be told from times.
type Link struct {
	Kind       string // "plan", "startup", "driver", "schedule", "handoff", "retry", "run", "tail", or "other" where another query had the slot
	Start, End int64
	Task       *TaskRun // nil where there is none
}

// Truth returns the chain of causes from the end of a query back to its start,
// in order of time: its links tile the query.
func (r *JobRun) Truth() []Link {
	var chain []Link
	at := r.End
	add := func(kind string, start int64, t *TaskRun) {
		if start < at {
			chain = append(chain, Link{kind, start, at, t})
			at = start
		}
	}
	t := r.lastTask()
	if t != nil {
		add("tail", t.End, nil)
	}
	for t != nil {
		add("run", t.Tries[len(t.Tries)-1].Schedule, t)
		add("retry", t.Tries[0].Schedule, t)
		if t.Freer != nil && t.Freer.job == r {
			add("handoff", t.Freer.End, t)
			t = t.Freer
			continue
		}
		if t.Freer != nil {
			add("handoff", t.Freer.End, t)
			if own := r.slotBefore(t); own != nil {
				add("other", own.End, t)
				t = own
				continue
			}
			add("other", t.Submit, t)
		}
		add("schedule", t.Submit, t)
		if t.Enabler == nil {
			break
		}
		add("driver", t.Enabler.End, t)
		t = t.Enabler
	}
	add("startup", r.Planned, nil)
	add("plan", r.Start, nil)
	slices.Reverse(chain)
	return chain
}

// slotBefore returns the query's own task that had the slot of another of its
// tasks before those of other queries did, while that one waited; nil where none
// had.
func (r *JobRun) slotBefore(t *TaskRun) *TaskRun {
	f := t.Freer
	for f != nil && f.job != r && f.Tries[len(f.Tries)-1].Schedule > t.Submit {
		f = f.Freer
	}
	if f != nil && f.job == r && f.End > t.Submit {
		return f
	}
	return nil
}

// lastTask returns the task that ended last, the first of several.
func (r *JobRun) lastTask() *TaskRun {
	var last *TaskRun
	for _, t := range r.Tasks {
		if last == nil || t.End > last.End {
			last = t
		}
	}
	return last
}
