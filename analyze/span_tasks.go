package analyze

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// spanGroup is time of spans that may be of any of some operators.
type spanGroup struct {
	shares     []share
	busy, idle int64
}

// mostShares is how many operators of a type are told apart by the tasks that
// run them.
const mostShares = 64

// groups divides spans, which are in order of their start, by the operators
// that they may be of. On Ray a worker's span can only be of an operator that
// some task ran at the time.
func (w *workFinder) groups(shares []share, spans []Span) []spanGroup {
	if w.query.Engine != EngineRay || len(shares) >= mostShares {
		g := spanGroup{shares: shares}
		for _, s := range spans {
			g.add(s)
		}
		return []spanGroup{g}
	}
	all := uint64(1)<<len(shares) - 1
	sweep := runningOf(w.query, shares)
	groups := make(map[uint64]*spanGroup)
	for _, s := range spans {
		set := sweep.at(s.Start)
		if set == 0 {
			set = all
		}
		g := groups[set]
		if g == nil {
			g = &spanGroup{}
			for i, x := range shares {
				if set&(1<<i) != 0 {
					g.shares = append(g.shares, x)
				}
			}
			groups[set] = g
		}
		g.add(s)
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

func (g *spanGroup) add(s Span) {
	g.busy, g.idle = saturate.Add(g.busy, max(s.Busy, 0)), saturate.Add(g.idle, max(s.Idle, 0))
}

// runSweep goes through time and knows which of some operators tasks run.
type runSweep struct {
	starts, ends []runEdge // in order of time
	tasks        []int64   // that run each of them
}

// runEdge is where a task that runs some of the operators starts or ends.
type runEdge struct {
	time format.Time
	set  uint64 // of the operators, as bits
}

// runningOf prepares to go through the time of a query. A task may have run
// from when it was first given to a worker.
func runningOf(q *Query, shares []share) *runSweep {
	r := &runSweep{tasks: make([]int64, len(shares))}
	bit := make(map[int64]uint64, len(shares))
	for i, s := range shares {
		bit[s.op.ID] = 1 << i
	}
	for _, t := range q.Tasks {
		if !t.FirstScheduled.Known || t.FirstScheduled.Clock != format.ClockRunner {
			continue
		}
		var set uint64
		for _, id := range t.NodeIDs {
			set |= bit[id]
		}
		if set == 0 {
			continue
		}
		r.starts = append(r.starts, runEdge{t.FirstScheduled.Time, set})
		if t.Ended.Known {
			r.ends = append(r.ends, runEdge{t.Ended.Time, set})
		}
	}
	for _, edges := range [][]runEdge{r.starts, r.ends} {
		slices.SortFunc(edges, func(a, b runEdge) int { return cmp.Compare(a.time, b.time) })
	}
	return r
}

// at returns the operators that some task runs at a time, which does not go
// back, as bits.
func (r *runSweep) at(t format.Time) (set uint64) {
	for len(r.starts) > 0 && r.starts[0].time <= t {
		r.count(r.starts[0].set, 1)
		r.starts = r.starts[1:]
	}
	for len(r.ends) > 0 && r.ends[0].time < t {
		r.count(r.ends[0].set, -1)
		r.ends = r.ends[1:]
	}
	for i, n := range r.tasks {
		if n > 0 {
			set |= 1 << i
		}
	}
	return set
}

func (r *runSweep) count(set uint64, by int64) {
	for i := range r.tasks {
		if set&(1<<i) != 0 {
			r.tasks[i] += by
		}
	}
}
