package gate

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

// Settle decides on all checks that have Times, in place: of those that are Gated
// and were not found incomparable p values are corrected for how many they are, by
// Holm, so that one false alarm among them all is as rare as alpha says. Those that
// fail nothing are corrected among themselves.
func Settle(checks []Check, alpha float64) {
	for _, gated := range []bool{true, false} {
		var family []*Check
		var p []float64
		for i := range checks {
			if c := &checks[i]; c.Times != nil && c.Gated == gated && c.Verdict != Incomparable {
				family, p = append(family, c), append(p, c.Times.P)
			}
		}
		tests := 0
		for _, v := range p {
			if !math.IsNaN(v) {
				tests++
			}
		}
		for i, adjusted := range stat.Holm(p) {
			c := family[i]
			c.Times.Adjusted, c.Times.Tests = adjusted, tests
			c.Verdict = c.Times.verdict(alpha)
			c.Times.foresee(alpha/float64(max(1, tests)), c.Verdict)
			c.Why = c.Times.why(c.Verdict, c.Unit)
		}
	}
}

// rounding is what logarithms and back may lose of a ratio: 1.1 times is 1.1 times.
const rounding = 1e-12

// verdict is what so many runs say. A ratio of NaN, as where a side has no runs, is
// inconclusive.
func (t *Times) verdict(alpha float64) Verdict {
	switch {
	case t.Adjusted <= alpha && t.Ratio >= t.needs()*(1-rounding):
		return Regression
	case t.High < t.Limit*(1-rounding) && t.Ratio < t.Matters()*(1-rounding):
		return OK
	}
	return Inconclusive
}
