package graph

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// singleTasks is how many tasks of a stage have a box each; of more, those do
// that are out of the ordinary.
const (
	singleTasks   = 16
	mostSingle    = 24
	longestTasks  = 3
	pathTasks     = 2 // first, and last, of the path
	singleWorkers = 6 // of more, those have a column that ran such a task
)

// single picks the tasks that have a box each.
func (t *stageTasks) single(tasks []*analyze.Task, unfold bool) map[*analyze.Task]bool {
	single := map[*analyze.Task]bool{}
	if len(tasks) <= singleTasks || unfold {
		for _, task := range tasks {
			single[task] = true
		}
		return single
	}
	left := mostSingle
	take := func(task *analyze.Task) {
		if !single[task] && left > 0 {
			single[task] = true
			left--
		}
	}
	for _, task := range t.Stages[t.at].Outliers {
		take(task)
	}
	long := slices.Clone(tasks)
	slices.SortStableFunc(long, func(a, b *analyze.Task) int { return cmp.Compare(b.Wall().V, a.Wall().V) })
	for _, task := range long[:longestTasks] {
		take(task)
	}
	for _, task := range t.pathEnds() {
		take(task)
	}
	for _, odd := range []func(*analyze.Task) bool{
		func(x *analyze.Task) bool { return x.Outcome == analyze.TaskFailed },
		func(x *analyze.Task) bool { return x.Attempts() > 1 },
		func(x *analyze.Task) bool { return x.Outcome != analyze.TaskSucceeded },
	} {
		for _, task := range tasks {
			if odd(task) {
				take(task)
			}
		}
	}
	return single
}

// pathEnds returns the first and the last tasks of the stage that are on the path.
func (t *stageTasks) pathEnds() []*analyze.Task {
	var list []*analyze.Task
	for _, task := range t.order {
		if i, ok := t.of[task]; ok && i == t.at {
			list = append(list, task)
		}
	}
	if n := len(list); n > 2*pathTasks {
		list = slices.Concat(list[:pathTasks], list[n-pathTasks:])
	}
	return list
}
