package critical

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
)

// shares divides the time that a task ran over its operators, in proportion to
// how long each worked in it, by Daft's durations and, where there are spans, by
// those: operators overlap in a task, so that this is an estimate. What the durations do not
// fill nobody accounts for: sorting, merging and writing a shuffle, which Daft
// does not time, and fetching input.
type shares struct {
	typical map[*analyze.Stage]*typical // of tasks whose own are not known
	graph   *taskgraph.Graph
}

// typical is what the operators did in those tasks of a stage of which it is
// known, added up.
type typical struct {
	parts []taskgraph.Contribution
	wall  int64 // of these tasks
}

func sharesOf(g *taskgraph.Graph) *shares {
	return &shares{graph: g, typical: make(map[*analyze.Stage]*typical)}
}

// of returns the shares of so many nanoseconds of a task, largest first.
func (s *shares) of(n *taskgraph.Node, ns int64) []Share {
	parts, accounted := n.Shares, int64(0)
	if n.Merged != 1 {
		// What is known is of several tasks together, or of others.
		stage := s.stage(n.Stage)
		if n.Merged == 0 {
			parts = stage.parts
		}
		accounted = stage.part(ns)
		if total := n.Task.DaftDuration; total.Known() {
			accounted = min(ns, max(total.V, 0))
		}
	}
	sum := sumOf(parts)
	switch {
	case sum == 0:
		accounted = 0
	case n.Merged == 1:
		accounted = min(ns, sum)
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
// to how long they worked. What rounding leaves goes to the first that have any.
func divideTask(parts []taskgraph.Contribution, sum, amount int64) []Share {
	if sum <= 0 || amount <= 0 {
		return nil
	}
	var list []Share
	left := amount
	for _, c := range parts {
		worked := c.Worked()
		if worked <= 0 {
			continue
		}
		ns := min(saturate.Scale(amount, min(worked, sum), sum), left)
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

// stage returns what is typical of a stage.
func (s *shares) stage(of *analyze.Stage) *typical {
	if t, ok := s.typical[of]; ok {
		return t
	}
	index := make(map[*analyze.Operator]int)
	t := &typical{}
	for _, task := range of.Tasks {
		n := s.graph.Node(task)
		if n == nil || n.Merged != 1 || n.Estimated {
			continue
		}
		t.wall = saturate.Add(t.wall, n.Wall())
		for _, c := range n.Shares {
			i, ok := index[c.Operator]
			if !ok {
				i = len(t.parts)
				index[c.Operator] = i
				t.parts = append(t.parts, taskgraph.Contribution{Operator: c.Operator})
			}
			t.parts[i].Duration = saturate.Add(t.parts[i].Duration, c.Duration)
			t.parts[i].Untimed = saturate.Add(t.parts[i].Untimed, c.Untimed)
		}
	}
	s.typical[of] = t
	return t
}

// part returns how much of so many nanoseconds operators account for, typically.
func (t *typical) part(ns int64) int64 {
	sum := sumOf(t.parts)
	if sum >= t.wall {
		return ns
	}
	return saturate.Scale(ns, min(sum, t.wall), t.wall)
}

func sumOf(parts []taskgraph.Contribution) (sum int64) {
	for _, c := range parts {
		sum = saturate.Add(sum, c.Worked())
	}
	return sum
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
