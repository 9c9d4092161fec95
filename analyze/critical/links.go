package critical

import "github.com/daft-analyze/daft-analyze/analyze"

// Link is an edge of the plan: Child feeds Parent.
type Link struct{ Child, Parent *analyze.Operator }

// Links returns the edges of the plan that lie on a path: those that lead from
// one operator that has at least so many nanoseconds of it, or from below one,
// up to another that has.
func (p *Path) Links(least int64) map[Link]bool {
	hot := map[*analyze.Operator]bool{}
	for _, x := range p.Operators() {
		if x.Operator != nil && x.NS >= least {
			hot[x.Operator] = true
		}
	}
	below := reached(p.Query.Operators, hot, func(o *analyze.Operator) []*analyze.Operator { return o.Parents })
	above := reached(p.Query.Operators, hot, func(o *analyze.Operator) []*analyze.Operator { return o.Children })
	links := map[Link]bool{}
	for _, o := range p.Query.Operators {
		for _, c := range o.Children {
			if below[c] && above[o] {
				links[Link{c, o}] = true
			}
		}
	}
	return links
}

// reached returns the operators that can be reached from those of a set, these
// included. A broken plan may hold a cycle.
func reached(all []*analyze.Operator, from map[*analyze.Operator]bool, next func(*analyze.Operator) []*analyze.Operator) map[*analyze.Operator]bool {
	seen := map[*analyze.Operator]bool{}
	var stack []*analyze.Operator
	for _, o := range all {
		if from[o] {
			seen[o] = true
			stack = append(stack, o)
		}
	}
	for len(stack) > 0 {
		o := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, x := range next(o) {
			if !seen[x] {
				seen[x] = true
				stack = append(stack, x)
			}
		}
	}
	return seen
}
