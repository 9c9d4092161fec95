package align

import "github.com/daft-analyze/daft-analyze/analyze"

// Of aligns the queries of two runs, and their operators.
func Of(base, current *analyze.Run) Queries {
	trees, others := treesOf(base), treesOf(current)
	var r Queries
	left, right := make([]bool, len(trees)), make([]bool, len(others))
	for _, m := range Match(marksOf(trees), marksOf(others)) {
		left[m.Base], right[m.New] = true, true
		r.Pairs = append(r.Pairs, pair(trees[m.Base], others[m.New], m.How))
	}
	for i, t := range trees {
		if !left[i] {
			r.BaseOnly = append(r.BaseOnly, t.query)
		}
	}
	for i, t := range others {
		if !right[i] {
			r.NewOnly = append(r.NewOnly, t.query)
		}
	}
	return r
}

// Pair aligns the operators of two queries that are held to be the same.
func Pair(base, current *analyze.Query, how How) QueryPair {
	return pair(treeOf(base), treeOf(current), how)
}
