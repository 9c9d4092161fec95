package whatif

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
)

// shares says which part of each task's wall is whose.
type shares struct {
	operators []*analyze.Operator // by id
	of        []part              // of task i: of[from[i]:from[i+1]]
	from      []int32
}

// part is an operator's part of a task's wall, as a fraction of it.
type part struct {
	operator int32
	fraction float64
}

// newShares divides the tasks as the critical path does. Operators work at the
// same time within a task, so that a part is an estimate: the time that the
// operator worked, or where these come to more than the task took, that fraction of
// their sum. What is known of several tasks together is divided in proportion; a
// task of which nothing is known is divided as the others of its stage are on
// average.
func newShares(nodes []*taskgraph.Node) shares {
	var s shares
	index := map[*analyze.Operator]int32{}
	for _, n := range nodes {
		for _, c := range n.Shares {
			if _, ok := index[c.Operator]; !ok && c.Operator != nil {
				index[c.Operator] = 0
				s.operators = append(s.operators, c.Operator)
			}
		}
	}
	slices.SortFunc(s.operators, func(a, b *analyze.Operator) int { return cmp.Compare(a.ID, b.ID) })
	for i, o := range s.operators {
		index[o] = int32(i)
	}
	typical := typicalParts(nodes, index)
	s.from = make([]int32, 1, len(nodes)+1)
	total := 0
	for _, n := range nodes {
		total += len(n.Shares)
	}
	s.of = make([]part, 0, total)
	for _, n := range nodes {
		if len(n.Shares) > 0 {
			s.of = appendParts(s.of, n, index)
		} else if n.Stage != nil {
			s.of = append(s.of, typical[n.Stage]...)
		}
		s.from = append(s.from, int32(len(s.of)))
	}
	return s
}

// parts returns those of one task.
func (s *shares) parts(task int) []part { return s.of[s.from[task]:s.from[task+1]] }

// appendParts appends the parts of a task. Their fractions sum to at most 1.
func appendParts(list []part, n *taskgraph.Node, index map[*analyze.Operator]int32) []part {
	sum := 0.0
	for _, c := range n.Shares {
		sum += float64(c.Worked())
	}
	wall := float64(n.Wall())
	if sum <= 0 || wall <= 0 {
		return list
	}
	whole := max(wall, sum)
	if n.Merged != 1 {
		whole = max(wall*float64(max(1, n.Merged)), sum) // durations of several tasks belong to as many walls
		if total := n.Task.DaftDuration; total.Known() {
			whole = sum * max(1, wall/float64(max(1, total.V)))
		}
	}
	for _, c := range n.Shares {
		if ns := c.Worked(); ns > 0 && c.Operator != nil {
			list = append(list, part{index[c.Operator], float64(ns) / whole})
		}
	}
	return list
}

// typicalParts returns the mean parts of the tasks that are told apart, weighted
// by their walls, of each stage in which some are not.
func typicalParts(nodes []*taskgraph.Node, index map[*analyze.Operator]int32) map[*analyze.Stage][]part {
	type sums struct {
		wall float64
		of   map[int32]float64
	}
	stages := map[*analyze.Stage]*sums{}
	for _, n := range nodes {
		if n.Stage != nil && len(n.Shares) == 0 {
			stages[n.Stage] = nil
		}
	}
	if len(stages) == 0 {
		return nil
	}
	var scratch []part
	for _, n := range nodes {
		x, asked := stages[n.Stage]
		if !asked || len(n.Shares) == 0 {
			continue
		}
		if x == nil {
			x = &sums{of: map[int32]float64{}}
			stages[n.Stage] = x
		}
		wall := float64(n.Wall())
		x.wall += wall
		scratch = appendParts(scratch[:0], n, index)
		for _, p := range scratch {
			x.of[p.operator] += p.fraction * wall
		}
	}
	typical := make(map[*analyze.Stage][]part, len(stages))
	for stage, x := range stages {
		if x == nil {
			continue
		}
		var list []part
		for o, ns := range x.of {
			if x.wall > 0 && ns > 0 {
				list = append(list, part{o, ns / x.wall})
			}
		}
		slices.SortFunc(list, func(a, b part) int { return cmp.Compare(a.operator, b.operator) })
		typical[stage] = list
	}
	return typical
}

// dispatcher returns the operator that dispatched a task, nil where unknown.
func dispatcher(q *analyze.Query, t *analyze.Task) *analyze.Operator {
	if !t.LastNode.Known() {
		return nil
	}
	return q.Operator(t.LastNode.V)
}
