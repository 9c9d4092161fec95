package taskgraph

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// Longest returns the longest chain of nodes in which each waited for the one
// before it, by the sum of their weights: with the time that each task worked,
// the time that the query would take with slots for all and nothing in between.
// It counts weights below 0 as 0, and takes time linear in nodes and edges. Of
// chains of equal length it takes the one whose tasks ended last, by id. The
// chain is in order of time; it is empty only where the graph is.
func (g *Graph) Longest(weight func(*Node) int64) (int64, []*Node) {
	if len(g.Nodes) == 0 {
		return 0, nil
	}
	length := make([]int64, len(g.Nodes)) // of the longest chain that ends with the node
	before := make([]*Node, len(g.Nodes)) // the node before it in that chain
	last := make(map[*Barrier]*Node)      // of its makers, the one of the longest chain
	longer := func(a, b *Node) bool {
		if b == nil || length[a.index] != length[b.index] {
			return b == nil || length[a.index] > length[b.index]
		}
		return b.Before(a)
	}
	var end *Node
	for i, n := range g.Nodes { // what a node waited for stands before it
		for _, b := range n.After {
			m := last[b]
			if m == nil {
				for _, maker := range b.Makers {
					if longer(maker, m) {
						m = maker
					}
				}
				last[b] = m
			}
			if longer(m, before[i]) {
				before[i] = m
			}
		}
		length[i] = max(weight(n), 0)
		if p := before[i]; p != nil {
			length[i] = saturate.Add(length[i], length[p.index])
		}
		if longer(n, end) {
			end = n
		}
	}
	var chain []*Node
	for n := end; n != nil; n = before[n.index] {
		chain = append(chain, n)
	}
	slices.Reverse(chain)
	return length[end.index], chain
}
