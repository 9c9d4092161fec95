package analyze

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/format"
)

// spanGroup is time of spans that may be of any of some operators.
type spanGroup struct {
	shares     []share
	busy, idle int64
}

// mostRunning bounds how many tasks at a time are looked through, and
// mostShares how many operators of a type are told apart by them.
const (
	mostRunning = 64
	mostShares  = 64
)

// groups divides spans by the operators that they may be of. On Ray a worker's
// span can only be of an operator that some task ran at the time.
func (w *workFinder) groups(shares []share, spans []Span) []spanGroup {
	all := uint64(1)<<len(shares) - 1
	byTime := w.query.Engine == EngineRay && len(shares) < mostShares
	if !byTime {
		all = 0
	}
	groups := make(map[uint64]*spanGroup)
	var running []*Task
	tasks, next := w.runs(), 0
	for _, s := range spans {
		set := all
		if byTime {
			for next < len(tasks) && tasks[next].LastScheduled.Time <= s.Start {
				running = append(running, tasks[next])
				next++
			}
			running = slices.DeleteFunc(running, func(t *Task) bool { return t.Ended.Known && t.Ended.Time < s.Start })
			if among := ranBy(running, shares); among != 0 && len(running) <= mostRunning {
				set = among
			}
		}
		g := groups[set]
		if g == nil {
			g = &spanGroup{}
			for i, x := range shares {
				if !byTime || set&(1<<i) != 0 {
					g.shares = append(g.shares, x)
				}
			}
			groups[set] = g
		}
		g.busy, g.idle = addSat(g.busy, max(s.Busy, 0)), addSat(g.idle, max(s.Idle, 0))
	}
	var sets []uint64
	for set := range groups {
		sets = append(sets, set)
	}
	slices.Sort(sets)
	list := make([]spanGroup, len(sets))
	for i, set := range sets {
		list[i] = *groups[set]
	}
	return list
}

// runs returns the tasks whose start is known, by it.
func (w *workFinder) runs() []*Task {
	if w.query.Engine != EngineRay {
		return nil
	}
	var tasks []*Task
	for _, t := range w.query.Tasks {
		if t.LastScheduled.Known && t.LastScheduled.Clock == format.ClockRunner {
			tasks = append(tasks, t)
		}
	}
	slices.SortStableFunc(tasks, func(a, b *Task) int { return cmp.Compare(a.LastScheduled.Time, b.LastScheduled.Time) })
	return tasks
}

// ranBy returns which of the operators some task runs, as bits.
func ranBy(tasks []*Task, shares []share) (set uint64) {
	for i, s := range shares {
		if slices.ContainsFunc(tasks, func(t *Task) bool { return slices.Contains(t.NodeIDs, s.op.ID) }) {
			set |= 1 << i
		}
	}
	return set
}
