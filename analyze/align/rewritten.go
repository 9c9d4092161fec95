package align

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// rewritten finds the steps of the program that differ between two queries, by the
// logical plans, and says of which operator of the physical plans they became part.
func rewritten(a, b *tree, p *QueryPair) []Rewrite {
	if a.query.LogicalPlan == b.query.LogicalPlan {
		return nil
	}
	x, y := logicalTree(a.query), logicalTree(b.query)
	if x == nil || y == nil || x.nodes[x.root()].subtree == y.nodes[y.root()].subtree || len(x.nodes) > mostPairs/len(y.nodes) {
		return nil
	}
	partner := make(map[int32]int32, len(y.nodes))
	taken := make([]bool, len(x.nodes))
	newDistance(x, y).trace(func(i, j int32) { partner[j], taken[i] = i, true })
	var list []Rewrite
	for j := y.root() - 1; j >= 0; j-- {
		n := &y.nodes[j]
		i, ok := partner[j]
		switch {
		case !ok:
			if n.telling() {
				list = append(list, Rewrite{New: n.says()})
			}
		case x.nodes[i].own != n.own && (n.telling() || x.nodes[i].telling()):
			list = append(list, Rewrite{Base: x.nodes[i].says(), New: n.says()})
		}
	}
	for i := x.root() - 1; i >= 0; i-- {
		n := &x.nodes[i]
		if taken[i] || !n.telling() {
			continue
		}
		dropped := Rewrite{Base: n.says()}
		if k := slices.Index(list, Rewrite{New: dropped.Base}); k >= 0 { // it was moved: the operators say so
			list = slices.Delete(list, k, k+1)
			continue
		}
		list = append(list, dropped)
	}
	place(list, a, b, p)
	return list
}

// logicalTree is a logical plan as a tree to be aligned, nil where there is none.
func logicalTree(q *analyze.Query) *tree {
	root := analyze.ReadLogical(q.LogicalPlan)
	if root == nil {
		return nil
	}
	t := &tree{query: q}
	var add func(l *analyze.LogicalNode) int32
	add = func(l *analyze.LogicalNode) int32 {
		n := node{op: &analyze.Operator{Type: l.Type}, name: l.Type, works: stable(l.Says, q.ID), size: 1}
		n.kind = kindOf(n.op)
		for _, c := range l.Children {
			n.children = append(n.children, add(c))
		}
		t.sum(&n)
		t.nodes = append(t.nodes, n)
		return int32(len(t.nodes) - 1)
	}
	n := node{children: []int32{add(root)}, size: 1}
	t.sum(&n)
	t.nodes = append(t.nodes, n)
	return t
}

// telling reports whether a logical node is worth a word: a projection that only
// chooses columns is not.
func (n *node) telling() bool { return n.op != nil && (n.works != "" || n.kind != kindProject) }

func (n *node) says() string {
	if n.works == "" {
		return n.name
	}
	return n.name + " " + short(n.works, 200)
}

// place says of filters that no physical plan shows where they went: Daft puts them
// into scans. It is the only scan there is, or the only one of whose rows another
// share is left by the optimizer's estimate, or by what was counted.
func place(list []Rewrite, a, b *tree, p *QueryPair) {
	shown := map[string]*analyze.Operator{}
	for _, t := range []*tree{a, b} {
		for i := range t.nodes {
			if n := &t.nodes[i]; n.op != nil && n.works != "" {
				shown[string(n.kind)+" "+n.works] = n.op
			}
		}
	}
	var hidden *Rewrite
	count := 0
	for i := range list {
		r := &list[i]
		if o := shown[r.New]; o != nil && b.query.Operator(o.ID) == o {
			r.Operator = o
			continue
		}
		if shown[r.New] != nil || shown[r.Base] != nil || !isFilter(r.Base) && !isFilter(r.New) {
			continue
		}
		hidden = r
		count++
	}
	if count != 1 {
		return
	}
	if s := scanOf(p); s != nil {
		hidden.Operator = s.New
		s.How = ByShape
		if s.Changed != "" {
			s.Changed += "; "
		}
		s.Changed += short("filter: "+condition(hidden.Base)+" -> "+condition(hidden.New), 200)
	}
}

const filterWhere = string(kindFilter) + " where "

func isFilter(says string) bool {
	return len(says) > len(filterWhere) && says[:len(filterWhere)] == filterWhere
}

func condition(says string) string {
	if !isFilter(says) {
		return "none"
	}
	return says[len(filterWhere):]
}

// scanOf is the pair of scans that a filter went into, nil where that is not plain.
func scanOf(p *QueryPair) *OperatorPair {
	var scans []*OperatorPair
	for i := range p.Operators.Pairs {
		if o := &p.Operators.Pairs[i]; kindOf(o.New) == kindScan {
			scans = append(scans, o)
		}
	}
	if len(scans) == 1 {
		return scans[0]
	}
	only := func(differs func(o *OperatorPair) bool) *OperatorPair {
		var found *OperatorPair
		for _, s := range scans {
			if differs(s) {
				if found != nil {
					return nil
				}
				found = s
			}
		}
		return found
	}
	if s := only(func(o *OperatorPair) bool {
		x, y := o.Base.Selectivity(), o.New.Selectivity()
		return x.Known && y.Known && x.V != y.V
	}); s != nil {
		return s
	}
	return only(func(o *OperatorPair) bool {
		x, y := o.Base.RowsMade(), o.New.RowsMade()
		return x.Known() && y.Known() && x.V != y.V
	})
}
