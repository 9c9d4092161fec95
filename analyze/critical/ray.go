package critical

import (
	"fmt"
	"sort"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
	"github.com/daft-analyze/daft-analyze/format"
)

// slack is how long a task may take from its submit to a worker, in nanoseconds,
// before it is taken to have waited for a slot.
const slack = 20_000_000

// rayPath walks backward over the tasks of a query, from its end, always to the
// task that arrived last of those that were waited for: of a task that waited
// for a slot the one that freed it, else the last of those that made its input.
func (f *Finder) rayPath(q *analyze.Query) *Path {
	g := taskgraph.Of(q)
	p := &Path{Query: q, Basis: ByTasks, Graph: g}
	for _, n := range g.Notes {
		p.note("%s", n)
	}
	w := &walker{path: p, graph: g, query: q, at: q.End.Time, slots: f.slotsOf(g), shares: sharesOf(g)}
	last := w.last()
	if last == nil {
		p.Basis = ByNothing
		p.Segments = ofPhases(q)
	} else {
		w.walk(last)
		p.Segments = w.forward()
		w.slots.say(p)
	}
	p.consume()
	if g.Left > 0 {
		p.note("%s, of which too few times were recorded: the path may go through them", tasks(g.Left, "is left out", "are left out"))
	}
	return p
}

func tasks(n int, one, more string) string {
	if n == 1 {
		return "1 task " + one
	}
	return fmt.Sprintf("%d tasks %s", n, more)
}

func (p *Path) note(form string, args ...any) {
	p.Notes = append(p.Notes, fmt.Sprintf(form, args...))
}

// walker makes the segments of a path, the last first.
type walker struct {
	path   *Path
	graph  *taskgraph.Graph
	query  *analyze.Query
	slots  *slots
	shares *shares
	at     format.Time // the segments made so far begin there
	back   []Segment
	cut    int64 // nanoseconds of tasks that lie outside of the query
}

// last returns the task from whose end on nothing was waited for but the end of
// the query: the one that failed first where one did; of a query that was under
// way when it ended the one that had run longest; else the one that ended last.
// Tasks that were cancelled count only where the whole query was.
func (w *walker) last() *taskgraph.Node {
	q := w.query
	var failed, ended, running, other *taskgraph.Node
	for _, n := range w.graph.Nodes {
		switch t := n.Task; {
		case t.Outcome == analyze.TaskFailed:
			if failed == nil || n.Before(failed) {
				failed = n
			}
		case n.End > q.End.Time || t.Outcome == analyze.TaskCancelled && q.Outcome != analyze.OutcomeCanceled:
			if other == nil || other.Before(n) {
				other = n
			}
		case t.Outcome == analyze.TaskRunning:
			if running == nil || n.Last < running.Last {
				running = n
			}
		case ended == nil || ended.Before(n):
			ended = n
		}
	}
	switch {
	case failed != nil && q.Outcome == analyze.OutcomeFailed:
		return failed
	case running != nil && q.Outcome != analyze.OutcomeFailed:
		return running
	case ended != nil && (failed == nil || failed.Before(ended)):
		return ended
	case failed != nil:
		return failed
	case running != nil:
		return running
	}
	return other
}

// walk makes the segments, from the end of the query to its start.
func (w *walker) walk(last *taskgraph.Node) {
	w.tail(last)
	for n := last; n != nil; {
		w.add(n.Last, Segment{Kind: Run, Task: n.Task, Worker: n.Task.Worker, Estimated: n.Lost.End || n.Lost.Schedule})
		w.add(n.First, Segment{Kind: Retry, Task: n.Task, Worker: n.Task.Worker, Operator: dispatcher(w.query, n)})
		before := w.waited(n)
		if before == nil {
			before = w.fed(n)
		}
		if before == nil {
			w.begin(n)
		}
		n = before
	}
	if w.cut > 0 {
		w.path.note("tasks on the path lie %s outside of the query, as several clocks stamp them or it was given up while they ran: that is cut off", humanize.Duration(w.cut))
	}
}

// add makes the segment from a time to where the segments made so far begin,
// if there is any time in it. What lies outside of the query is cut off, and
// counted.
func (w *walker) add(from format.Time, s Segment) {
	if start := w.query.Start.Time; from < start {
		w.cut = max(w.cut, int64(start-from))
		from = start
	}
	if from >= w.at {
		if end := w.query.End.Time; w.at == end && from > end {
			w.cut = max(w.cut, int64(from-end))
		}
		return
	}
	s.Start, s.End = from, w.at
	if s.Kind == Run {
		s.Shares = w.shares.of(w.graph.Node(s.Task), s.Length())
		s.Operator = largest(s.Shares)
	}
	w.back = append(w.back, s)
	w.at = from
}

// forward returns the segments in order.
func (w *walker) forward() []Segment {
	list := make([]Segment, 0, len(w.back))
	for i := len(w.back) - 1; i >= 0; i-- {
		list = append(list, w.back[i])
	}
	return list
}

// tail makes the segment after the last task.
func (w *walker) tail(n *taskgraph.Node) {
	s := Segment{Kind: Tail}
	if w.query.EndInferred != "" {
		s.Kind = Unrecorded
	}
	w.add(n.End, s)
}

// fed goes from the submit of a task back to the last of those that made its
// input, and returns that, or nil where there is none.
func (w *walker) fed(n *taskgraph.Node) *taskgraph.Node {
	before, guess := feeder(n)
	if before == nil {
		return nil
	}
	s := Segment{Kind: Schedule, Task: n.Task, Worker: n.Task.Worker, Operator: dispatcher(w.query, n), Estimated: n.Lost.Schedule || n.Lost.Submit}
	if n.Lost.Schedule && n.First-n.Submit > slack {
		s.Kind = Unrecorded
	}
	w.add(n.Submit, s)
	w.add(before.End, Segment{Kind: Driver, Task: n.Task, Operator: dispatcher(w.query, n), Estimated: n.Lost.Submit || before.Lost.End})
	if last := len(w.back) - 1; last >= 0 {
		w.back[last].Guess = guess // what it waited for comes next
	}
	return before
}

// feeder returns the last of the tasks that made the input of one, and why that
// is only likely. Of those that ended at the same time, what Daft said comes
// before what is guessed.
func feeder(n *taskgraph.Node) (last *taskgraph.Node, guess string) {
	for _, b := range n.After {
		m := b.Makers[len(b.Makers)-1]
		if !m.Before(n) { // both without length, and at the same time
			i := sort.Search(len(b.Makers), func(i int) bool { return !b.Makers[i].Before(n) })
			if i == 0 {
				continue
			}
			m = b.Makers[i-1]
		}
		switch {
		case last == nil, m.End > last.End:
		case m.End < last.End:
			continue
		case (b.Guess == "") != (guess == ""):
			if b.Guess != "" {
				continue
			}
		case m.Before(last):
			continue
		}
		last, guess = m, b.Guess
	}
	return last, guess
}

// dispatcher returns the operator that dispatched a task.
func dispatcher(q *analyze.Query, n *taskgraph.Node) *analyze.Operator {
	if !n.Task.LastNode.Known() {
		return nil
	}
	return q.Operator(n.Task.LastNode.V)
}
