package critical

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// Loads are what the operators of a native query did in each interval of its
// execution: what its path was made from.
type Loads struct {
	Basis Basis
	Cuts  []format.Time // the intervals lie between them
	List  []Load        // by operator, then by state
}

// Load is one kind of work of one operator.
type Load struct {
	Operator *analyze.Operator
	State    State
	// Flight is, for each interval, how long batches were under way, added up
	// over them, nanoseconds; Inside how long of that a thread was inside, nil where
	// there are no spans.
	Flight, Inside []float64
	Elsewhere      bool // it works outside of the pool of threads
	Estimated      bool
}

// Loads returns the loads of a path of a native query, nil where there are none.
// The first time they are those that the path was made from; they are large, and
// not kept.
func (p *Path) Loads() *Loads {
	if p.Graph != nil || p.Query == nil || p.Query.Engine == analyze.EngineRay || p.Basis != BySpans && p.Basis != ByEstimates || p.TooShort {
		return nil
	}
	consumer, _ := consumerFrom(p.Query)
	for _, ph := range p.Query.Phases {
		from, to := ph.Start, min(ph.End, max(ph.Start, consumer))
		if ph.Kind != analyze.PhaseExecution || from >= to {
			continue
		}
		var l *loads
		if p.kept != nil {
			l = p.kept.Swap(nil)
		}
		if l == nil {
			l = newLoads(p.run, p, from, to)
		}
		list := &Loads{Basis: l.basis, Cuts: l.cuts}
		acts := l.acts
		if l.basis == ByEstimates {
			acts = l.guesses
		}
		for _, a := range acts {
			list.List = append(list.List, Load{a.op, a.state, a.flight, a.inside, a.elsewhere, a.estimated})
		}
		return list
	}
	return nil
}
