package stat

import "math"

// Rule says when the first of two samples counts as larger: a test against "no
// larger" gives Alpha or less, and the estimated ratio is MinRatio or more.
type Rule struct {
	Test     RuleTest
	Alpha    float64 // of the one-sided test; not used by FullSeparation
	MinRatio float64 // 0 where the test alone decides
}

// RuleTest is the test of a rule. All are one-sided, and on logarithms where that
// makes a difference.
type RuleTest int

const (
	ByMannWhitney    RuleTest = iota
	ByFullSeparation          // the smallest of the first is above the largest of the second
	ByPrediction              // PredictionLog
	ByWelch                   // WelchLog
)

// P is the p value of the rule's test: of full separation SmallestP where the
// samples are apart, else 1. NaN where the test cannot be made.
func (r Rule) P(x, y []float64) float64 {
	switch r.Test {
	case ByMannWhitney:
		return MannWhitney(x, y, Greater).P
	case ByPrediction:
		return PredictionLog(x, y, Greater).P
	case ByWelch:
		return WelchLog(x, y, Greater).P
	}
	switch {
	case !usable(x) || !usable(y):
		return math.NaN()
	case newDifferences(x, y).kth(1) > 0:
		return SmallestP(len(x), len(y), Greater)
	}
	return 1
}

// Finds says whether the first sample counts as larger. It does not where the test
// cannot be made. A p of exactly Alpha is enough: that of 3 and 3 values is 0.05.
func (r Rule) Finds(x, y []float64) bool {
	p := r.P(x, y)
	found := p <= r.Alpha*(1+1e-12)
	if r.Test == ByFullSeparation {
		found = p < 1
	}
	return found && (r.MinRatio <= 0 || HodgesLehmannRatio(x, y, 0).Estimate >= r.MinRatio)
}
