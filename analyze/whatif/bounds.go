package whatif

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// Bounds are what no change of schedule can beat: with the work as it was, the
// query takes at least Span with any number of workers, and at least Slotted with
// those it had. Neither has room for planning, start-up, the driver or dispatch.
type Bounds struct {
	Span    analyze.Value // T-infinity: the longest chain of work that must follow upon each other, with infinitely many workers, nanoseconds. Missing natively, where operators overlap
	Work    analyze.Value // T1: all work on one slot; natively the busy time of its operators' spans
	Slots   analyze.Value // tasks, natively threads, at a time that there was room for
	Slotted analyze.Value // max(Span, Work / Slots): what this many slots can reach at best

	// OverSpan and OverSlotted are how many times as long as that the query took; 0
	// where unknown.
	OverSpan, OverSlotted float64
}

// bounds finds those of a schedule (Brent's, after its span and work).
func (s *schedule) bounds(wall int64) Bounds {
	work, slots := int64(0), int64(0)
	for _, ns := range s.wall {
		work = saturate.Add(work, ns)
	}
	for _, w := range s.workers {
		slots += int64(w.slots)
	}
	span := s.span(s.wall)
	b := Bounds{Span: analyze.Derived.Of(span), Work: analyze.Derived.Of(work), Slots: analyze.Derived.Of(slots)}
	slotted := span
	if slots > 0 {
		slotted = max(span, (work+slots-1)/slots)
	}
	b.Slotted = analyze.Derived.Of(slotted)
	b.compare(wall)
	return b
}

// compare says how far a run was from its bounds. One above what the run took is
// none: times of the recording contradict each other then, or some count twice.
func (b *Bounds) compare(wall int64) {
	if b.Span.V > wall {
		b.Span, b.Slotted = analyze.Value{}, analyze.Value{}
	}
	if b.Slotted.V > wall {
		b.Slotted = analyze.Value{}
	}
	over := func(v analyze.Value) float64 {
		if !v.Positive() || wall <= 0 {
			return 0
		}
		return float64(wall) / float64(v.V)
	}
	b.OverSpan, b.OverSlotted = over(b.Span), over(b.Slotted)
}
