package analyze

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze/radix"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// Stage is the tasks of a query that run the same operators under the same
// name.
type Stage struct {
	Name    string  // of its tasks, "" where no submit of theirs was seen
	NodeIDs []int64 // the operators they run, in Daft's order
	Tasks   []*Task // by id

	Counts    TaskCounts
	Schedules int64     // of all its tasks
	Workers   []*Worker // that ran them, by label
	Wall      Spread    // last schedule to end, of the tasks where both are known
	Waited    Spread    // submit to first schedule
	RowsIn    Spread    // of the tasks that succeeded and say so

	First, Last Moment // first schedule of a task, last end of one
}

// Spread summarizes a number over tasks, nanoseconds or rows. Without a task that has the number, N
// is 0 and the rest means nothing.
type Spread struct {
	N                int64
	Min, Median, Max int64 // the lower of two medians
	Sum              int64
}

// Stages groups the tasks of a query, ordered by the first task of each group.
// They are worked out once: nobody changes them.
func (q *Query) Stages() []*Stage { return q.grouping().stages }

// StageIndex returns, of each of Tasks, which of Stages it is in.
func (q *Query) StageIndex() []int32 { return q.grouping().of }

func (q *Query) grouping() grouping {
	if q.grouped != nil {
		return q.grouped()
	}
	return group(q.Tasks)
}

// grouping is the tasks of a query by stage.
type grouping struct {
	stages []*Stage
	of     []int32 // of each task
}

func group(tasks []*Task) grouping {
	g := grouping{of: make([]int32, len(tasks))}
	known := map[string]int32{}
	var key []byte
	for i, t := range tasks {
		if i > 0 && t.Name == tasks[i-1].Name && slices.Equal(t.NodeIDs, tasks[i-1].NodeIDs) {
			g.of[i] = g.of[i-1] // as mostly
			continue
		}
		key = key[:0]
		for _, id := range t.NodeIDs {
			key = append(strconv.AppendInt(key, id, 10), ' ')
		}
		key = append(append(key, ';'), t.Name...) // a name may begin with a number
		k, ok := known[string(key)]
		if !ok {
			k = int32(len(g.stages))
			known[string(key)] = k
			g.stages = append(g.stages, &Stage{Name: t.Name, NodeIDs: t.NodeIDs})
		}
		g.of[i] = k
	}
	sizes := make([]int, len(g.stages))
	for _, k := range g.of {
		sizes[k]++
	}
	for k, s := range g.stages {
		s.Tasks = make([]*Task, 0, sizes[k])
	}
	for i, t := range tasks {
		s := g.stages[g.of[i]]
		s.Tasks = append(s.Tasks, t)
	}
	for _, s := range g.stages {
		s.summarize()
	}
	return g
}

func (s *Stage) summarize() {
	n := len(s.Tasks)
	walls, waits, rows := make([]int64, 0, n), make([]int64, 0, n), make([]int64, 0, n)
	seen := make(map[*Worker]bool)
	for _, t := range s.Tasks {
		s.Counts.add(t)
		s.Schedules = saturate.Add(s.Schedules, t.Attempts())
		if w := t.Worker; w != nil && !seen[w] {
			seen[w] = true
			s.Workers = append(s.Workers, w)
		}
		s.First, s.Last = earlier(s.First, t.FirstScheduled), later(s.Last, t.Ended)
		if v := t.Wall(); v.Known() {
			walls = append(walls, v.V)
		}
		if v := t.Waited(); v.Known() {
			waits = append(waits, v.V)
		}
		if v := t.RowsIn; v.Known() && t.Outcome == TaskSucceeded {
			rows = append(rows, v.V)
		}
	}
	slices.SortFunc(s.Workers, func(a, b *Worker) int {
		return cmp.Or(cmp.Compare(len(a.Label), len(b.Label)), cmp.Compare(a.Label, b.Label), cmp.Compare(a.ID, b.ID))
	})
	s.Wall, s.Waited, s.RowsIn = spreadOf(walls), spreadOf(waits), spreadOf(rows)
}

// spreadOf summarizes values, which it sorts.
func spreadOf(values []int64) Spread {
	if len(values) == 0 {
		return Spread{}
	}
	radix.Ints(values)
	n := len(values)
	s := Spread{N: int64(n), Min: values[0], Median: values[(n-1)/2], Max: values[n-1]}
	for _, v := range values {
		s.Sum = saturate.Add(s.Sum, v)
	}
	return s
}

// Dispatched counts the tasks of a query by the operator that dispatched them.
// Tasks list more operators, such as those whose output they only read.
func (q *Query) Dispatched() map[int64]TaskCounts {
	counts := map[int64]TaskCounts{}
	for _, t := range q.Tasks {
		if t.LastNode.Known() {
			c := counts[t.LastNode.V]
			c.add(t)
			counts[t.LastNode.V] = c
		}
	}
	return counts
}

// CountTasks counts tasks by what became of them.
func CountTasks(tasks []*Task) (c TaskCounts) {
	for _, t := range tasks {
		c.add(t)
	}
	return c
}
