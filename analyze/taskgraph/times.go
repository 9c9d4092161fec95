package taskgraph

import (
	"cmp"
	"fmt"
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/radix"
	"github.com/daft-analyze/daft-analyze/format"
)

// times gives tasks their ordered times on the query's clock.
type times struct {
	graph    *Graph
	offsets  map[format.Clock]int64
	medians  map[*analyze.Stage]int64 // of how long its tasks ran, -1 where none is known
	contrary int                      // tasks whose times contradict each other
}

func timesOf(g *Graph) *times {
	t := &times{graph: g, offsets: make(map[format.Clock]int64), medians: make(map[*analyze.Stage]int64)}
	for _, s := range g.Query.Stages() {
		t.medians[s] = -1
		if s.Wall.N > 0 && s.Wall.Median >= 0 {
			t.medians[s] = s.Wall.Median
		}
	}
	return t
}

// at returns a moment on the query's clock.
func (t *times) at(m analyze.Moment) format.Time { return add(m.Time, t.offsets[m.Clock]) }

// add moves a time, within what a time can be.
func add(t format.Time, ns int64) format.Time {
	if ns > 0 && int64(t) > math.MaxInt64-ns {
		return math.MaxInt64
	}
	return max(t+format.Time(ns), 0)
}

// nodes makes the nodes, by the id of their tasks.
func (t *times) nodes() {
	g := t.graph
	block := make([]Node, 0, len(g.Query.Tasks))
	stages, of := g.Query.Stages(), g.Query.StageIndex()
	for i, task := range g.Query.Tasks {
		s := stages[of[i]]
		switch {
		case task.LastScheduled.Known:
		case task.Ended.Known && task.Outcome != analyze.TaskCancelled:
		case task.Outcome == analyze.TaskCancelled || task.Outcome == analyze.TaskRunning:
			g.Unrun++
			continue
		default:
			g.Left++
			continue
		}
		n := Node{Task: task, Stage: s}
		if !t.set(&n) {
			g.Left++
			continue
		}
		block = append(block, n)
	}
	g.Nodes = make([]*Node, 0, len(block))
	for i := range block {
		g.Nodes = append(g.Nodes, &block[i])
		g.byTask[block[i].Task] = &block[i]
	}
	if t.contrary > 0 {
		g.Notes = append(g.Notes, fmt.Sprintf("the times of %d tasks contradict each other, such as an end before the schedule: the later of two counts", t.contrary))
	}
	g.order()
}

// order sorts the nodes by submit, then by id.
func (g *Graph) order() {
	radix.ByThen(g.Nodes, func(n *Node) int64 { return int64(n.Submit) }, func(a, b *Node) int { return cmp.Compare(a.Task.ID, b.Task.ID) })
	g.Number()
}

// Number gives the nodes of a graph their places: that of a graph which was not
// made by Of.
func (g *Graph) Number() {
	for i, n := range g.Nodes {
		n.index = i
	}
}

// set gives a node its times; it reports false where one cannot even be bounded.
func (t *times) set(n *Node) bool {
	task, median := n.Task, t.medians[n.Stage]
	n.Lost = Lost{Submit: !task.Submitted.Known, Schedule: !task.LastScheduled.Known, End: !task.Ended.Known}
	n.Estimated = n.Lost != Lost{}
	if !n.Lost.Submit {
		n.Submit = t.at(task.Submitted)
	}
	if !n.Lost.Schedule {
		n.First, n.Last = t.at(task.FirstScheduled), t.at(task.LastScheduled)
	}
	switch {
	case !n.Lost.End:
		n.End = t.at(task.Ended)
	case task.Outcome == analyze.TaskLost && median >= 0:
		n.End = add(n.Last, median)
		if end := t.graph.Query.End; end.Known && n.Last <= end.Time {
			n.End = min(n.End, end.Time)
		}
	case t.graph.Query.End.Known:
		n.End = max(n.Last, t.graph.Query.End.Time)
	default:
		return false
	}
	if n.Lost.Schedule {
		switch {
		case median >= 0:
			n.Last = min(add(n.End, -median), n.End)
		case !n.Lost.Submit:
			n.Last = min(n.Submit, n.End)
		default:
			n.Last = n.End
		}
		if !n.Lost.Submit && n.Last < n.Submit && n.Submit <= n.End {
			n.Last = n.Submit
		}
		n.First = n.Last
	}
	if n.Lost.Submit {
		n.Submit = n.First // until its group is known
	}
	if n.First < n.Submit || n.Last < n.First || n.End < n.Last {
		t.contrary++
		n.First = max(n.First, n.Submit)
		n.Last = max(n.Last, n.First)
		n.End = max(n.End, n.Last)
	}
	return true
}

// compareEnds orders nodes by end, then by last schedule, then by id: the last
// of some is what a reader of all of them waited for.
func compareEnds(a, b *Node) int {
	return cmp.Or(cmp.Compare(a.End, b.End), cmp.Compare(a.Last, b.Last), cmp.Compare(a.Task.ID, b.Task.ID))
}

// Before reports whether the node ended before another, in the order in which
// the critical path goes back: by end, then by last schedule, then by id.
func (n *Node) Before(m *Node) bool { return compareEnds(n, m) < 0 }
