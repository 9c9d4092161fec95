package critical

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
)

// shares divides the time that a task ran over its operators, in proportion to
// Daft's durations in it: operators overlap in a task, and a duration counts
// waiting for a thread, so that this is an estimate. What the durations do not
// fill nobody accounts for: sorting, merging and writing a shuffle, which Daft
// does not time, and fetching input.
type shares struct {
	typical map[*analyze.Stage][]taskgraph.Contribution // of tasks whose own are not known: the sum over their stage
	graph   *taskgraph.Graph
}

func sharesOf(g *taskgraph.Graph) *shares {
	return &shares{graph: g, typical: make(map[*analyze.Stage][]taskgraph.Contribution)}
}

// of returns the shares of so many nanoseconds of a task, largest first.
func (s *shares) of(n *taskgraph.Node, ns int64) []Share {
	parts, total := n.Shares, n.Task.DaftDuration
	switch {
	case n.Merged == 1:
	case n.Merged > 1 && total.Known():
	default:
		parts = s.stage(n.Stage)
	}
	sum := int64(0)
	for _, c := range parts {
		sum = addUp(sum, c.Duration)
	}
	accounted := min(ns, sum)
	if n.Merged != 1 {
		// Of several tasks together: of this one's own duration, where it is known.
		accounted = 0
		if total.Known() && sum > 0 {
			accounted = min(ns, max(total.V, 0))
		}
	}
	list := divideTask(parts, sum, accounted)
	if rest := ns - accounted; rest > 0 {
		list = append(list, Share{NS: rest, Saving: rest, Estimated: true})
	}
	slices.SortFunc(list, func(a, b Share) int {
		return cmp.Or(cmp.Compare(b.NS, a.NS), cmp.Compare(operatorID(a.Operator), operatorID(b.Operator)))
	})
	return list
}

// divideTask divides an amount, at most their sum, over contributions in proportion
// to their durations. What rounding leaves goes to the first that have any.
func divideTask(parts []taskgraph.Contribution, sum, amount int64) []Share {
	if sum <= 0 || amount <= 0 {
		return nil
	}
	var list []Share
	left := amount
	for _, c := range parts {
		if c.Duration <= 0 {
			continue
		}
		ns := min(proportion(amount, c.Duration, sum), left)
		left -= ns
		list = append(list, Share{Operator: c.Operator, NS: ns, Estimated: true})
	}
	for i := 0; left > 0; i = (i + 1) % len(list) {
		list[i].NS++
		left--
	}
	list = slices.DeleteFunc(list, func(s Share) bool { return s.NS == 0 })
	for i := range list {
		list[i].Saving = list[i].NS
	}
	return list
}

// proportion returns amount * part / whole, rounded down; part is at most whole.
func proportion(amount, part, whole int64) int64 {
	hi, lo := bits.Mul64(uint64(amount), uint64(min(part, whole)))
	q, _ := bits.Div64(hi, lo, uint64(whole))
	return int64(q)
}

// stage returns what the operators did in all tasks of a stage of which it is
// known.
func (s *shares) stage(of *analyze.Stage) []taskgraph.Contribution {
	if list, ok := s.typical[of]; ok {
		return list
	}
	index := make(map[*analyze.Operator]int)
	var list []taskgraph.Contribution
	for _, t := range of.Tasks {
		n := s.graph.Node(t)
		if n == nil || n.Merged != 1 {
			continue
		}
		for _, c := range n.Shares {
			i, ok := index[c.Operator]
			if !ok {
				i = len(list)
				index[c.Operator] = i
				list = append(list, taskgraph.Contribution{Operator: c.Operator})
			}
			list[i].Duration = addUp(list[i].Duration, c.Duration)
		}
	}
	s.typical[of] = list
	return list
}

// addUp adds two lengths, up to the longest there is.
func addUp(a, b int64) int64 {
	if s := a + b; s >= a {
		return s
	}
	return 1<<63 - 1
}

// largest returns the operator with the largest share, nil where none has any.
func largest(list []Share) *analyze.Operator {
	for _, s := range list {
		if s.Operator != nil {
			return s.Operator
		}
	}
	return nil
}
