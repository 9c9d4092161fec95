package taskgraph

import (
	"fmt"
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/format"
)

// window is the first and the last time that a clock stamped on tasks.
type window struct{ first, last format.Time }

// findOffsets moves each clock that stamped tasks, other than the query's own,
// by as little as puts no task before the execution began and, where the query
// needed all of them, none after its end. Where no offset does both, the tasks
// were under way for longer than the execution: then they begin with it, and
// what lies after the end is the caller's to cut, and to say.
func (t *times) findOffsets() {
	q := t.graph.Query
	windows := make(map[format.Clock]window)
	see := func(m analyze.Moment) {
		if !m.Known || m.Clock == q.Start.Clock {
			return
		}
		w, ok := windows[m.Clock]
		if !ok {
			w = window{math.MaxInt64, math.MinInt64}
		}
		windows[m.Clock] = window{min(w.first, m.Time), max(w.last, m.Time)}
	}
	needed := q.Outcome == analyze.OutcomeFinished && q.EndInferred == "" && q.End.Known && q.End.Clock == q.Start.Clock
	for _, task := range q.Tasks {
		see(task.Submitted)
		see(task.FirstScheduled)
		see(task.LastScheduled)
		see(task.Ended)
		needed = needed && (task.Outcome == analyze.TaskSucceeded || task.Outcome == analyze.TaskLost)
	}
	begin := q.Start
	if e := q.ExecStart; e.Known && e.Clock == q.Start.Clock && e.Time >= q.Start.Time {
		begin = e
	}
	var clocks []format.Clock
	for c := range windows {
		clocks = append(clocks, c)
	}
	slices.Sort(clocks)
	for _, c := range clocks {
		w, ns := windows[c], int64(0)
		switch {
		case begin.Known && w.first < begin.Time:
			ns = int64(begin.Time - w.first)
		case needed && w.last > q.End.Time:
			// Only as far as it leaves what began after the execution there.
			if back := int64(q.End.Time - w.last); !begin.Known || w.first+format.Time(back) >= begin.Time {
				ns = back
			}
		}
		if ns == 0 {
			continue
		}
		t.offsets[c] = ns
		t.graph.Offsets = append(t.graph.Offsets, Offset{c, ns})
		t.graph.Notes = append(t.graph.Notes, offsetNote(c, q.Start.Clock, ns))
	}
}

func offsetNote(c, own format.Clock, ns int64) string {
	by, way, why := ns, "forward", "tasks were submitted before the execution began"
	if ns < 0 {
		by, way, why = -ns, "back", "tasks that the query needed ended after it"
	}
	return fmt.Sprintf("the %s's clock was moved %s by %s, the least that agrees with the %s's: %s", c, way, humanize.Duration(by), own, why)
}
