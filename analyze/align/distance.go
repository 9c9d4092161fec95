package align

// distance aligns two plans by the constrained edit distance between unordered
// trees (K. Zhang, Algorithmica 15, 1996): the cheapest way to turn one tree into
// the other by dropping, adding and changing nodes so that what is in different
// branches of one stays in different branches of the other. It takes as many steps
// as the product of the trees' sizes. Nodes with more than two children keep their
// order.
type distance struct {
	a, b           *tree
	atree, aforest []int32 // costs to drop a node with all below it, or what is below it
	btree, bforest []int32
	trees, forests []int32 // costs between subtrees, and between what is below their nodes
}

func newDistance(a, b *tree) *distance {
	d := &distance{a: a, b: b}
	d.atree, d.aforest = sums(a)
	d.btree, d.bforest = sums(b)
	cells := len(a.nodes) * len(b.nodes)
	d.trees, d.forests = make([]int32, cells), make([]int32, cells)
	for i := range a.nodes {
		for j := range b.nodes {
			d.measure(int32(i), int32(j))
		}
	}
	return d
}

// sums returns what it costs to leave alone each subtree, and what is below each
// node.
func sums(t *tree) (trees, forests []int32) {
	trees, forests = make([]int32, len(t.nodes)), make([]int32, len(t.nodes))
	for i := range t.nodes {
		n := &t.nodes[i]
		for _, c := range n.children {
			forests[i] += trees[c]
		}
		trees[i] = forests[i] + n.alone()
	}
	return trees, forests
}

func (d *distance) at(i, j int32) int { return int(i)*len(d.b.nodes) + int(j) }

// step is what the cheapest alignment does at a pair of nodes.
type step uint8

const (
	stepApart step = iota // nothing of one is in the other
	stepPair              // the two nodes are the same
	stepDropA             // the node of a stands alone, one of its branches goes on
	stepDropB
	stepChildren // of forests: children with children
)

func (d *distance) measure(i, j int32) {
	k := d.at(i, j)
	_, _, d.forests[k] = d.forestStep(i, j)
	_, _, d.trees[k] = d.treeStep(i, j)
}

// treeStep finds the cheapest step between two subtrees, with the child that goes
// on after a drop. The forest of the two is measured already.
func (d *distance) treeStep(i, j int32) (step, int32, int32) {
	a, b := &d.a.nodes[i], &d.b.nodes[j]
	best, how, child := d.atree[i]+d.btree[j], stepApart, int32(-1)
	if c := asPair(a, b); c < never && c+d.forests[d.at(i, j)] <= best {
		best, how = c+d.forests[d.at(i, j)], stepPair
	}
	for _, s := range a.children {
		if c := d.atree[i] - d.atree[s] + d.trees[d.at(s, j)]; c < best {
			best, how, child = c, stepDropA, s
		}
	}
	for _, t := range b.children {
		c := d.btree[j] - d.btree[t] + d.trees[d.at(i, t)]
		if c < best || c == best && how == stepDropA && b.own < a.own {
			best, how, child = c, stepDropB, t
		}
	}
	return how, child, best
}

// forestStep is the same between what is below two nodes.
func (d *distance) forestStep(i, j int32) (step, int32, int32) {
	a, b := &d.a.nodes[i], &d.b.nodes[j]
	best, how, child := d.aforest[i]+d.bforest[j], stepApart, int32(-1)
	if len(a.children) == 0 || len(b.children) == 0 {
		return how, child, best
	}
	if c := d.children(a.children, b.children, nil); c <= best {
		best, how = c, stepChildren
	}
	for _, s := range a.children {
		if c := d.aforest[i] - d.aforest[s] + d.forests[d.at(s, j)]; c < best {
			best, how, child = c, stepDropA, s
		}
	}
	for _, t := range b.children {
		c := d.bforest[j] - d.bforest[t] + d.forests[d.at(i, t)]
		if c < best || c == best && how == stepDropA && b.own < a.own {
			best, how, child = c, stepDropB, t
		}
	}
	return how, child, best
}

// children returns the cheapest way to lay the children of one node on those of
// another, and hands out the pairs where asked to.
func (d *distance) children(as, bs []int32, pairs func(s, t int32)) int32 {
	if len(as) > 2 || len(bs) > 2 {
		return d.row(as, bs, pairs)
	}
	all := int32(0)
	for _, s := range as {
		all += d.atree[s]
	}
	for _, t := range bs {
		all += d.btree[t]
	}
	gain := func(s, t int32) int32 { return d.atree[s] + d.btree[t] - d.trees[d.at(s, t)] }
	best, x, y := int32(-1), 0, 0
	for p, s := range as { // the first child's partner, then the other's is what is left
		for q, t := range bs {
			g := gain(s, t)
			if len(as) == 2 && len(bs) == 2 {
				g += gain(as[1-p], bs[1-q])
			}
			if g > best {
				best, x, y = g, p, q
			}
		}
	}
	if pairs != nil {
		pairs(as[x], bs[y])
		if len(as) == 2 && len(bs) == 2 {
			pairs(as[1-x], bs[1-y])
		}
	}
	return all - best
}

// row aligns two rows of children in their order.
func (d *distance) row(as, bs []int32, pairs func(s, t int32)) int32 {
	n, m := len(as), len(bs)
	at := func(i, j int) int { return i*(m+1) + j }
	costs := make([]int32, (n+1)*(m+1))
	for i := n; i >= 0; i-- {
		for j := m; j >= 0; j-- {
			switch {
			case i == n && j == m:
			case i == n:
				costs[at(i, j)] = d.btree[bs[j]] + costs[at(i, j+1)]
			case j == m:
				costs[at(i, j)] = d.atree[as[i]] + costs[at(i+1, j)]
			default:
				costs[at(i, j)] = min(d.trees[d.at(as[i], bs[j])]+costs[at(i+1, j+1)],
					d.atree[as[i]]+costs[at(i+1, j)], d.btree[bs[j]]+costs[at(i, j+1)])
			}
		}
	}
	if pairs != nil {
		for i, j := 0, 0; i < n && j < m; {
			s, t := as[i], bs[j]
			c := costs[at(i, j)]
			down, across := c == d.atree[s]+costs[at(i+1, j)], c == d.btree[t]+costs[at(i, j+1)]
			switch {
			case c == d.trees[d.at(s, t)]+costs[at(i+1, j+1)]:
				pairs(s, t)
				i, j = i+1, j+1
			case down && (!across || d.a.nodes[s].own <= d.b.nodes[t].own):
				i++
			default:
				j++
			}
		}
	}
	return costs[0]
}

// trace hands out the pairs of the cheapest alignment.
func (d *distance) trace(pair func(i, j int32)) {
	type place struct {
		i, j   int32
		forest bool
	}
	stack := []place{{d.a.root(), d.b.root(), false}}
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		find := d.treeStep
		if p.forest {
			find = d.forestStep
		}
		switch how, child, _ := find(p.i, p.j); how {
		case stepPair:
			pair(p.i, p.j)
			stack = append(stack, place{p.i, p.j, true})
		case stepDropA:
			stack = append(stack, place{child, p.j, p.forest})
		case stepDropB:
			stack = append(stack, place{p.i, child, p.forest})
		case stepChildren:
			d.children(d.a.nodes[p.i].children, d.b.nodes[p.j].children, func(s, t int32) { stack = append(stack, place{s, t, false}) })
		}
	}
}
