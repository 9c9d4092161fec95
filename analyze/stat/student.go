package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Alternative is what a test holds against "no difference".
type Alternative int

const (
	TwoSided Alternative = iota // the two differ
	Greater                     // the first is larger
	Less                        // the first is smaller
)

// studentAbove is the probability that a value of Student's t distribution is above
// t: half the regularized incomplete beta function of df/(df+t²) (Abramowitz and
// Stegun, 26.7.1), taken from the side on which nothing cancels.
func studentAbove(t, df float64) float64 {
	switch {
	case math.IsNaN(t) || !(df > 0):
		return math.NaN()
	case math.IsInf(df, 1):
		return normalAbove(t)
	}
	var above float64
	if ratio := t / math.Sqrt(df); math.Abs(ratio) < 1 {
		above = 0.5 - 0.5*mathext.RegIncBeta(0.5, df/2, ratio*ratio/(1+ratio*ratio))
	} else {
		above = 0.5 * mathext.RegIncBeta(df/2, 0.5, 1/(1+ratio*ratio))
	}
	if t < 0 {
		return 1 - above
	}
	return above
}

// studentQuantile is the t that a share p of values is above, for 0 < p < 0.5: the
// inverse of studentAbove, by Newton's steps within a bracket.
func studentQuantile(p, df float64) float64 {
	if !(p > 0 && p < 0.5) || !(df > 0) {
		return math.NaN()
	}
	low, high := 0.0, 1.0
	for studentAbove(high, df) > p {
		low, high = high, 2*high
		if math.IsInf(high, 1) {
			return math.NaN()
		}
	}
	t := middle(low, high)
	for range 200 {
		miss := studentAbove(t, df) - p
		if miss > 0 {
			low = t
		} else {
			high = t
		}
		next := t + miss/studentDensity(t, df)
		if !(next > low && next < high) {
			next = middle(low, high)
		}
		if math.Abs(next-t) <= 1e-15*t {
			return next
		}
		t = next
	}
	return t
}

// studentDensity is the density of Student's t distribution.
func studentDensity(t, df float64) float64 {
	above, _ := math.Lgamma((df + 1) / 2)
	below, _ := math.Lgamma(df / 2)
	return math.Exp(above-below-(df+1)/2*math.Log1p(t*t/df)) / math.Sqrt(df*math.Pi)
}

// StudentP is the p value of a t statistic with so many degrees of freedom; NaN where
// either is not a number, or there are none.
func StudentP(t, df float64, alt Alternative) float64 {
	switch alt {
	case Greater:
		return studentAbove(t, df)
	case Less:
		return studentAbove(-t, df)
	default:
		return 2 * studentAbove(math.Abs(t), df)
	}
}
