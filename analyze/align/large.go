package align

// mostPairs bounds the pairs of operators that are measured against each other.
const mostPairs = 1 << 20

// reduce pairs what is the same in two large plans and returns what is left of
// them, small enough to be measured, with the place of each node in the plan; what
// is the same stands in them as a single node that nothing else is like.
type reduced struct {
	tree *tree
	from []int32 // where each node is in the plan
}

// same pairs the largest subtrees that are the same in both, as long as both have
// as many of them.
func same(a, b *tree, pair func(i, j int32)) (inA, inB []bool) {
	inA, inB = make([]bool, len(a.nodes)), make([]bool, len(b.nodes))
	of := map[uint64][]int32{}
	for i := range a.nodes {
		of[a.nodes[i].subtree] = append(of[a.nodes[i].subtree], int32(i))
	}
	count := map[uint64]int{}
	for j := range b.nodes {
		count[b.nodes[j].subtree]++
	}
	for j := b.root() - 1; j >= 0; j-- { // parents before their children
		h := b.nodes[j].subtree
		count[h]--
		list := of[h]
		if inB[j] || len(list) != count[h]+1 {
			continue
		}
		i := list[len(list)-1]
		of[h] = list[:len(list)-1]
		if inA[i] || a.nodes[i].size != b.nodes[j].size {
			continue
		}
		// Nodes are numbered from the leaves up: equal subtrees are equal stretches.
		for k := int32(0); k < b.nodes[j].size; k++ {
			x, y := i-k, j-k
			if x < 0 || inA[x] || inB[y] || a.nodes[x].own != b.nodes[y].own {
				break
			}
			inA[x], inB[y] = true, true
			pair(x, y)
		}
	}
	return inA, inB
}

// without returns a plan without the nodes that are taken: what is above them and
// has others below stays.
func without(t *tree, taken []bool) reduced {
	r := reduced{tree: &tree{query: t.query}}
	place := make([]int32, len(t.nodes))
	for i := range t.nodes {
		place[i] = -1
		if taken[i] {
			continue
		}
		n := t.nodes[i]
		var kids []int32
		for _, c := range n.children {
			if place[c] >= 0 {
				kids = append(kids, place[c])
			}
		}
		n.children = kids
		r.tree.nodes = append(r.tree.nodes, n)
		place[i] = int32(len(r.tree.nodes) - 1)
		r.from = append(r.from, int32(i))
	}
	return r
}

// roughly pairs what is left of plans that are too large to be measured: the same
// operators, then those of a kind, in the order of the plans.
func roughly(a, b *tree, pair func(i, j int32)) {
	inA, inB := make([]bool, len(a.nodes)), make([]bool, len(b.nodes))
	for _, word := range []func(n *node) uint64{
		func(n *node) uint64 { return n.own },
		func(n *node) uint64 { return hashWord(string(n.kind)) },
	} {
		of := map[uint64][]int32{}
		for i := range a.nodes {
			if n := &a.nodes[i]; !inA[i] && n.op != nil {
				of[word(n)] = append(of[word(n)], int32(i))
			}
		}
		for j := range b.nodes {
			n := &b.nodes[j]
			if inB[j] || n.op == nil {
				continue
			}
			list := of[word(n)]
			if len(list) > 0 {
				i := list[0]
				inA[i], inB[j], of[word(n)] = true, true, list[1:]
				pair(i, int32(j))
			}
		}
	}
}
