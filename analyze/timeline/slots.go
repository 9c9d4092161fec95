package timeline

import (
	"cmp"
	"container/heap"
	"slices"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
	"github.com/daft-analyze/daft-analyze/format"
)

// attempt is one time that a task was with a worker, before it has a lane.
type attempt struct {
	Bar
	submit format.Time // of the task, for its first attempt; else its start
}

// slots lays out the tasks of a query on Ray.
func (t *Timeline) slots(g *taskgraph.Graph) {
	t.Left, t.Unrun = g.Left, g.Unrun
	t.stages(g)
	stage := make(map[*analyze.Stage]int, len(t.Stages))
	for i, s := range t.Stages {
		stage[s] = i
	}
	runs, retries := onPath(t.Path)
	by := make(map[*analyze.Worker][]attempt)
	failed := make(map[*analyze.Worker]int)
	took := make(map[*analyze.Worker]int)
	for _, n := range g.Nodes {
		list := t.attempts(g, n)
		if len(list) == 0 || list[len(list)-1].Kind == Retry {
			t.Left++ // it lies outside of the query
		} else {
			t.Tasks++
			took[n.Task.Worker]++
		}
		for _, a := range list {
			a.Task, a.Stage = n.Task, stage[n.Stage]
			a.OnPath = a.Kind != Retry && runs[n.Task] || a.Kind == Retry && retries[n.Task]
			w := n.Task.Worker
			if a.Kind == Retry {
				w = n.Task.Schedules[a.Attempt-1].Worker
			}
			if a.Kind == Failed {
				failed[w]++
			}
			by[w] = append(by[w], a)
		}
	}
	workers := slices.Clone(t.Case.Query.Workers)
	for w := range by { // nil: nobody says where they ran
		if w == nil {
			workers = append(workers, nil)
		}
	}
	for _, w := range workers {
		if len(by[w]) == 0 {
			continue
		}
		group := Group{Worker: w, Lanes: t.place(by[w]), Tasks: took[w], Failed: failed[w], Died: w != nil && w.Death != nil && t.holds(w.Death)}
		for _, a := range by[w] {
			if a.Kind == Retry {
				group.Retries++
			}
		}
		for i := range group.Lanes {
			group.Busy = saturate.Add(group.Busy, group.Lanes[i].Busy)
		}
		t.Groups = append(t.Groups, group)
	}
}

// holds reports whether a worker died with tasks of this query.
func (t *Timeline) holds(d *analyze.WorkerDeath) bool {
	return slices.ContainsFunc(d.Tasks, func(x *analyze.Task) bool { return t.Case.Query.Task(x.ID) == x })
}

// stages lists those of the tasks, in the order of the query's.
func (t *Timeline) stages(g *taskgraph.Graph) {
	number := make(map[*analyze.Task]int)
	for i, s := range t.Case.Query.Stages() {
		for _, x := range s.Tasks {
			number[x] = i + 1
		}
	}
	numbers := make(map[*analyze.Stage]int)
	for _, n := range g.Nodes {
		if _, ok := numbers[n.Stage]; !ok {
			numbers[n.Stage] = number[n.Task]
			t.Stages = append(t.Stages, n.Stage)
		}
	}
	slices.SortFunc(t.Stages, func(a, b *analyze.Stage) int { return cmp.Compare(numbers[a], numbers[b]) })
	for _, s := range t.Stages {
		t.StageLabels = append(t.StageLabels, "s"+strconv.Itoa(numbers[s]))
	}
}

// onPath returns the tasks whose runs, and whose attempts in vain, the path goes
// through.
func onPath(path []critical.Segment) (runs, retries map[*analyze.Task]bool) {
	runs, retries = make(map[*analyze.Task]bool), make(map[*analyze.Task]bool)
	for _, s := range path {
		switch {
		case s.Task == nil:
		case s.Kind == critical.Run:
			runs[s.Task] = true
		case s.Kind == critical.Retry:
			retries[s.Task] = true
		}
	}
	return runs, retries
}

// attempts returns the bars of a task: its attempts in vain and the last one.
func (t *Timeline) attempts(g *taskgraph.Graph, n *taskgraph.Node) []attempt {
	list := make([]attempt, 0, max(1, len(n.Task.Schedules)))
	task, submit := n.Task, n.Submit
	add := func(b Bar) {
		if b, ok := t.bar(b); ok {
			list = append(list, attempt{b, submit})
		}
		submit = n.End
	}
	moved := func(m analyze.Moment) format.Time {
		for _, o := range g.Offsets {
			if o.Clock == m.Clock {
				return format.Time(saturate.Add(int64(m.Time), o.NS))
			}
		}
		return m.Time
	}
	for i := 0; i+1 < len(task.Schedules) && n.First < n.Last; i++ {
		from, to := task.Schedules[i].Time, task.Schedules[i+1].Time
		if !from.Known || !to.Known {
			continue
		}
		a, b := min(max(moved(from), n.First), n.Last), min(max(moved(to), n.First), n.Last)
		if a < b {
			add(Bar{Start: a, End: b, Kind: Retry, Attempt: i + 1})
		}
	}
	add(Bar{Start: n.Last, End: n.End, Kind: ending(task), Attempt: max(1, len(task.Schedules)), Estimated: n.Lost.Schedule || n.Lost.End, Level: 1})
	return list
}

// ending is the kind of a task's last attempt.
func ending(t *analyze.Task) BarKind {
	switch t.Outcome {
	case analyze.TaskFailed:
		return Failed
	case analyze.TaskCancelled:
		return Cancelled
	case analyze.TaskRunning:
		return Open
	}
	return Running
}

// place gives attempts of one worker their lanes: each, in order of its start,
// the first lane that is free.
func (t *Timeline) place(list []attempt) []Lane {
	slices.SortFunc(list, func(a, b attempt) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Task.ID, b.Task.ID), cmp.Compare(a.Attempt, b.Attempt))
	})
	var lanes []Lane
	var busy untilHeap
	var free laneHeap
	for _, a := range list {
		for len(busy) > 0 && busy[0].until <= a.Start {
			heap.Push(&free, heap.Pop(&busy).(laneUntil).lane)
		}
		i := len(lanes)
		if len(free) > 0 {
			i = heap.Pop(&free).(int)
		} else {
			lanes = append(lanes, Lane{Slot: i + 1, Clock: a.Task.LastScheduled.Clock})
		}
		l := &lanes[i]
		before := t.From
		if n := len(l.Bars); n > 0 {
			before = l.Bars[n-1].End
		}
		if from := max(before, t.within(a.submit)); from < a.Start {
			l.Bars = append(l.Bars, Bar{Start: from, End: a.Start, Kind: Waiting, Task: a.Task, Stage: a.Stage, Attempt: a.Attempt, Estimated: a.Estimated})
		}
		l.Bars = append(l.Bars, a.Bar)
		l.Busy = saturate.Add(l.Busy, a.Busy())
		heap.Push(&busy, laneUntil{a.End, i})
	}
	return lanes
}

// laneUntil is a lane that is taken until a time.
type laneUntil struct {
	until format.Time
	lane  int
}

// untilHeap has the lane first that is free first.
type untilHeap []laneUntil

func (h untilHeap) Len() int { return len(h) }
func (h untilHeap) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(h[i].until, h[j].until), cmp.Compare(h[i].lane, h[j].lane)) < 0
}
func (h untilHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *untilHeap) Push(x any)   { *h = append(*h, x.(laneUntil)) }
func (h *untilHeap) Pop() any {
	n := len(*h) - 1
	x := (*h)[n]
	*h = (*h)[:n]
	return x
}

// laneHeap has the lowest lane first.
type laneHeap []int

func (h laneHeap) Len() int           { return len(h) }
func (h laneHeap) Less(i, j int) bool { return h[i] < h[j] }
func (h laneHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *laneHeap) Push(x any)        { *h = append(*h, x.(int)) }
func (h *laneHeap) Pop() any {
	n := len(*h) - 1
	x := (*h)[n]
	*h = (*h)[:n]
	return x
}
