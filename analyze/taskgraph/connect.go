package taskgraph

import (
	"cmp"
	"slices"
	"sort"
)

// connect gives each node the barriers that it waited for.
func connect(g *Graph, groups []*group) {
	f := finderOf(g.Query, groups)
	feeders := make([][]feeder, len(groups))
	for i, x := range groups {
		feeders[i] = f.feedersOf(x)
	}
	for i, x := range groups {
		for _, e := range feeders[i] {
			e.phase.endBy(x)
		}
	}
	c := connector{graph: g, rank: make(map[*Barrier]int)}
	for i, x := range groups {
		c.connect(x, feeders[i])
	}
	c.finish()
}

// endBy takes back inferred ends of makers that lie after the submit of a task
// that read what they made.
func (p *phase) endBy(reader *group) {
	if !reader.known {
		return
	}
	for _, x := range p.groups {
		for _, n := range x.nodes {
			if !n.Lost.End || n.End <= reader.begin || !made(n) || n.Submit > reader.begin || !n.Lost.Schedule && n.Last > reader.begin {
				continue
			}
			n.End = reader.begin
			n.Last = min(n.Last, n.End)
			n.First = min(n.First, n.Last)
		}
	}
}

// connector makes barriers and numbers them by the place of their phase.
type connector struct {
	graph *Graph
	rank  map[*Barrier]int
}

// connect gives the nodes of a group what they waited for. A task that was
// submitted while makers still ran did not wait for these: Daft handed it what
// there was, as IntoPartitions does. It is taken to have waited for the one that
// had ended last.
func (c *connector) connect(x *group, feeders []feeder) {
	whole := make([]*Barrier, 0, len(feeders))
	shared := true
	for _, f := range feeders {
		b := c.barrier(f)
		if b == nil {
			continue
		}
		whole = append(whole, b)
		shared = shared && x.allAfter(b)
	}
	if shared {
		for _, n := range x.nodes {
			n.After = whole
		}
		return
	}
	single := make(map[*Node]*Barrier)
	for _, n := range x.nodes {
		for _, b := range whole {
			if n.after(b) {
				n.After = append(n.After, b)
				continue
			}
			if m := lastBefore(b.Makers, n); m != nil {
				if single[m] == nil {
					guess := b.Guess
					if guess == "" {
						guess = "submitted while others that make its input still ran: the one that had ended last is taken"
					}
					single[m] = c.add(&Barrier{Operator: b.Operator, Makers: []*Node{m}, Guess: guess})
				}
				n.After = append(n.After, single[m])
			}
		}
	}
}

// allAfter reports whether all nodes of the group came after a barrier.
func (x *group) allAfter(b *Barrier) bool {
	return !slices.ContainsFunc(x.nodes, func(n *Node) bool { return !n.after(b) })
}

// after reports whether the node was submitted once all makers had ended. Of
// what has no length and is at one time, the one of the lower id comes first.
func (n *Node) after(b *Barrier) bool {
	return b.Ready() <= n.Submit && (b.Ready() < n.Submit || b.lastIndex < n.index)
}

// lastBefore returns the maker that had ended last when a node was submitted,
// nil where none had.
func lastBefore(makers []*Node, n *Node) *Node {
	i := sort.Search(len(makers), func(i int) bool { return makers[i].End > n.Submit })
	for low := i - mostTies; i > max(low, 0); {
		i--
		if m := makers[i]; m.End < n.Submit || m.index < n.index {
			return m
		}
	}
	return nil
}

// mostTies bounds the tasks without length, all at one time, that are looked
// through.
const mostTies = 64

// barrier returns the barrier of a phase, nil where nobody made anything.
func (c *connector) barrier(f feeder) *Barrier {
	p := f.phase
	if !p.made {
		p.made = true
		if makers := p.makers(); len(makers) > 0 {
			p.barrier = c.add(&Barrier{Makers: makers, Guess: f.guess})
			if p.operator >= 0 {
				p.barrier.Operator = c.graph.Query.Operator(p.operator)
			}
		}
	}
	if b := p.barrier; b != nil && b.Guess != f.guess {
		return c.add(&Barrier{Operator: b.Operator, Makers: b.Makers, Guess: f.guess})
	}
	return p.barrier
}

func (c *connector) add(b *Barrier) *Barrier {
	c.rank[b] = len(c.rank)
	b.lastIndex = -1
	for i := len(b.Makers) - 1; i >= 0 && b.Makers[i].End == b.Ready(); i-- {
		b.lastIndex = max(b.lastIndex, b.Makers[i].index)
	}
	c.graph.Barriers = append(c.graph.Barriers, b)
	return b
}

// finish leaves the barriers that somebody waited for, by operator, then by
// time.
func (c *connector) finish() {
	used := make(map[*Barrier]bool)
	for _, n := range c.graph.Nodes {
		for _, b := range n.After {
			used[b] = true
		}
	}
	g := c.graph
	g.Barriers = slices.DeleteFunc(g.Barriers, func(b *Barrier) bool { return !used[b] })
	id := func(b *Barrier) int64 {
		if b.Operator == nil {
			return 1<<63 - 1
		}
		return b.Operator.ID
	}
	slices.SortFunc(g.Barriers, func(a, b *Barrier) int {
		return cmp.Or(cmp.Compare(id(a), id(b)), cmp.Compare(a.Ready(), b.Ready()), cmp.Compare(c.rank[a], c.rank[b]))
	})
}
