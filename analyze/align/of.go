package align

import "github.com/daft-analyze/daft-analyze/analyze"

// Of aligns the queries of two runs, and their operators.
func Of(base, current *analyze.Run) Queries {
	var r Queries
	n := min(len(base.Queries), len(current.Queries))
	for i := range n {
		r.Pairs = append(r.Pairs, Pair(base.Queries[i], current.Queries[i], ByOrder))
	}
	r.BaseOnly, r.NewOnly = base.Queries[n:], current.Queries[n:]
	return r
}

// Pair aligns the operators of two queries that are held to be the same.
func Pair(base, current *analyze.Query, how How) QueryPair {
	p := QueryPair{Base: base, New: current, How: how}
	taken := map[*analyze.Operator]bool{}
	for _, o := range current.Operators {
		if b := base.Operator(o.ID); b != nil && b.Type == o.Type && !taken[b] {
			taken[b] = true
			p.Operators.Pairs = append(p.Operators.Pairs, OperatorPair{Base: b, New: o, How: ByShape})
			continue
		}
		p.Operators.NewOnly = append(p.Operators.NewOnly, o)
	}
	for _, o := range base.Operators {
		if !taken[o] {
			p.Operators.BaseOnly = append(p.Operators.BaseOnly, o)
		}
	}
	return p
}
