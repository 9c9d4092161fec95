package graph

import (
	"slices"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// How many boxes are readable. Plans of no more operators are drawn as they
// are; a step of folding is the last where it leaves no more than the second.
const (
	readable = 30
	folded   = 60
)

// group is the operators of one box.
type group struct {
	title     string // of several
	telling   bool   // it stands apart
	operators []*analyze.Operator
}

// fold puts operators together that tell little, where there are too many to
// be read: first chains, then all that hangs together, with an ever higher bar
// for what is kept apart.
func fold(p *plan, unfold bool) []group {
	all := p.Query.Operators
	if unfold || len(all) <= readable {
		return alone(all)
	}
	groups := chains(p)
	for _, perMille := range []float64{hotPerMille, 15, 50, 100, 200} {
		if len(groups) <= folded {
			break
		}
		groups = regions(p, perMille)
	}
	return groups
}

func alone(all []*analyze.Operator) []group {
	groups := make([]group, len(all))
	for i, o := range all {
		groups[i].operators = []*analyze.Operator{o}
	}
	return groups
}

// telling reports whether an operator is worth a box of its own.
func (p *plan) telling(o *analyze.Operator, perMille float64) bool {
	if p.part(o)*1000 >= perMille || p.Query.Error != nil && p.Query.Error.Operator == o {
		return true
	}
	return perMille <= hotPerMille && len(p.marks(o)) > 0
}

// chains folds runs of operators with one input and one output each.
func chains(p *plan) []group {
	plain := func(o *analyze.Operator) bool {
		return len(o.Children) == 1 && len(o.Parents) == 1 && !p.telling(o, hotPerMille)
	}
	var groups []group
	taken := map[*analyze.Operator]bool{}
	for _, o := range p.Query.Operators {
		if taken[o] {
			continue
		}
		taken[o] = true
		g := group{operators: []*analyze.Operator{o}}
		if plain(o) { // plans are listed from the root, so that this is the upper end
			for c := o.Children[0]; plain(c) && !taken[c] && !p.stages.apart(o, c); c = c.Children[0] {
				taken[c] = true
				g.operators = append(g.operators, c)
			}
		}
		g.title = strconv.Itoa(len(g.operators)) + " operators"
		groups = append(groups, g)
	}
	return groups
}

// regions folds all operators that hang together and tell little, and those
// regions that feed the same operator.
func regions(p *plan, perMille float64) []group {
	region := map[*analyze.Operator]int{}
	var groups []group
	for _, o := range p.Query.Operators {
		if _, ok := region[o]; ok {
			continue
		}
		g := group{telling: p.telling(o, perMille)}
		stack := []*analyze.Operator{o}
		region[o] = len(groups)
		for len(stack) > 0 {
			x := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			g.operators = append(g.operators, x)
			if g.telling {
				break
			}
			for _, next := range slices.Concat(x.Children, x.Parents) {
				if _, ok := region[next]; !ok && !p.telling(next, perMille) {
					region[next] = len(groups)
					stack = append(stack, next)
				}
			}
		}
		g.title = strconv.Itoa(len(g.operators)) + " operators"
		groups = append(groups, g)
	}
	return branches(groups, region)
}

// branches puts groups together that tell little, take nothing from others and
// feed one and the same other group, where they are many: the branches of a union.
func branches(groups []group, region map[*analyze.Operator]int) []group {
	const many = 4
	into := map[int][]int{}
	for i, g := range groups {
		if to, ok := feeds(g, i, region); ok && !g.telling {
			into[to] = append(into[to], i)
		}
	}
	gone := make([]bool, len(groups))
	for _, list := range into {
		if len(list) < many {
			continue
		}
		first := &groups[list[0]]
		for _, k := range list[1:] {
			first.operators = append(first.operators, groups[k].operators...)
			gone[k] = true
		}
		first.title = strconv.Itoa(len(list)) + " branches, " + strconv.Itoa(len(first.operators)) + " operators"
	}
	var out []group
	for i, g := range groups {
		if !gone[i] {
			out = append(out, g)
		}
	}
	return out
}

// feeds returns the one group that takes what a group puts out, if there is
// just one, and the group takes nothing from others.
func feeds(g group, own int, region map[*analyze.Operator]int) (to int, ok bool) {
	for _, o := range g.operators {
		for _, c := range o.Children {
			if region[c] != own {
				return 0, false
			}
		}
		for _, parent := range o.Parents {
			switch r := region[parent]; {
			case r == own:
			case !ok:
				to, ok = r, true
			case r != to:
				return 0, false
			}
		}
	}
	return to, ok
}
