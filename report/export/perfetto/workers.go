package perfetto

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
	"github.com/daft-analyze/daft-analyze/report/export"
)

// arrows are the flows of a task that the path goes through: from the task that
// it waited for, and to the one that waited for it.
type arrows struct{ from, to uint64 }

// arrowsOf gives a flow to each two tasks that follow upon each other on the path.
func (t *trace) arrowsOf(x *timeline.Timeline) map[*analyze.Task]*arrows {
	drawn := make(map[*analyze.Task]int64) // the start of the last bar, of tasks that have one
	for _, g := range x.Groups {
		for _, l := range g.Lanes {
			for i := range l.Bars {
				if b := &l.Bars[i]; b.OnPath && b.Kind != timeline.Retry {
					drawn[b.Task] = int64(b.Start)
				}
			}
		}
	}
	all := make(map[*analyze.Task]*arrows)
	of := func(task *analyze.Task) *arrows {
		if all[task] == nil {
			all[task] = &arrows{}
		}
		return all[task]
	}
	var last *analyze.Task
	for _, s := range x.Path {
		if s.Kind != critical.Run || s.Task == nil || s.Task == last {
			continue
		}
		at, ok := drawn[s.Task]
		if !ok {
			continue
		}
		if last != nil && drawn[last] < at && of(last).to == 0 && of(s.Task).from == 0 {
			t.flows++
			of(last).to, of(s.Task).from = t.flows, t.flows
		}
		last = s.Task
	}
	return all
}

// workers adds a track for each slot of each worker, with its tasks.
func (t *trace) workers(root int, x *timeline.Timeline) {
	flows := t.arrowsOf(x)
	group := 0
	for _, g := range x.Groups {
		if group == 0 {
			group = t.track(root, "workers", "Daft has no slots: slot n is in use where n tasks were at a worker at once")
		}
		name, doc := "unknown worker", ""
		if w := g.Worker; w != nil {
			name, doc = w.Label, w.ID
			if g.Died {
				name += " (died)"
			}
		}
		worker := t.track(group, name, export.Name(doc))
		for i := range g.Lanes {
			slot := t.track(worker, fmt.Sprintf("%s slot %d", name, g.Lanes[i].Slot), "")
			for k := range g.Lanes[i].Bars {
				t.bar(slot, x, &g.Lanes[i].Bars[k], flows)
			}
		}
	}
}

// bar adds a slice of a task. It is called after its stage, which gives it its
// colour too.
func (t *trace) bar(track int, x *timeline.Timeline, b *timeline.Bar, flows map[*analyze.Task]*arrows) {
	name, category := "", "task"
	if b.Stage >= 0 && b.Stage < len(x.Stages) {
		name = x.StageLabels[b.Stage] + " " + x.Stages[b.Stage].Name
	}
	if b.Kind != timeline.Running {
		name, category = string(b.Kind)+" "+name, string(b.Kind)
	}
	args := list("task_id", b.Task.ID, "attempt", b.Attempt, "on_critical_path", b.OnPath, "estimated", b.Estimated, "cut_off", b.Cut)
	if b.Kind != timeline.Waiting && b.Kind != timeline.Retry {
		task := b.Task
		args = append(args, list("waited_ns", task.Waited(), "rows_in", task.RowsIn, "rows_out", task.RowsOut, "bytes_in", task.BytesIn, "bytes_out", task.BytesOut,
			"daft_duration_ns", task.DaftDuration, "outcome", string(task.Outcome), "error", task.Cause)...)
	}
	e := t.slice(track, int64(b.Start), int64(b.End), name, category, args...)
	if f := flows[b.Task]; f != nil && b.OnPath && b.Kind != timeline.Retry && b.Kind != timeline.Waiting {
		if f.to > 0 {
			e.flows = []uint64{f.to}
		}
		if f.from > 0 {
			e.ends = []uint64{f.from}
		}
	}
}
