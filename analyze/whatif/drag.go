package whatif

import (
	"math"
	"sync"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/cores"
)

// drags is what was found so far of what operators cost; nothing of those that
// no task names.
type drags struct {
	mu    sync.Mutex
	found map[*analyze.Operator]analyze.Value
}

// Drag returns what the query would gain, in nanoseconds, if an operator took
// no time: the saving of Try with a speed-up of +Inf, found once. Missing where the
// model is not usable or knows nothing of the operator.
func (m *Model) Drag(o *analyze.Operator) analyze.Value {
	if !m.Usable || o == nil {
		return analyze.Value{}
	}
	if m.schedule == nil {
		return m.nativeDrag(o)
	}
	m.FindDrags([]*analyze.Operator{o})
	m.drags.mu.Lock()
	defer m.drags.mu.Unlock()
	return m.drags.found[o]
}

// FindDrags finds what Drag says of operators, on as many processors as there
// are: a replay of the query for each that tasks name and that was not asked for
// before. Who asks for many says so first.
func (m *Model) FindDrags(operators []*analyze.Operator) {
	if !m.Usable || m.schedule == nil {
		return
	}
	missing := m.missing(operators)
	if len(missing) == 0 {
		return
	}
	named := make(map[*analyze.Operator]bool)
	for _, o := range m.schedule.shares.operators {
		named[o] = true
	}
	drags := make([]analyze.Value, len(missing))
	cores.EachOf(len(missing), func() func(int) {
		r := newReplayer(m.schedule)
		return func(i int) {
			if o := missing[i]; named[o] {
				drags[i] = analyze.Derived.Of(m.try(r, Scenario{Speedup: map[*analyze.Operator]float64{o: math.Inf(1)}}, false).Saving)
			}
		}
	})
	m.drags.mu.Lock()
	defer m.drags.mu.Unlock()
	if m.drags.found == nil {
		m.drags.found = make(map[*analyze.Operator]analyze.Value)
	}
	for i, o := range missing {
		m.drags.found[o] = drags[i]
	}
}

// missing returns those operators that were not asked for before, each once.
func (m *Model) missing(operators []*analyze.Operator) (list []*analyze.Operator) {
	m.drags.mu.Lock()
	defer m.drags.mu.Unlock()
	seen := make(map[*analyze.Operator]bool)
	for _, o := range operators {
		if _, known := m.drags.found[o]; !known && !seen[o] {
			seen[o] = true
			list = append(list, o)
		}
	}
	return list
}
