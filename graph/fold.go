package graph

import (
	"slices"
	"strconv"
	"strings"

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
// be read: first chains and the branches of unions, then all that hangs together,
// with an ever higher bar for what is kept apart.
func fold(p *plan, unfold bool) []group {
	all := p.Query.Operators
	if unfold || len(all) <= readable {
		return alone(all)
	}
	groups := chains(p, unions(p))
	for _, perMille := range []float64{hotPerMille, 15, 50, 100, 200} {
		if len(groups) <= folded {
			break
		}
		groups = branches(regions(p.Query.Operators, func(o *analyze.Operator) bool { return p.telling(o, perMille) }))
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

// chains folds runs of operators with one input and one output each, but for
// those that have a group already.
func chains(p *plan, groups []group) []group {
	taken := map[*analyze.Operator]bool{}
	for _, g := range groups {
		for _, o := range g.operators {
			taken[o] = true
		}
	}
	plain := func(o *analyze.Operator) bool {
		return len(o.Children) == 1 && len(o.Parents) == 1 && !taken[o] && !p.telling(o, hotPerMille)
	}
	for _, o := range p.Query.Operators {
		if taken[o] {
			continue
		}
		g := group{operators: []*analyze.Operator{o}}
		isPlain := plain(o)
		taken[o] = true
		if isPlain { // plans are listed from the root, so that this is the upper end
			for c := o.Children[0]; plain(c) && !p.stages.apart(o, c); c = c.Children[0] {
				taken[c] = true
				g.operators = append(g.operators, c)
			}
		}
		g.title = strconv.Itoa(len(g.operators)) + " operators"
		groups = append(groups, g)
	}
	return groups
}

// unions folds unions that are nested in each other, as Daft nests them, with
// those of their branches that tell nothing from end to end.
func unions(p *plan) []group {
	const many = 4
	in := map[*analyze.Operator]bool{}
	for _, o := range p.Query.Operators {
		if !isUnion(o) || p.telling(o, hotPerMille) {
			continue
		}
		in[o] = true
		for _, c := range o.Children {
			for _, x := range p.branch(c) {
				in[x] = true
			}
		}
	}
	groups, _ := regions(p.Query.Operators, func(o *analyze.Operator) bool { return !in[o] })
	groups = slices.DeleteFunc(groups, func(g group) bool { return g.telling })
	for i, g := range groups {
		n := 1
		for _, o := range g.operators {
			if isUnion(o) {
				n++
			}
		}
		groups[i].telling = n < many // not worth it
		groups[i].title = strconv.Itoa(n) + " branches, " + strconv.Itoa(len(g.operators)) + " operators"
	}
	return slices.DeleteFunc(groups, func(g group) bool { return g.telling })
}

// branch returns a chain of operators down to a scan, none where one of them
// tells something or has a second input.
func (p *plan) branch(o *analyze.Operator) []*analyze.Operator {
	var list []*analyze.Operator
	for ; ; o = o.Children[0] {
		if len(o.Children) > 1 || len(o.Parents) != 1 || len(list) > len(p.Query.Operators) || p.telling(o, hotPerMille) {
			return nil
		}
		list = append(list, o)
		if len(o.Children) == 0 {
			return list
		}
	}
}

func isUnion(o *analyze.Operator) bool {
	text := strings.ToLower(o.Name + " " + o.Type)
	return len(o.Children) > 1 && (strings.Contains(text, "concat") || strings.Contains(text, "union"))
}

// regions folds all operators that hang together and do not stand apart. It
// returns the group of each operator, too.
func regions(all []*analyze.Operator, apart func(*analyze.Operator) bool) ([]group, map[*analyze.Operator]int) {
	region := map[*analyze.Operator]int{}
	var groups []group
	for _, o := range all {
		if _, ok := region[o]; ok {
			continue
		}
		g := group{telling: apart(o)}
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
				if _, ok := region[next]; !ok && !apart(next) {
					region[next] = len(groups)
					stack = append(stack, next)
				}
			}
		}
		g.title = strconv.Itoa(len(g.operators)) + " operators"
		groups = append(groups, g)
	}
	return groups, region
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
