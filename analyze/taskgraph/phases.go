package taskgraph

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/radix"
	"github.com/daft-analyze/daft-analyze/format"
)

// phase is the groups that one operator dispatched at a time: most operators
// have one, Sort three.
type phase struct {
	operator int64
	groups   []*group
	barrier  *Barrier // of its makers, nil until made, and where there are none
	made     bool
}

// phases are those of each operator, in order of time.
type phases struct {
	byOperator map[int64][]*phase
	of         map[*group]int
}

func phasesOf(groups []*group) *phases {
	p := &phases{byOperator: make(map[int64][]*phase), of: make(map[*group]int)}
	ends := make(map[*phase]format.Time)
	for _, x := range groups { // in order of begin
		if x.last < 0 {
			continue
		}
		list := p.byOperator[x.last]
		n := len(list)
		if n == 0 || x.readsOwn() && x.begin >= ends[list[n-1]] {
			list = append(list, &phase{operator: x.last})
			p.byOperator[x.last] = list
			n++
		}
		ph := list[n-1]
		ph.groups = append(ph.groups, x)
		p.of[x] = n - 1
		for _, m := range x.nodes {
			if !m.Lost.End && made(m) {
				ends[ph] = max(ends[ph], m.End)
			}
		}
	}
	return p
}

// made reports whether what the task made may have been read by others.
func made(n *Node) bool {
	return n.Task.Outcome == analyze.TaskSucceeded || n.Task.Outcome == analyze.TaskLost
}

// last returns the last phase of an operator, nil where it dispatched nothing.
func (p *phases) last(operator int64) *phase {
	list := p.byOperator[operator]
	if len(list) == 0 {
		return nil
	}
	return list[len(list)-1]
}

// before returns the phase before that of a group, nil where it is the first.
func (p *phases) before(x *group) *phase {
	if i, ok := p.of[x]; ok && i > 0 {
		return p.byOperator[x.last][i-1]
	}
	return nil
}

// makers returns the tasks that made what a phase is there for, by end.
func (p *phase) makers() []*Node {
	var list []*Node
	for _, x := range p.groups {
		for _, n := range x.nodes {
			if made(n) {
				list = append(list, n)
			}
		}
	}
	radix.ByThen(list, func(n *Node) int64 { return int64(n.End) }, compareEnds)
	return list
}

// feeder is a phase that a group reads, and why that is only likely.
type feeder struct {
	phase *phase
	guess string
}

// mostFeeders bounds the phases that one group waits for, of hostile recordings.
const mostFeeders = 256

// finder finds what groups read.
type finder struct {
	query  *analyze.Query
	phases *phases
	below  map[int64][]*phase // of an operator: what it or those below it dispatched
	ended  []finished         // groups by their last end
}

// finished is a group whose tasks all ended.
type finished struct {
	group *group
	end   format.Time
}

func finderOf(q *analyze.Query, groups []*group) *finder {
	f := &finder{query: q, phases: phasesOf(groups), below: make(map[int64][]*phase)}
	for _, x := range groups {
		e := finished{group: x}
		done := x.last >= 0
		for _, n := range x.nodes {
			done = done && made(n)
			e.end = max(e.end, n.End)
		}
		if done {
			f.ended = append(f.ended, e)
		}
	}
	slices.SortStableFunc(f.ended, func(a, b finished) int { return cmp.Compare(a.end, b.end) })
	return f
}

// feedersOf returns the phases that a group reads. What its inputs in memory
// are of is an operator that dispatched them; or, where that is the group's own,
// an earlier phase of it; or else the operator that reads them, as a broadcast
// join does: then they were made by those below it that the group does not run
// itself. Readers of a flight shuffle name no input, but list the exchange.
func (f *finder) feedersOf(x *group) []feeder {
	var list []*phase
	sources := x.sources
	for _, id := range x.listed {
		if id != x.last && f.phases.last(id) != nil && !slices.Contains(sources, id) {
			sources = append(slices.Clip(sources), id)
		}
	}
	if len(sources) == 0 && x.readsOwn() {
		sources = []int64{x.last}
	}
	for _, id := range sources {
		switch {
		case id == x.last:
			if p := f.phases.before(x); p != nil {
				list = append(list, p)
			} else {
				list = append(list, f.children(x, id)...)
			}
		case f.phases.last(id) != nil:
			list = append(list, f.phases.last(id))
		default:
			list = append(list, f.children(x, id)...)
		}
	}
	feeders := asFeeders(list, "")
	if len(feeders) == 0 && !x.known {
		if p := f.phases.before(x); p != nil {
			list = append(list, p)
		}
		for _, id := range x.listed {
			list = append(list, f.children(x, id)...)
		}
		feeders = asFeeders(list, "what these tasks read was lost: taken from the plan")
	}
	if len(feeders) == 0 {
		feeders = f.ordered(x)
	}
	return feeders
}

func asFeeders(list []*phase, guess string) []feeder {
	var feeders []feeder
	seen := make(map[*phase]bool)
	for _, p := range list {
		if !seen[p] && len(feeders) < mostFeeders {
			seen[p] = true
			feeders = append(feeders, feeder{p, guess})
		}
	}
	return feeders
}

// children returns what was dispatched by the operators below one, other than
// those that the group runs itself.
func (f *finder) children(x *group, id int64) []*phase {
	o := f.query.Operator(id)
	if o == nil {
		return nil
	}
	var list []*phase
	for _, c := range o.Children {
		if !x.lists(c.ID) {
			list = append(list, f.dispatched(c)...)
		}
	}
	return list
}

// dispatched returns the last phase of an operator, else of those below it.
func (f *finder) dispatched(o *analyze.Operator) []*phase {
	if p := f.phases.last(o.ID); p != nil {
		return []*phase{p}
	}
	if list, ok := f.below[o.ID]; ok {
		return list
	}
	f.below[o.ID] = nil // an operator that is below itself
	var list []*phase
	for _, c := range o.Children {
		if list = append(list, f.dispatched(c)...); len(list) > mostFeeders {
			list = list[:mostFeeders]
			break
		}
	}
	f.below[o.ID] = list
	return list
}

// ordered guesses what a group waited for that reads nothing another made, and
// yet was submitted after another group's tasks had all ended, as the second
// side of a union: the group that ended last before it.
func (f *finder) ordered(x *group) []feeder {
	i, _ := slices.BinarySearchFunc(f.ended, x.begin, func(e finished, t format.Time) int {
		if e.end <= t {
			return -1
		}
		return 1
	})
	for low := i - mostTies; i > max(low, 0); {
		i--
		if e := f.ended[i]; e.group.begin < x.begin && e.group.last != x.last {
			return []feeder{{&phase{operator: -1, groups: []*group{e.group}}, "no input of these tasks is known to be of others: they came once a stage had ended"}}
		}
	}
	return nil
}
