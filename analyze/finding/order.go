package finding

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// byTime orders operators by their nanoseconds, most first, then by id.
func byTime(list []*analyze.Operator, ns map[*analyze.Operator]int64) []*analyze.Operator {
	slices.SortFunc(list, func(a, b *analyze.Operator) int {
		return cmp.Or(cmp.Compare(ns[b], ns[a]), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// tasksOf returns the tasks of the runs in a claim, in the order of the path.
func (v *view) tasksOf(c claim) []*analyze.Task {
	in := map[int]bool{}
	for p := range c {
		in[p.segment] = true
	}
	var list []*analyze.Task
	for i, s := range v.Path.Segments {
		if in[i] && s.Task != nil && !slices.Contains(list, s.Task) {
			list = append(list, s.Task)
			if len(list) == mostTasks {
				break
			}
		}
	}
	return list
}

// mostTasks bounds the tasks that a finding names.
const mostTasks = 20

// median returns the lower of two medians, 0 of none. It sorts.
func median(all []int64) int64 {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[(len(all)-1)/2]
}
