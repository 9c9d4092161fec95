package compare

import (
	"cmp"
	"slices"
)

// planShare is the share of the longer wall, one in so many, from which a change of
// the plan is always told: it is no noise.
const planShare = 33

// Told parts the causes in those that are told one by one, at most so many and none
// smaller than so many nanoseconds, and the others, both in the order of Causes. They
// are chosen by their size whatever their sign: none of the others is larger than one
// that is told. The largest is always told, and so is a change of the plan of more than 3 %
// of the longer wall, with all that is as large: then they may be more.
func (q *Query) Told(most int, least int64) (told, others []Cause) {
	order := make([]int, len(q.Causes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(magnitude(q.Causes[b].NS), magnitude(q.Causes[a].NS))
	})
	plan := uint64(max(q.BaseWall.V, q.NewWall.V, 0)) / planShare
	n := 0
	for i, k := range order {
		x := &q.Causes[k]
		if i == 0 || i < most && magnitude(x.NS) >= uint64(max(least, 0)) || x.Kind == PlanChange && magnitude(x.NS) > plan {
			n = i + 1
		}
	}
	shown := make([]bool, len(order))
	for _, k := range order[:n] {
		shown[k] = true
	}
	for i, x := range q.Causes {
		if shown[i] {
			told = append(told, x)
		} else {
			others = append(others, x)
		}
	}
	return told, others
}
