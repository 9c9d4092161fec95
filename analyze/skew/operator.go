package skew

import (
	"cmp"
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
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

// contributions are what one operator did in the tasks of a stage.
type contributions struct {
	operator  *analyze.Operator
	at        []int32 // which of the stage's samples
	durations []int64
	rows      []int64 // in
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
	for k, x := range g.samples {
		n := graph.Node(x.task)
		if n == nil || n.Merged != 1 {
			continue
		}
		for i, c := range n.Shares {
			if c.Operator == nil {
				continue
			}
			if i >= len(list) || list[i].operator != c.Operator { // else at the same place as in the first task
				var ok bool
				if i, ok = index[c.Operator]; !ok {
					i = len(list)
					index[c.Operator] = i
					size := len(g.samples) - k
					list = append(list, contributions{c.Operator, make([]int32, 0, size), make([]int64, 0, size), make([]int64, 0, size)})
				}
			}
			to := &list[i]
			to.at, to.durations, to.rows = append(to.at, int32(k)), append(to.durations, c.Duration), append(to.rows, c.RowsIn)
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
		rows := c.rows
		if j.reads(g, c.operator) || c.operator.IsJoin() { // these have none, and of those Daft overwrites one side
			rows = nil
		}
		s := OperatorSpread{Operator: c.operator, Stage: g.Stage.Stage, Tasks: int64(len(c.at)), RowsRatio: math.NaN(), DurationRatio: math.NaN()}
		s.RowsIn, s.Duration = analyze.SpreadOf(rows), analyze.SpreadOf(c.durations)
		if s.Tasks >= 2 {
			if s.RowsIn.N > 0 {
				s.RowsRatio = float64(s.RowsIn.Max) / math.Max(1, float64(s.RowsIn.Median))
			}
			s.DurationRatio = clamped(s.Duration.Max) / clamped(s.Duration.Median)
		}
		if len(odd) > 0 {
			for i, k := range c.at {
				if odd[g.samples[k].task] {
					s.Excess = saturate.Add(s.Excess, max(0, c.durations[i]-s.Duration.Median))
				}
			}
		}
		g.Operators = append(g.Operators, s)
	}
}

// reading returns how much longer than the median the outliers waited for their
// input. Daft's duration of what reads, a scan or the near end of an exchange, is
// the time in which its task waited for the next piece.
func (j *judge) reading(g *judging, list []contributions) map[*analyze.Task]int64 {
	waited, reads := make([]int64, len(g.samples)), make([]bool, len(g.samples))
	for _, c := range list {
		if !j.reads(g, c.operator) {
			continue
		}
		for i, k := range c.at {
			reads[k] = true
			waited[k] = saturate.Add(waited[k], max(0, c.durations[i]))
		}
	}
	all := make([]int64, 0, len(waited))
	by := make(map[*analyze.Task]int64, len(g.outlier))
	for _, o := range g.outlier {
		by[o.task] = -1
	}
	for k, ns := range waited {
		if !reads[k] {
			continue
		}
		all = append(all, ns)
		if t := g.samples[k].task; by[t] < 0 {
			by[t] = ns
		}
	}
	if len(all) < 3 {
		return nil
	}
	usual := analyze.SpreadOf(all).Median
	over := make(map[*analyze.Task]int64, len(g.outlier))
	for _, o := range g.outlier {
		if ns := by[o.task]; ns >= 0 {
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
