package critical

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
	"github.com/daft-analyze/daft-analyze/format"
)

// begin makes the segments before the first task of the path, down to the start
// of the query. Until any task was given to a worker it was starting up; what
// the task was submitted later than that, beyond slack, the driver took.
func (w *walker) begin(n *taskgraph.Node) {
	first := w.firstSchedule()
	o := dispatcher(w.query, n)
	about := func(k Kind) Segment {
		return Segment{Kind: k, Task: n.Task, Operator: o, Estimated: n.Lost.Submit || n.Lost.Schedule}
	}
	schedule := about(Schedule)
	schedule.Worker = n.Task.Worker
	switch {
	case n.First-n.Submit > slack && n.Lost.Schedule:
		w.add(n.Submit, about(Unrecorded))
	case n.First-n.Submit > slack:
		w.add(max(n.Submit, first), schedule) // the rest of it is the start-up
	default:
		w.add(n.Submit, schedule)
	}
	if n.Submit-first > slack {
		w.add(first, about(Driver))
	}
	w.toStart()
}

// firstSchedule returns when a task was first given to a worker.
func (w *walker) firstSchedule() format.Time {
	first := w.graph.Nodes[0].First
	for _, n := range w.graph.Nodes {
		first = min(first, n.First)
	}
	return first
}

// toStart makes what lies before the first task of all: what is known of the
// driver's steps there.
func (w *walker) toStart() {
	q := w.query
	switch plan, exec := q.PlanEnd, q.ExecStart; {
	case exec.Known && exec.Time >= q.Start.Time:
		w.add(exec.Time, Segment{Kind: Startup, Estimated: exec.Clock != q.Start.Clock})
		w.add(q.Start.Time, Segment{Kind: Plan, Estimated: q.StartLost})
	case plan.Known && plan.Time >= q.Start.Time:
		w.add(plan.Time, Segment{Kind: Unrecorded})
		w.add(q.Start.Time, Segment{Kind: Plan, Estimated: q.StartLost})
	default:
		w.add(q.Start.Time, Segment{Kind: Unrecorded})
	}
}

// ofPhases returns the segments of a query without tasks: its phases, of which
// that of the execution says nothing.
func ofPhases(q *analyze.Query) []Segment {
	kinds := map[analyze.PhaseKind]Kind{
		analyze.PhasePlanning: Plan, analyze.PhaseStartup: Startup, analyze.PhaseTail: Tail,
	}
	var list []Segment
	for _, p := range q.Phases {
		if p.End <= p.Start {
			continue
		}
		k, ok := kinds[p.Kind]
		if !ok {
			k = Unrecorded
		}
		if n := len(list); n > 0 && list[n-1].Kind == k {
			list[n-1].End = p.End
			continue
		}
		list = append(list, Segment{Start: p.Start, End: p.End, Kind: k})
	}
	return list
}

// minConsumer is the shortest tail that is given to the consumer where clocks
// had to be moved, in nanoseconds: from there on it is looked for.
const minConsumer = 500_000_000

// consume gives the time in which the user's code held the query open to it. On
// Ray that is after the last task. Where clocks had to be moved, what the query
// says of it was found with them as they were: then all of the tail is the
// consumer's, or none of it.
func (p *Path) consume() {
	n := len(p.Segments)
	if n == 0 || p.Segments[n-1].Kind != Tail || len(p.Query.Consumption.Intervals) == 0 {
		return
	}
	tail := &p.Segments[n-1]
	i := p.Query.Consumption.Intervals[0]
	from, to := max(i.Start, tail.Start), min(i.End, tail.End)
	if len(p.Graph.Offsets) > 0 {
		from, to = tail.Start, tail.End
		if tail.Length() < minConsumer {
			return
		}
	}
	if from >= to || to < tail.End {
		return
	}
	consumer := Segment{Start: from, End: to, Kind: Consumer, Estimated: true}
	if from == tail.Start {
		*tail = consumer
		return
	}
	tail.End = from
	p.Segments = append(p.Segments, consumer)
}
