package skew

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// Stages judges the stages of the model's query, in the order of
// analyze.Query.Stages. There are none natively.
func Stages(m *whatif.Model) []Stage {
	stages, _ := Judge(m)
	return stages
}

// Judge is Stages, and what SlowWorkers returns, worked out of the same
// measurements when it is asked for.
func Judge(m *whatif.Model) (stages []Stage, slow func() []SlowWorkerUse) {
	if m == nil || m.Path == nil || m.Path.Query == nil {
		return nil, func() []SlowWorkerUse { return nil }
	}
	j := judge{model: m, query: m.Path.Query, dispatched: m.Path.Query.Dispatched()}
	for _, s := range j.query.Stages() {
		j.judgings = append(j.judgings, look(s, j.query.Wall))
	}
	j.findQueued()
	j.slow = slowWorkers(j.judgings)
	j.price()
	stages = make([]Stage, len(j.judgings))
	for i, g := range j.judgings {
		j.decide(g)
		j.explain(g)
		stages[i] = g.Stage
	}
	return stages, sync.OnceValue(func() []SlowWorkerUse { return uses(m, j.slow) })
}

// judge judges the stages of a query.
type judge struct {
	model      *whatif.Model
	query      *analyze.Query
	judgings   []*judging
	slow       []slowWorker
	dispatched map[int64]analyze.TaskCounts // by the operator that dispatched them
}

// judging is a stage that is being judged.
type judging struct {
	Stage
	samples []sample
	took    scale
	rows    scale
	bytes   scale
	outlier []outlier // slowest first
}

// outlier is a task that took much longer than the others of its stage.
type outlier struct {
	sample
	base   int64 // what it is compared to, nanoseconds
	excess int64 // beyond that; of one that waited for a slot, with the wait
	queued bool  // the wait is what makes it one
	cold   bool  // that the first tasks took long together is what makes it one
	size   float64
	causes []CauseShare
}

// weigh measures a stage of a query that took so long.
func weigh(s *analyze.Stage, wall analyze.Value) *judging {
	g := &judging{Stage: Stage{Stage: s, Score: math.NaN(), Limit: math.NaN(), Ratio: math.NaN()}, samples: samplesOf(s, wall)}
	g.Tasks = int64(len(g.samples))
	g.shape(g.samples)
	g.sizes()
	return g
}

// look measures a stage and finds its outliers.
func look(s *analyze.Stage, wall analyze.Value) *judging {
	g := weigh(s, wall)
	var took []float64
	for _, x := range g.samples {
		took = append(took, clamped(x.took))
	}
	g.took = scaleOf(took)
	if len(took) < 2 {
		return g
	}
	longest := clamped(g.Longest)
	g.Ratio = longest / g.took.base(longest)
	if !g.took.few {
		g.Score, g.Limit = g.took.score(math.Log(longest)), limit(len(took))
	}
	g.findOutliers()
	g.findCold()
	return g
}

// clamped returns a time on which a ratio and a logarithm mean something.
func clamped(ns int64) float64 { return float64(max(ns, leastTook)) }

// findOutliers applies the rule to each task.
func (g *judging) findOutliers() {
	for _, x := range g.samples {
		took := clamped(x.took)
		base := g.took.base(took)
		size, unlikely := g.sizeOf(x)
		over := took / base
		switch {
		case over >= ratio && (g.took.unlikely(took) || size >= ratio && unlikely || float64(x.retry) > (1-1/ratio)*took):
		case over >= slower && size >= sizeRatio && unlikely:
		default:
			continue
		}
		g.outlier = append(g.outlier, outlier{sample: x, base: saturate.Whole(base), excess: x.took - saturate.Whole(base), size: size})
	}
	g.sortOutliers()
}

// sortOutliers puts the slowest first and leaves out, beside outliers that
// matter, those that do not.
func (g *judging) sortOutliers() {
	slices.SortStableFunc(g.outlier, func(a, b outlier) int {
		return cmp.Or(cmp.Compare(b.excess, a.excess), cmp.Compare(a.task.ID, b.task.ID))
	})
	if n := len(g.outlier); n > 0 && g.outlier[0].excess >= floor {
		for n > 0 && g.outlier[n-1].excess < floor {
			n--
		}
		g.outlier = g.outlier[:n]
	}
	for _, o := range g.outlier {
		g.Outliers = append(g.Outliers, o.task)
	}
}

// decide makes the verdict of a stage from its outliers and what they cost.
func (j *judge) decide(g *judging) {
	switch {
	case g.Tasks < 2:
		g.Verdict = TooSmall
	case len(g.outlier) == 0:
		g.Verdict = Even
	case g.outlier[0].excess < floor || !j.matters(g):
		g.Verdict = TooSmall
	default:
		g.Verdict = Skewed
	}
	if g.Verdict != Skewed {
		g.Cause, g.Worker = NoCause, nil
	}
}

// matters reports whether the query would gain by a stage's being even. Where
// that cannot be told, it may.
func (j *judge) matters(g *judging) bool {
	wall := j.query.Wall
	if g.Basis == "" || !wall.Positive() {
		return true
	}
	gain := g.Saving
	if g.Basis == basisPath {
		gain = g.High
	}
	return float64(gain) >= impact*float64(wall.V)
}
