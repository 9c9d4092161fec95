package taskgraph

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/radix"
	"github.com/daft-analyze/daft-analyze/format"
)

// group is the tasks that do the same: what they read they all read.
type group struct {
	nodes   []*Node // by submit, then by id
	last    int64   // the operator that dispatched them, -1 where unknown
	listed  []int64 // operators that they list, sorted
	sources []int64 // operators that their inputs in memory are said to be of, sorted
	known   bool    // the inputs of some of them are recorded
	scans   bool    // some of them read files
	begin   format.Time
}

// readsOwn reports whether the group reads what its own operator dispatched
// before, or may do so: the readers of a flight shuffle name no input.
func (g *group) readsOwn() bool {
	if slices.Contains(g.sources, g.last) {
		return true
	}
	return g.known && len(g.sources) == 0 && !g.scans && len(g.listed) > 0 && slices.Contains(g.listed, g.last)
}

func (g *group) lists(id int64) bool {
	_, ok := slices.BinarySearch(g.listed, id)
	return ok
}

// groupsOf divides the nodes by stage, in order of their first submit. Tasks
// whose name was lost go where they were given out: Sort's phases share all but
// the name.
func groupsOf(g *Graph) []*group {
	byStage := make(map[*analyze.Stage]*group)
	var groups []*group
	for _, n := range g.Nodes {
		x := byStage[n.Stage]
		if x == nil {
			x = &group{last: -1}
			byStage[n.Stage] = x
			groups = append(groups, x)
		}
		x.nodes = append(x.nodes, n)
	}
	groups = rejoin(groups)
	for _, x := range groups {
		x.submits()
	}
	g.order()
	for _, x := range groups {
		x.describe()
	}
	slices.SortStableFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.nodes[0].index, b.nodes[0].index))
	})
	return groups
}

// submits infers the submits that were lost. Daft numbers the tasks of a stage
// as it submits them: a task's is that of the one before it, at most that of the
// one after it, and its first schedule.
func (g *group) submits() {
	radix.By(g.nodes, func(n *Node) int64 { return n.Task.ID })
	next := format.Time(math.MaxInt64)
	for i := len(g.nodes) - 1; i >= 0; i-- {
		n := g.nodes[i]
		if !n.Lost.Submit {
			next = n.Submit
			continue
		}
		n.Submit = min(n.Submit, next)
	}
	before := format.Time(-1)
	for _, n := range g.nodes {
		if !n.Lost.Submit {
			before = n.Submit
			continue
		}
		if before >= 0 {
			n.Submit = min(before, n.First)
		}
	}
}

// describe sums up what the tasks say of themselves.
func (g *group) describe() {
	radix.By(g.nodes, func(n *Node) int64 { return int64(n.index) })
	g.begin = math.MaxInt64
	source := make(map[int64]bool)
	for _, n := range g.nodes {
		t := n.Task
		if g.last < 0 && t.LastNode.Known() {
			g.last = t.LastNode.V
		}
		if g.listed == nil {
			g.listed = slices.Clone(t.NodeIDs)
		}
		if !n.Lost.Submit {
			g.known = true
			g.begin = min(g.begin, n.Submit)
		}
		for _, in := range t.Inputs {
			g.known = true
			switch {
			case in.Kind == "scan":
				g.scans = true
			case in.SourceNode.Known() && !source[in.SourceNode.V]:
				source[in.SourceNode.V] = true
				g.sources = append(g.sources, in.SourceNode.V)
			}
		}
	}
	if g.begin == math.MaxInt64 {
		g.begin = g.nodes[0].Submit
	}
	slices.Sort(g.listed)
	slices.Sort(g.sources)
}

// rejoin gives the tasks whose name is not their own to the group of the same
// operators, and a name, that had begun last when they were given out.
func rejoin(groups []*group) []*group {
	type named struct {
		begin format.Time
		group *group
	}
	byPipeline := make(map[int64][]named) // fingerprints, with groups by begin
	uncertain := func(n *Node) bool { return n.Task.NameDerived || n.Task.Name == "" }
	for _, x := range groups {
		seen := make(map[int64]bool)
		for _, n := range x.nodes { // by submit: the first of a fingerprint begins the group
			if f := n.Task.Fingerprint; f.Known() && !uncertain(n) && !seen[f.V] {
				seen[f.V] = true
				byPipeline[f.V] = append(byPipeline[f.V], named{n.Submit, x})
			}
		}
	}
	for _, list := range byPipeline {
		slices.SortStableFunc(list, func(a, b named) int { return cmp.Compare(a.begin, b.begin) })
	}
	for _, x := range groups {
		x.nodes = slices.DeleteFunc(x.nodes, func(n *Node) bool {
			f := n.Task.Fingerprint
			if !f.Known() || !uncertain(n) || len(byPipeline[f.V]) < 2 {
				return false
			}
			list := byPipeline[f.V]
			i := sort.Search(len(list), func(i int) bool { return list[i].begin > n.First })
			to := list[max(i-1, 0)].group
			if to == x {
				return false
			}
			to.nodes = append(to.nodes, n)
			return true
		})
	}
	return slices.DeleteFunc(groups, func(x *group) bool { return len(x.nodes) == 0 })
}
