package whatif

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// medians returns, for each task, the median over its stage of a number that
// tasks may have, the lower of two; or else where none of them has it.
func medians(s *schedule, of func(i int) (int64, bool)) func(i int, otherwise int64) int64 {
	values := map[*analyze.Stage][]int64{}
	for i, n := range s.nodes {
		if ns, ok := of(i); ok && n.Stage != nil {
			values[n.Stage] = append(values[n.Stage], ns)
		}
	}
	median := make(map[*analyze.Stage]int64, len(values))
	for stage, list := range values {
		slices.Sort(list)
		median[stage] = list[(len(list)-1)/2]
	}
	return func(i int, otherwise int64) int64 {
		if m, ok := median[s.nodes[i].Stage]; ok {
			return m
		}
		return otherwise
	}
}

// warm has the first task on each worker take no longer than its stage's others
// would have for its rows. A stage of which each worker ran one task only tells
// nothing of warm ones.
func (v *variant) warm(s *schedule) {
	cold := make([]bool, len(s.tasks))
	seen := make([]bool, len(s.workers))
	for _, u := range s.units {
		if w := s.tasks[u.task].worker; u.last && !seen[w] {
			seen[w] = true
			cold[u.task] = true
		}
	}
	handover := medians(s, func(i int) (int64, bool) { return s.handover[i], !cold[i] })
	wall := medians(s, func(i int) (int64, bool) { return s.wall[i], !cold[i] })
	rate := medians(s, func(i int) (int64, bool) { // picoseconds a row, so that it stays whole
		rows := s.nodes[i].Task.RowsIn
		if cold[i] || !rows.Positive() {
			return 0, false
		}
		return scaled(s.wall[i], 1000/float64(rows.V)), true
	})
	v.cut(&v.handover, func(i int) int64 {
		if !cold[i] {
			return v.handover.ns[i]
		}
		return handover(i, v.handover.ns[i])
	})
	v.cut(&v.wall, func(i int) int64 {
		if !cold[i] {
			return v.wall.ns[i]
		}
		rows := s.nodes[i].Task.RowsIn
		if ps := rate(i, -1); rows.Positive() && ps >= 0 {
			return scaled(ps, float64(rows.V)/1000)
		}
		return wall(i, v.wall.ns[i])
	})
}
