package whatif

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// A bound that no schedule can beat, and that the run beat, is none.
func TestBoundsAboveTheRunAreNone(t *testing.T) {
	none := analyze.Value{}
	for _, c := range []struct{ span, slotted, wantSpan, wantSlotted analyze.Value }{
		{analyze.Derived.Of(20), analyze.Derived.Of(30), analyze.Derived.Of(20), analyze.Derived.Of(30)},
		{analyze.Derived.Of(20), analyze.Derived.Of(41), analyze.Derived.Of(20), none},
		{analyze.Derived.Of(41), analyze.Derived.Of(41), none, none},
		{none, analyze.Derived.Of(41), none, none},
	} {
		b := Bounds{Span: c.span, Slotted: c.slotted}
		if b.compare(40); b.Span != c.wantSpan || b.Slotted != c.wantSlotted || b.OverSpan > 0 && b.OverSpan < 1 || b.OverSlotted > 0 && b.OverSlotted < 1 {
			t.Errorf("%+v: %+v", c, b)
		}
	}
}
