package compare

import (
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
)

// node is an operator of either plan, or of both, with what is known of it in each
// run.
type node struct {
	index     int
	pair      align.OperatorPair // Base or New nil where only one plan has it
	base, now *measure           // nil where that plan lacks it

	inputs []*node // of a node of both plans: the nearest below it of both plans; of another: none
	plain  bool    // nothing lies between it and its inputs but these, in either plan
	group  int     // of a node of one plan alone: which change of the plan it belongs to, from 1
	above  *node   // of a node of one plan alone: the nearest above it of both plans

	rows, width, pieces lineage // of what it handled: see lineage
	rowsOut, widthOut   lineage // of what it put out
}

func (n *node) paired() bool { return n.base != nil && n.now != nil }

// rewritten reports whether the two operators of a node do something else. That a
// scan has other files to read is no change of the plan.
func (n *node) rewritten() bool {
	return n.paired() && n.pair.Changed != "" && (!strings.HasPrefix(n.pair.Changed, "files: ") || strings.Contains(n.pair.Changed, "; filter: "))
}

// nodes is two plans laid on each other.
type nodes struct {
	list   []*node // of the new plan in its order, then those of the base alone in its own
	of     map[*analyze.Operator]*node
	groups int
}

func nodesOf(p align.QueryPair, base, now *measures) *nodes {
	ns := &nodes{of: map[*analyze.Operator]*node{}}
	pairs := map[*analyze.Operator]align.OperatorPair{}
	for _, o := range p.Operators.Pairs {
		if o.Base != nil && o.New != nil {
			pairs[o.New] = o
		}
	}
	add := func(pair align.OperatorPair) {
		n := &node{index: len(ns.list), pair: pair}
		if pair.Base != nil {
			n.base = base.account(pair.Base)
			ns.of[pair.Base] = n
		}
		if pair.New != nil {
			n.now = now.account(pair.New)
			ns.of[pair.New] = n
		}
		ns.list = append(ns.list, n)
	}
	for _, o := range p.New.Operators {
		if ns.of[o] != nil {
			continue
		}
		if pair, ok := pairs[o]; ok && ns.of[pair.Base] == nil {
			add(pair)
			continue
		}
		add(align.OperatorPair{New: o})
	}
	for _, o := range p.Base.Operators {
		if ns.of[o] == nil {
			add(align.OperatorPair{Base: o})
		}
	}
	ns.link(p.Base, p.New)
	return ns
}

// bottomUp visits the operators of a plan, each after all that it takes from.
func bottomUp(q *analyze.Query, visit func(*analyze.Operator)) {
	seen := map[*analyze.Operator]bool{}
	type step struct {
		o    *analyze.Operator
		next int
	}
	for _, root := range q.Operators {
		if seen[root] {
			continue
		}
		seen[root] = true
		stack := []step{{root, 0}}
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if top.next < len(top.o.Children) {
				c := top.o.Children[top.next]
				top.next++
				if c != nil && !seen[c] {
					seen[c] = true
					stack = append(stack, step{c, 0})
				}
				continue
			}
			visit(top.o)
			stack = stack[:len(stack)-1]
		}
	}
}

// mostInputs bounds the nearest nodes below one: of what is odd the first do.
const mostInputs = 64

// link finds what lies below each node, and which changes of the plan there are.
func (ns *nodes) link(base, now *analyze.Query) {
	below := map[*analyze.Operator][]*node{} // the nearest of both plans below an operator
	plain := map[*analyze.Operator]bool{}    // whether these are its children themselves
	order := make([]*analyze.Operator, 0, len(base.Operators)+len(now.Operators))
	collect := func(o *analyze.Operator) {
		order = append(order, o)
		var list []*node
		plain[o] = true
		for _, c := range o.Children {
			n := ns.of[c]
			switch {
			case n == nil:
			case n.paired():
				list = appendNew(list, n)
			default:
				plain[o] = false
				for _, x := range below[c] {
					list = appendNew(list, x)
				}
			}
		}
		below[o] = list
	}
	bottomUp(base, collect)
	bottomUp(now, collect)
	for _, n := range ns.list {
		if !n.paired() {
			continue
		}
		was, here := below[n.pair.Base], below[n.pair.New]
		n.plain = plain[n.pair.Base] && plain[n.pair.New] && len(was) == len(here)
		for _, x := range here {
			if slices.Contains(was, x) {
				n.inputs = append(n.inputs, x)
			} else {
				n.plain = false
			}
		}
	}
	ns.group(order, below)
}

func appendNew(list []*node, n *node) []*node {
	if len(list) >= mostInputs || slices.Contains(list, n) {
		return list
	}
	return append(list, n)
}

// group puts together what one change of the plan may have added and taken away:
// the operators of one plan alone between the same two of both.
func (ns *nodes) group(order []*analyze.Operator, below map[*analyze.Operator][]*node) {
	type place struct{ above, below *node }
	groups := map[place]int{}
	above := map[*analyze.Operator]*node{}
	for _, o := range slices.Backward(order) { // parents first
		if len(o.Parents) > 0 {
			if p := ns.of[o.Parents[0]]; p != nil && p.paired() {
				above[o] = p
			} else {
				above[o] = above[o.Parents[0]]
			}
		}
		n := ns.of[o]
		if n == nil || n.paired() {
			continue
		}
		at := place{above: above[o]}
		if list := below[o]; len(list) > 0 {
			at.below = list[0]
		}
		if groups[at] == 0 {
			ns.groups++
			groups[at] = ns.groups
		}
		n.group, n.above = groups[at], at.above
	}
}
