package finding

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// tasksOf returns the tasks of the runs in a claim, in the order of the path.
func (v *view) tasksOf(c claim) []*analyze.Task {
	in := map[int]bool{}
	for p := range c {
		in[p.segment] = true
	}
	var list []*analyze.Task // a handful: see mostTasks
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

// setOf returns tasks as a set.
func setOf(tasks []*analyze.Task) map[*analyze.Task]bool {
	set := make(map[*analyze.Task]bool, len(tasks))
	for _, t := range tasks {
		set[t] = true
	}
	return set
}

// median returns the lower of two medians, 0 of none. It sorts.
func median(all []int64) int64 {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[(len(all)-1)/2]
}
