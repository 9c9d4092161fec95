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

// consume gives the time in which the user's code held the query open to it,
// out of segments in which nothing ran.
func consume(q *analyze.Query, segments []Segment) []Segment {
	var list []Segment
	for _, s := range segments {
		if s.Kind != Tail && s.Kind != Driver && s.Kind != Unrecorded {
			list = append(list, s)
			continue
		}
		for _, i := range q.Consumption.Intervals {
			from, to := max(i.Start, s.Start), min(i.End, s.End)
			if from >= to {
				continue
			}
			if from > s.Start {
				before := s
				before.End = from
				list = append(list, before)
			}
			list = append(list, Segment{Start: from, End: to, Kind: Consumer, Estimated: true})
			s.Start = to
		}
		if s.Start < s.End {
			list = append(list, s)
		}
	}
	return list
}
