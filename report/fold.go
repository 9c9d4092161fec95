package report

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
)

// foldBelow is the part of the wall, as one of so many, below which operators
// are folded: 1 %.
const foldBelow = 100

// foldFrom is how many operators a plan has from which on any are folded.
const foldFrom = 6

// unfolded returns the operators that have a line of their own: those with a
// share of the path, and those of which there is something to say. nil is all.
func unfolded(c *finding.Case, notes operatorNotes, o ExplainOptions) map[*analyze.Operator]bool {
	q := c.Query
	if o.Full || o.Top == 0 && (!hasPath(c) || len(q.Operators) < foldFrom) {
		return nil
	}
	keep := make(map[*analyze.Operator]bool)
	if o.Top > 0 {
		for _, op := range o.Sort.sorted(c)[:min(o.Top, len(q.Operators))] {
			keep[op] = true
		}
		return keep
	}
	for _, x := range c.Path.Operators() {
		if x.Operator != nil && x.NS >= q.Wall.V/foldBelow {
			keep[x.Operator] = true
		}
	}
	told, _ := findingsTold(c)
	for _, f := range told {
		for _, op := range f.Operators {
			keep[op] = true
		}
	}
	for _, op := range q.Operators {
		if notes.matter(op) {
			keep[op] = true
		}
	}
	return keep
}

// branch is a line of the plan to draw, with what hangs below it: an operator,
// or several that are folded into one line.
type branch struct {
	ops      []*analyze.Operator // one, unless folded: then in no order
	again    bool                // it was drawn above: its children are not drawn again
	folded   bool
	children []*branch
}

// branches returns the plan of a query as it is to be drawn; operators that
// the plan does not know follow as roots. A plan can repeat an operator, and a
// broken one can hold a cycle. Neighbours that are not to be kept are folded.
func branches(q *analyze.Query, keep map[*analyze.Operator]bool) []*branch {
	return branchesOf(q.Plan.Roots, q.Operators, func(o *analyze.Operator) []*analyze.Operator { return o.Children }, keep)
}

// branchesOf does so for any tree of operators: from its roots, then from what of
// all is not below these.
func branchesOf(top, all []*analyze.Operator, below func(*analyze.Operator) []*analyze.Operator, keep map[*analyze.Operator]bool) []*branch {
	drawn := map[*analyze.Operator]bool{}
	var roots, order []*branch // order: each before what hangs below it
	grow := func(root *analyze.Operator) {
		r := &branch{ops: []*analyze.Operator{root}}
		roots = append(roots, r)
		stack := []*branch{r}
		for len(stack) > 0 {
			b := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			order = append(order, b)
			op := b.ops[0]
			if drawn[op] {
				b.again = true
				continue
			}
			drawn[op] = true
			for _, child := range below(op) {
				b.children = append(b.children, &branch{ops: []*analyze.Operator{child}})
			}
			for _, child := range slices.Backward(b.children) {
				stack = append(stack, child)
			}
		}
	}
	for _, root := range top {
		if !drawn[root] {
			grow(root)
		}
	}
	for _, o := range all {
		if !drawn[o] {
			grow(o)
		}
	}
	if keep == nil {
		return roots
	}
	small := func(b *branch) bool { return !b.again && (b.folded || !keep[b.ops[0]]) }
	for _, b := range slices.Backward(order) { // from the leaves up
		b.children = foldSiblings(b.children, small)
		if !small(b) || len(b.children) > 1 || len(b.children) == 1 && !small(b.children[0]) {
			continue
		}
		if len(b.children) == 1 { // one below the other
			child := b.children[0]
			b.ops, b.children, b.folded = append(child.ops, b.ops...), child.children, true
		}
	}
	return foldSiblings(roots, small)
}

// foldSiblings folds those of several branches that are small and have nothing
// left below them into the first of these.
func foldSiblings(list []*branch, small func(*branch) bool) []*branch {
	first := -1
	var rest []*branch
	for _, b := range list {
		if !small(b) || len(b.children) > 0 {
			rest = append(rest, b)
			continue
		}
		if first < 0 {
			first = len(rest)
			rest = append(rest, b)
			continue
		}
		more, fewer := rest[first].ops, b.ops
		if len(more) < len(fewer) {
			more, fewer = fewer, more
		}
		rest[first].ops, rest[first].folded = append(more, fewer...), true
	}
	return rest
}

// Order is by what operators are sorted.
type Order string

// The orders that there are.
const (
	ByPlan  Order = "plan"
	ByPath  Order = "path"
	ByBusy  Order = "busy"
	ByRows  Order = "rows"
	ByBytes Order = "bytes"
)

// Orders are all of them, in the order in which they are named.
var Orders = []Order{ByPlan, ByPath, ByBusy, ByRows, ByBytes}

// list reports whether the operators are shown as a list rather than as the plan.
func (o Order) list() bool { return o != "" && o != ByPlan }

// sorted returns the operators of a query, those with most first; by plan is by
// the path as well. What is not known comes last.
func (o Order) sorted(c *finding.Case) []*analyze.Operator {
	onPath := make(map[*analyze.Operator]int64)
	for _, x := range c.Path.Operators() {
		onPath[x.Operator] = x.NS
	}
	of := func(op *analyze.Operator) analyze.Value {
		switch o {
		case ByBusy:
			return op.Work.Busy
		case ByRows:
			return op.RowsMade()
		case ByBytes:
			return op.BytesOut
		}
		return analyze.Derived.Of(onPath[op])
	}
	list := slices.Clone(c.Query.Operators)
	slices.SortStableFunc(list, func(a, b *analyze.Operator) int {
		x, y := of(a), of(b)
		if x.Known() != y.Known() {
			if x.Known() {
				return -1
			}
			return 1
		}
		return cmp.Compare(y.V, x.V)
	})
	return list
}

// skewMarks returns the skewed stages of a query by the operator that is marked
// for them: the one in which the outliers spent their time, else the last.
func skewMarks(c *finding.Case) map[*analyze.Operator]*skew.Stage {
	marks := make(map[*analyze.Operator]*skew.Stage)
	for i := range c.Stages {
		s := &c.Stages[i]
		if s.Verdict != skew.Skewed {
			continue
		}
		var op *analyze.Operator
		most := int64(0)
		for _, x := range s.Operators {
			if x.Excess > most && s.Cause != skew.Retry && s.Cause != skew.Queue {
				op, most = x.Operator, x.Excess
			}
		}
		for _, id := range slices.Backward(s.Stage.NodeIDs) {
			if op == nil {
				op = c.Query.Operator(id)
			}
		}
		if op != nil && marks[op] == nil {
			marks[op] = s
		}
	}
	return marks
}
