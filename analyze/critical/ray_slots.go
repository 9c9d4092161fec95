package critical

import (
	"cmp"
	"slices"
	"sort"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
	"github.com/daft-analyze/daft-analyze/format"
)

// slots knows when tasks freed slots of workers.
type slots struct {
	byWorker map[*analyze.Worker][]*taskgraph.Node // by end, then by last schedule, then by id
	foreign  map[*taskgraph.Node]*analyze.Query    // tasks of other queries
	missed   int                                   // queries at the same time that were not looked at
	held     int64                                 // nanoseconds on the path in which tasks of other queries held the slot
}

// mostTies bounds the tasks at one time that are looked through.
const mostTies = 64

// mostOthers bounds the queries at the same time whose tasks are looked at.
const mostOthers = 64

// slotsOf collects the tasks that held slots of the workers of a query while it
// was open, those of other queries included.
func slotsOf(run *analyze.Run, g *taskgraph.Graph) *slots {
	s := &slots{byWorker: make(map[*analyze.Worker][]*taskgraph.Node), foreign: make(map[*taskgraph.Node]*analyze.Query)}
	s.take(g)
	others := 0
	for _, q := range run.Queries {
		if q == g.Query || len(q.Tasks) == 0 || !overlap(q, g.Query) || !slices.ContainsFunc(q.Workers, func(w *analyze.Worker) bool { return len(s.byWorker[w]) > 0 }) {
			continue
		}
		if others++; others > mostOthers {
			s.missed++
			continue
		}
		other := taskgraph.Times(q, g.Offsets)
		for _, n := range other {
			s.foreign[n] = q
			s.byWorker[n.Task.Worker] = append(s.byWorker[n.Task.Worker], n)
		}
	}
	for _, list := range s.byWorker {
		slices.SortFunc(list, func(a, b *taskgraph.Node) int {
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
	}
	return s
}

func (s *slots) take(g *taskgraph.Graph) {
	for _, n := range g.Nodes {
		if w := n.Task.Worker; w != nil {
			s.byWorker[w] = append(s.byWorker[w], n)
		}
	}
}

// overlap reports whether two queries were open at the same time.
func overlap(a, b *analyze.Query) bool {
	return a.Start.Known && b.Start.Known && a.End.Known && b.End.Known && a.Start.Time < b.End.Time && b.Start.Time < a.End.Time
}

// freed returns the task that freed a slot of a worker last, after one time and
// until another, nil where none did. Of tasks that ended at the same time it is
// one before n in the order of the walk, which so comes to an end.
func (s *slots) freed(w *analyze.Worker, after, until format.Time, n *taskgraph.Node) *taskgraph.Node {
	list := s.byWorker[w]
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
