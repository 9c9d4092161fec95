package taskgraph

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/radix"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// Daft's scheduler sends, after each end of a task, what the operators that the
// task lists have counted so far, in one queue with the end. So the difference
// of two consecutive reports of an operator around the end is the task's own.
// Where an end was lost, or a report, the difference is of several tasks.

// ended is a node with the number of the event that ended its task.
type ended struct {
	event int64
	node  *Node
}

// contribute gives each node what the operators did in it.
func contribute(g *Graph) {
	all := make([]ended, 0, len(g.Nodes))
	for _, n := range g.Nodes {
		if n.Task.EndEvent > 0 && n.Task.Outcome == analyze.TaskSucceeded {
			all = append(all, ended{n.Task.EndEvent, n})
		}
	}
	radix.By(all, func(x ended) int64 { return x.event })
	lists := listsOf(all)
	operators := slices.Clone(g.Query.Operators)
	slices.SortStableFunc(operators, func(a, b *analyze.Operator) int { return cmp.Compare(a.ID, b.ID) }) // as shares are
	for _, o := range operators {
		if o.SampleClock == format.ClockRecorder { // what came by OTLP is not in order with the ends
			share(o, merged(lists[o.ID]))
			delete(lists, o.ID) // the plan may repeat it
		}
	}
	for _, n := range g.Nodes {
		n.judge()
	}
	placeRests(g.Nodes, g.Query.Operator)
}

// listsOf returns, of each operator, the tasks that list it in order of their
// end events, stage by stage, as the tasks of a stage list the same. It makes
// room for the shares of each.
func listsOf(all []ended) map[int64][][]ended {
	byStage, lists := make(map[*analyze.Stage][]ended), make(map[int64][][]ended)
	var stages []*analyze.Stage
	for _, x := range all {
		s := x.node.Stage
		if byStage[s] == nil {
			stages = append(stages, s)
			byStage[s] = make([]ended, 0, len(s.Tasks))
		}
		byStage[s] = append(byStage[s], x)
	}
	for _, s := range stages {
		ids := slices.Clone(s.NodeIDs)
		slices.Sort(ids)
		ids = slices.Compact(ids) // one may be listed twice
		block := make([]Contribution, len(ids)*len(byStage[s]))
		for _, x := range byStage[s] {
			x.node.Shares, block = block[:0:len(ids)], block[len(ids):]
		}
		for _, id := range ids {
			lists[id] = append(lists[id], byStage[s])
		}
	}
	return lists
}

// merged puts the tasks of several stages in order of their end events.
func merged(lists [][]ended) []ended {
	if len(lists) == 1 {
		return lists[0]
	}
	all := slices.Concat(lists...)
	radix.By(all, func(x ended) int64 { return x.event })
	return all
}

// share divides what an operator counted over the tasks that list it.
func share(o *analyze.Operator, nodes []ended) {
	at := 0
	var was analyze.Sample
	for _, s := range o.Samples {
		from := at
		for at < len(nodes) && nodes[at].event < s.Event {
			at++
		}
		if at > from {
			c := Contribution{
				Operator: o, Duration: rise(s.DaftDuration, was.DaftDuration),
				RowsIn: rise(s.RowsIn, was.RowsIn), RowsOut: rise(s.RowsOut, was.RowsOut),
				BytesIn: rise(s.BytesIn, was.BytesIn), BytesOut: rise(s.BytesOut, was.BytesOut),
			}
			of := max(at-from, int(min(rise(s.Completed, was.Completed), maxMerged)))
			for _, x := range nodes[from:at] {
				x.node.Shares = append(x.node.Shares, c)
				x.node.Merged = max(x.node.Merged, of)
			}
		}
		was = s
	}
}

// maxMerged bounds a counter of tasks that may say anything.
const maxMerged = 1 << 30

// rise returns by how much a cumulative counter rose; it never falls in samples.
func rise(now, was int64) int64 {
	if now <= was || was < 0 {
		return 0
	}
	return now - was
}

// judge holds a node's shares against the task's own total. Where they differ,
// an event overtook another: then they are of nobody knows which tasks.
func (n *Node) judge() {
	if len(n.Shares) == 0 {
		n.Shares = nil
		return
	}
	n.sortShares()
	sum := int64(0)
	for _, c := range n.Shares {
		sum = saturate.Add(sum, c.Duration)
	}
	total := n.Task.DaftDuration
	if n.Merged == 1 && total.Known() && total.V-sum > sumError {
		sum = saturate.Add(sum, n.silent(total.V-sum))
	}
	alone := total.Known() && sum-total.V <= sumError && total.V-sum <= sumError
	if n.Merged == 1 && total.Known() && !alone || sum == 0 && n.Merged > 1 {
		n.Shares, n.Merged = nil, 0
	}
}

// silent gives what is missing of a task's total to the one of its operators
// whose reports never say how long it took, although it took some time: a function
// in a process of its own. It returns what it gave.
func (n *Node) silent(ns int64) int64 {
	var one *Contribution
	for i := range n.Shares {
		c := &n.Shares[i]
		samples := c.Operator.Samples
		if !c.Operator.DaftDuration.Positive() || len(samples) == 0 || samples[len(samples)-1].DaftDuration > 0 {
			continue
		}
		if one != nil {
			return 0
		}
		one = c
	}
	if one == nil {
		return 0
	}
	one.Duration = ns
	return ns
}

// sumError is how far the sum of durations may be from the task's own total:
// each is rounded to a microsecond.
const sumError = 100_000

func (n *Node) sortShares() {
	byID := func(a, b Contribution) int { return cmp.Compare(a.Operator.ID, b.Operator.ID) }
	if slices.IsSortedFunc(n.Shares, byID) {
		return
	}
	slices.SortStableFunc(n.Shares, byID)
}
