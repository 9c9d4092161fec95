package critical

import (
	"cmp"
	"slices"
	"sort"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/radix"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
	"github.com/daft-analyze/daft-analyze/format"
)

// slots knows when tasks freed slots of workers.
type slots struct {
	own      tasksByWorker
	others   []beside
	byWorker map[*analyze.Worker][]*taskgraph.Node // of workers that were asked for, by end, then by last schedule, then by id
	foreign  map[*taskgraph.Node]*analyze.Query    // tasks of other queries on these
	missed   int                                   // queries at the same time that were not looked at
	held     int64                                 // nanoseconds on the path in which tasks of other queries held the slot
}

type tasksByWorker map[*analyze.Worker][]*taskgraph.Node

func byWorker(nodes []*taskgraph.Node) tasksByWorker {
	by := make(tasksByWorker)
	for _, n := range nodes {
		if w := n.Task.Worker; w != nil {
			by[w] = append(by[w], n)
		}
	}
	return by
}

// beside is another query that was open at the same time.
type beside struct {
	query *analyze.Query
	tasks tasksByWorker
}

// mostTies bounds the tasks at one time that are looked through.
const mostTies = 64

// mostOthers bounds the queries at the same time whose tasks are looked at.
const mostOthers = 64

// slotsOf collects the queries whose tasks held slots of the workers of a query
// while it was open, itself included.
func (f *Finder) slotsOf(g *taskgraph.Graph) *slots {
	s := &slots{own: byWorker(g.Nodes), byWorker: make(map[*analyze.Worker][]*taskgraph.Node), foreign: make(map[*taskgraph.Node]*analyze.Query)}
	used := make(map[*analyze.Worker]bool)
	for w := range s.own {
		used[w] = true
	}
	for _, q := range f.open.beside(g.Query) {
		if q == g.Query || !slices.ContainsFunc(q.Workers, func(w *analyze.Worker) bool { return used[w] }) {
			continue
		}
		if len(s.others) == mostOthers {
			s.missed++
			continue
		}
		other := beside{q, f.times(q, g.Offsets)}
		for w := range other.tasks {
			used[w] = true
		}
		s.others = append(s.others, other)
	}
	return s
}

// on returns the tasks that held slots of a worker. The path goes by few of them.
func (s *slots) on(w *analyze.Worker) []*taskgraph.Node {
	list, known := s.byWorker[w]
	if known {
		return list
	}
	list = slices.Clone(s.own[w])
	for _, other := range s.others {
		for _, n := range other.tasks[w] {
			s.foreign[n] = other.query
			list = append(list, n)
		}
	}
	radix.ByThen(list, func(n *taskgraph.Node) int64 { return int64(n.End) }, func(a, b *taskgraph.Node) int {
		switch {
		case a.Before(b):
			return -1
		case b.Before(a):
			return 1
		case s.foreign[a] != nil && s.foreign[b] != nil:
			return cmp.Or(cmp.Compare(s.foreign[a].ID, s.foreign[b].ID), cmp.Compare(s.foreign[a].Repeat, s.foreign[b].Repeat))
		case s.foreign[a] != nil:
			return -1 // of two that free a slot at a time, the query's own comes first on the way back
		case s.foreign[b] != nil:
			return 1
		}
		return 0
	})
	s.byWorker[w] = list
	return list
}

// open is the queries with tasks of which it is known when they were open, in
// the order of the run.
type open struct {
	queries []*analyze.Query
	inOrder bool          // of their starts
	until   []format.Time // the last end of each and those before it
}

func openIn(run *analyze.Run) open {
	o := open{inOrder: true}
	for _, q := range run.Queries {
		if len(q.Tasks) == 0 || !q.Start.Known || !q.End.Known {
			continue
		}
		until := q.End.Time
		if n := len(o.queries); n > 0 {
			until = max(until, o.until[n-1])
			o.inOrder = o.inOrder && o.queries[n-1].Start.Time <= q.Start.Time
		}
		o.queries, o.until = append(o.queries, q), append(o.until, until)
	}
	return o
}

// beside returns the queries that were open at the same time as one, itself
// among them.
func (o *open) beside(q *analyze.Query) (list []*analyze.Query) {
	all := o.queries
	if o.inOrder && q.Start.Known && q.End.Known {
		to := sort.Search(len(all), func(i int) bool { return all[i].Start.Time >= q.End.Time })
		from := sort.Search(to, func(i int) bool { return o.until[i] > q.Start.Time })
		all = all[from:to]
	}
	for _, x := range all {
		if overlap(x, q) {
			list = append(list, x)
		}
	}
	return list
}

// overlap reports whether two queries were open at the same time.
func overlap(a, b *analyze.Query) bool {
	return a.Start.Known && b.Start.Known && a.End.Known && b.End.Known && a.Start.Time < b.End.Time && b.Start.Time < a.End.Time
}

// freed returns the task that freed a slot of a worker last, after one time and
// until another, nil where none did. Of tasks that ended at the same time it is
// one before n in the order of the walk, which so comes to an end.
func (s *slots) freed(w *analyze.Worker, after, until format.Time, n *taskgraph.Node) *taskgraph.Node {
	list := s.on(w)
	i := sort.Search(len(list), func(i int) bool { return list[i].End > until })
	for low := max(i-mostTies, 0); i > low && list[i-1].End > after; {
		i--
		if m := list[i]; m != n && (s.foreign[m] != nil && m.Last < until || s.foreign[m] == nil && m.Before(n)) {
			return m
		}
	}
	return nil
}

// prompt is how soon the scheduler gives a freed slot to a task that waits for
// it, in nanoseconds: in recordings within half of it nearly always.
const prompt = 1_000_000

// waited goes from the first schedule of a task, which had waited, back to the
// end of the task that freed its slot, and returns that. While tasks of other
// queries held the slot it goes on through them. It returns nil, and makes no
// segment, where no task of the query's own freed the slot after the submit and
// none of another query held it; where one did, the wait is handoff down to the
// submit, and there is no task to return.
func (w *walker) waited(n *taskgraph.Node) *taskgraph.Node {
	worker := firstWorker(n.Task)
	if worker == nil {
		return nil
	}
	wait := Segment{Kind: Handoff, Task: n.Task, Worker: worker, Operator: dispatcher(w.query, n), Estimated: n.Lost.Schedule || n.Lost.Submit}
	if n.Lost.Schedule {
		wait.Kind = Unrecorded
	}
	if n.First-n.Submit <= slack {
		// A shorter wait ends with a slot only where one was freed just then.
		if m := w.slots.freed(worker, n.Submit, n.First, n); m == nil || n.First-m.End > prompt || n.First-n.Submit < 2*prompt {
			return nil
		}
	}
	until, other := n.First, (*analyze.Query)(nil)
	for until > n.Submit {
		m := w.slots.freed(worker, n.Submit, until, n)
		if m == nil {
			break
		}
		q := w.slots.foreign[m]
		if q == nil {
			wait.Estimated = wait.Estimated || m.Lost.End
			wait.Guess = heldBy(other)
			w.add(m.End, wait)
			return m
		}
		other = q
		begin := max(m.Last, n.Submit)
		w.slots.held += int64(min(m.End, until) - begin)
		until = begin
	}
	if other != nil {
		wait.Guess = heldBy(other)
		w.add(until, wait)
	}
	return nil
}

// firstWorker returns the worker that a task was first given to. A task that was
// given out again waited for a slot there, not where it ended.
func firstWorker(t *analyze.Task) *analyze.Worker {
	if len(t.Schedules) > 0 && t.Schedules[0].Worker != nil {
		return t.Schedules[0].Worker
	}
	return t.Worker
}

func heldBy(q *analyze.Query) string {
	if q == nil {
		return ""
	}
	return "the slot was held by tasks of query " + q.ID
}

// say notes what others took.
func (s *slots) say(p *Path) {
	if s.held > 0 {
		p.note("the path waited %s for slots that tasks of other queries held", humanize.Duration(s.held))
	}
	if s.missed > 0 {
		p.note("%d more queries ran at the same time, whose tasks were not looked at", s.missed)
	}
}
