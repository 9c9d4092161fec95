package whatif

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// ofNative makes the model of a query without tasks: its savings come from the
// critical path.
func (m *Model) ofNative() {
	if len(m.Path.Segments) == 0 || m.Path.Basis == critical.ByNothing {
		m.Refusal = "nothing was recorded of what it did"
		return
	}
	m.Usable = true
	m.Bounds = nativeBounds(m.Path)
	m.Bounds.compare(m.Wall)
}

// nativeBounds knows the work of operators whose spans were recorded. It is a
// lower bound of all work, so that what follows from it is no higher than the
// truth. Operators overlap: there is no chain of finished pieces to call a span.
func nativeBounds(p *critical.Path) Bounds {
	work, known := int64(0), false
	for _, o := range p.Query.Operators {
		if o.Work.Busy.Known() && o.Work.Busy.V >= 0 {
			work, known = saturate.Add(work, o.Work.Busy.V), true
		}
	}
	var b Bounds
	if p.Threads > 0 {
		b.Slots = analyze.Value{V: p.Threads, Origin: analyze.Measured}
		if p.ThreadsAssumed {
			b.Slots.Origin = analyze.Derived
		}
	}
	if !known {
		return b
	}
	b.Work = analyze.Derived.Of(work)
	if p.Threads > 0 && !p.ThreadsAssumed {
		b.Slotted = analyze.Derived.Of(work / p.Threads)
	}
	return b
}

// tryNative answers what the critical path can: an operator that is faster gives
// back at most what it owned, and no more than it owned before the next-busiest
// one would have taken over.
func (m *Model) tryNative(s Scenario) Result {
	if why := notNatively(s); why != "" {
		return refused(s, why)
	}
	r := Result{Scenario: s, Basis: "path"}
	for _, x := range m.Path.Operators() {
		f, ok := s.Speedup[x.Operator]
		if !ok || x.Operator == nil {
			continue
		}
		gain := 1 - 1/f
		low, high := scaled(x.Saving, gain), scaled(x.NS, gain)
		r.Low, r.High = saturate.Add(r.Low, min(low, high)), saturate.Add(r.High, max(low, high))
		if gain < 0 {
			r.Saving = saturate.Add(r.Saving, high) // what it owns grows in full
		} else {
			r.Saving = saturate.Add(r.Saving, min(high, x.Saving))
		}
	}
	if s.NoColdStart {
		ns := m.Path.Sum(critical.Startup)
		r.Saving, r.Low, r.High = saturate.Add(r.Saving, ns), saturate.Add(r.Low, ns), saturate.Add(r.High, ns)
	}
	r.Saving, r.Low, r.High = min(r.Saving, m.Wall), min(r.Low, m.Wall), min(r.High, m.Wall)
	r.Wall = saturate.Sub(m.Wall, r.Saving)
	if m.Path.TooShort {
		r.Note = "the query was too short to tell its operators apart"
	}
	return r
}

// notNatively says why a scenario cannot be tried without tasks, or "".
func notNatively(s Scenario) string {
	switch {
	case s.Workers != 0 && s.Workers != 1:
		return "a native query runs on one machine, and without tasks there is no telling what more or fewer threads would do"
	case s.NoSkew:
		return "a native query has no tasks that could be skewed"
	case s.NoRetries:
		return "a native query has no tasks that could be retried"
	case len(s.TaskWall) > 0 || len(s.NoDriver) > 0 || s.NoDispatch:
		return "a native query has no tasks to replay"
	}
	return ""
}

// nativeDrag is the saving of an operator on the path; one that owns nothing of
// it gains nothing.
func (m *Model) nativeDrag(o *analyze.Operator) analyze.Value {
	if m.Path.Query.Operator(o.ID) != o {
		return analyze.Value{}
	}
	return analyze.Derived.Of(m.Try(Scenario{Speedup: map[*analyze.Operator]float64{o: math.Inf(1)}}).Saving)
}
