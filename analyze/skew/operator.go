package skew

import (
	"cmp"
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
)

// OperatorSpread is how unevenly the tasks of a stage did the work of one
// operator, of those tasks whose share of it is known alone.
type OperatorSpread struct {
	Operator      *analyze.Operator
	Stage         *analyze.Stage
	Tasks         int64
	RowsIn        analyze.Spread // not of what only reads, nor of joins, of which Daft overwrites one side
	Duration      analyze.Spread // Daft's: not busy time
	RowsRatio     float64        // most rows over the median; NaN where unknown or below two tasks
	DurationRatio float64        // longest duration over the median, each at least a millisecond
	// Excess is by how much the operator's durations in the stage's outliers
	// are beyond its median, added up: where they spent their time.
	Excess int64
}

// contributions are the shares of one operator in the tasks of a stage.
type contributions struct {
	operator *analyze.Operator
	tasks    []*analyze.Task
	shares   []taskgraph.Contribution
}

// contributionsOf gathers the shares of each operator in the order of the
// stage's operators. What is of several tasks together says nothing of one.
func (j *judge) contributionsOf(g *judging) []contributions {
	graph := j.model.Path.Graph
	if graph == nil {
		return nil
	}
	index := map[*analyze.Operator]int{}
	var list []contributions
	for _, x := range g.samples {
		n := graph.Node(x.task)
		if n == nil || n.Merged != 1 {
			continue
		}
		for _, c := range n.Shares {
			if c.Operator == nil {
				continue
			}
			i, ok := index[c.Operator]
			if !ok {
				i = len(list)
				index[c.Operator] = i
				list = append(list, contributions{operator: c.Operator})
			}
			list[i].tasks = append(list[i].tasks, x.task)
			list[i].shares = append(list[i].shares, c)
		}
	}
	place := func(c contributions) int {
		if i := slices.Index(g.Stage.Stage.NodeIDs, c.operator.ID); i >= 0 {
			return i
		}
		return math.MaxInt
	}
	slices.SortStableFunc(list, func(a, b contributions) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.operator.ID, b.operator.ID))
	})
	return list
}

// spreads summarizes contributions.
func (j *judge) spreads(g *judging, list []contributions) {
	odd := make(map[*analyze.Task]bool, len(g.outlier))
	for _, o := range g.outlier {
		odd[o.task] = true
	}
	for _, c := range list {
		var rows []int64
		durations := make([]int64, len(c.shares))
		for i, s := range c.shares {
			durations[i] = s.Duration
			if !j.reads(g, c.operator) && !c.operator.IsJoin() { // these have none, and of those Daft overwrites one side
				rows = append(rows, s.RowsIn)
			}
		}
		s := OperatorSpread{Operator: c.operator, Stage: g.Stage.Stage, Tasks: int64(len(c.shares)), RowsRatio: math.NaN(), DurationRatio: math.NaN()}
		s.RowsIn, s.Duration = analyze.SpreadOf(rows), analyze.SpreadOf(durations)
		if s.Tasks >= 2 {
			if s.RowsIn.N > 0 {
				s.RowsRatio = float64(s.RowsIn.Max) / math.Max(1, float64(s.RowsIn.Median))
			}
			s.DurationRatio = clamped(s.Duration.Max) / clamped(s.Duration.Median)
		}
		for i, t := range c.tasks {
			if odd[t] {
				s.Excess = saturate.Add(s.Excess, max(0, durations[i]-s.Duration.Median))
			}
		}
		g.Operators = append(g.Operators, s)
	}
}

// reading returns how much longer than the median the outliers waited for their
// input. Daft's duration of what reads, a scan or the near end of an exchange, is
// the time in which its task waited for the next piece.
func (j *judge) reading(g *judging, list []contributions) map[*analyze.Task]int64 {
	waited := map[*analyze.Task]int64{}
	for _, c := range list {
		if !j.reads(g, c.operator) {
			continue
		}
		for i, t := range c.tasks {
			waited[t] = saturate.Add(waited[t], max(0, c.shares[i].Duration))
		}
	}
	if len(waited) < 3 {
		return nil
	}
	all := make([]int64, 0, len(waited))
	for _, ns := range waited {
		all = append(all, ns)
	}
	usual := analyze.SpreadOf(all).Median
	over := make(map[*analyze.Task]int64, len(g.outlier))
	for _, o := range g.outlier {
		if ns, ok := waited[o.task]; ok {
			over[o.task] = ns - usual
		}
	}
	return over
}

// reads reports whether an operator only brings in what the stage works on.
func (j *judge) reads(g *judging, o *analyze.Operator) bool {
	last := g.samples[0].task.LastNode
	if last.Known() && last.V == o.ID {
		return false
	}
	return o.InPlan && len(o.Children) == 0 || j.dispatched[o.ID].Total > 0
}
