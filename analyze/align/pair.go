package align

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// pair aligns the operators of two queries.
func pair(a, b *tree, how How) QueryPair {
	partner := make([]int32, len(b.nodes)) // of each node of b
	taken := make([]bool, len(a.nodes))
	for j := range partner {
		partner[j] = -1
	}
	note := func(i, j int32) {
		if !taken[i] && partner[j] < 0 {
			taken[i], partner[j] = true, i
		}
	}
	measure(a, b, note)
	moved := moved(a, b, taken, partner)
	inPlace(a, b, taken, partner)

	p := QueryPair{Base: a.query, New: b.query, How: how}
	at := make(map[*analyze.Operator]int32, len(b.nodes))
	for j := range b.nodes {
		at[b.nodes[j].op] = int32(j)
	}
	for _, o := range b.query.Operators {
		j, ok := at[o]
		switch {
		case !ok: // twice in the list
		case partner[j] < 0:
			p.Operators.NewOnly = append(p.Operators.NewOnly, o)
		default:
			x, y := &a.nodes[partner[j]], &b.nodes[j]
			m := OperatorPair{Base: x.op, New: o, How: by(x, y), Changed: changed(x, y, a.query.Engine != b.query.Engine)}
			if moved[j] {
				m.How, m.Changed, m.Moved = BySimilarity, "moved within the plan", true
			}
			p.Operators.Pairs = append(p.Operators.Pairs, m)
		}
		delete(at, o)
	}
	alone := make(map[*analyze.Operator]bool, len(a.nodes))
	for i := range a.nodes {
		alone[a.nodes[i].op] = !taken[i]
	}
	for _, o := range a.query.Operators {
		if alone[o] {
			p.Operators.BaseOnly = append(p.Operators.BaseOnly, o)
			alone[o] = false
		}
	}
	p.Rewritten = rewritten(a, b, &p)
	return p
}

func measure(a, b *tree, pair func(i, j int32)) {
	if len(a.nodes) <= mostPairs/len(b.nodes) {
		newDistance(a, b).trace(pair)
		return
	}
	inA, inB := same(a, b, pair)
	x, y := without(a, inA), without(b, inB)
	rest := func(i, j int32) { pair(x.from[i], y.from[j]) }
	if len(x.tree.nodes) <= 4*mostPairs/len(y.tree.nodes) {
		newDistance(x.tree, y.tree).trace(rest)
		return
	}
	roughly(x.tree, y.tree, rest)
}

// moved pairs operators without a partner that do the same in another place of the
// plan, such as a function that is called below a join where it was above.
func moved(a, b *tree, taken []bool, partner []int32) map[int32]bool {
	left, right := map[uint64][]int32{}, map[uint64][]int32{}
	telling := func(n *node) bool {
		return n.op != nil && n.kind != kindUnknown && !n.kind.passing() && (n.works != "" || n.kind == kindUDF)
	}
	for i := range a.nodes {
		if n := &a.nodes[i]; !taken[i] && telling(n) {
			left[n.own] = append(left[n.own], int32(i))
		}
	}
	for j := range b.nodes {
		if n := &b.nodes[j]; partner[j] < 0 && telling(n) {
			right[n.own] = append(right[n.own], int32(j))
		}
	}
	moved := map[int32]bool{}
	for own, list := range right {
		for k, j := range list {
			if len(left[own]) == len(list) {
				i := left[own][k]
				taken[i], partner[j], moved[j] = true, i, true
			}
		}
	}
	return moved
}

// inPlace pairs operators of which one is known by its counters only with what
// stands in its place by the order of ids, where both queries have as many.
func inPlace(a, b *tree, taken []bool, partner []int32) {
	if len(a.nodes) != len(b.nodes) {
		return
	}
	byID := func(t *tree) []int32 {
		list := make([]int32, 0, len(t.nodes))
		for i := range t.nodes {
			if t.nodes[i].op != nil {
				list = append(list, int32(i))
			}
		}
		slices.SortFunc(list, func(x, y int32) int { return cmp.Compare(t.nodes[x].op.ID, t.nodes[y].op.ID) })
		return list
	}
	left, right := byID(a), byID(b)
	for k, i := range left {
		j := right[k]
		if unknown := a.nodes[i].kind == kindUnknown || b.nodes[j].kind == kindUnknown; unknown && !taken[i] && partner[j] < 0 {
			taken[i], partner[j] = true, i
		}
	}
}

// by says what two operators were found to be the same by.
func by(a, b *node) How {
	switch {
	case a.kind == kindUnknown || b.kind == kindUnknown:
		return ByOrder
	case a.subtree == b.subtree:
		return ByFingerprint
	case a.shape == b.shape:
		return ByShape
	}
	return BySimilarity
}

// changed says in one line what differs between two operators that are the same. The
// engines have other words for most operators: that is no change.
func changed(a, b *node, engines bool) string {
	var text string
	add := func(what, was, is string) {
		if text != "" {
			text += "; "
		}
		if what != "" {
			text += what + ": "
		}
		text += short(was, 100) + " -> " + short(is, 100)
	}
	if a.kind == kindUnknown || b.kind == kindUnknown {
		return ""
	}
	type1, name1 := stable(a.op.Type, ""), stable(a.op.Name, "")
	type2, name2 := stable(b.op.Type, ""), stable(b.op.Name, "")
	switch {
	case name1 == name2 && (engines || type1 == type2):
	case engines && a.kind != kindJoin && a.kind != kindUDF && a.kind != kindTopN && a.kind != kindLimit && a.kind != kindExchange && a.kind != kindWrite:
	case type1 != type2:
		add("", type1, type2)
	default:
		add("", name1, name2)
	}
	if a.works != b.works && a.works != "" && b.works != "" {
		add("", a.works, b.works)
	}
	if a.files != b.files && a.files != "" && b.files != "" {
		add("files", a.files, b.files)
	}
	return text
}
