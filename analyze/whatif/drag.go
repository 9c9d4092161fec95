package whatif

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/cores"
)

// Drag returns what the query would gain, in nanoseconds, if an operator took
// no time: the saving of Try with a speed-up of +Inf, found once for all operators
// together. Missing where the model is not usable or knows nothing of the operator.
func (m *Model) Drag(o *analyze.Operator) analyze.Value {
	if !m.Usable || o == nil {
		return analyze.Value{}
	}
	if m.schedule == nil {
		return m.nativeDrag(o)
	}
	ns, ok := m.drags()[o]
	if !ok {
		return analyze.Value{}
	}
	return analyze.Derived.Of(ns)
}

// findDrags replays the query without each operator, on as many processors as
// there are: n log n for each operator that tasks name.
func (m *Model) findDrags() map[*analyze.Operator]int64 {
	operators := m.schedule.shares.operators
	savings := make([]int64, len(operators))
	cores.EachOf(len(operators), func() func(int) {
		r := newReplayer(m.schedule)
		return func(i int) {
			savings[i] = m.try(r, Scenario{Speedup: map[*analyze.Operator]float64{operators[i]: math.Inf(1)}}, false).Saving
		}
	})
	drags := make(map[*analyze.Operator]int64, len(operators))
	for i, o := range operators {
		drags[o] = savings[i]
	}
	return drags
}
