package stat_test

import (
	"math"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

// Where nearly nothing is assumed it is Student's test with equal variances, which
// Welch's is for samples of one size but for its degrees of freedom.
func TestModerated(t *testing.T) {
	x, y := []float64{3, 5, 4, 8}, []float64{1, 2, 4, 3}
	got, welch := stat.Moderated(x, y, 1, 1e-12, stat.Greater), stat.Welch(x, y, stat.Greater)
	if math.Abs(got.T-welch.T) > 1e-9 || math.Abs(got.DF-6) > 1e-9 {
		t.Errorf("got %+v, Welch %+v", got, welch)
	}
	// By hand: variances 14/3 and 5/3, 6 degrees, and 4 of variance 1: (14 + 5 + 4)/10.
	s, df := stat.ModeratedSigma(x, y, 1, 4)
	if math.Abs(s*s-2.3) > 1e-12 || df != 10 {
		t.Errorf("sigma² %v of %v degrees", s*s, df)
	}
	// One value a side goes by what is assumed: t = (2 - 1)/(0.5 √2).
	one := stat.Moderated([]float64{2}, []float64{1}, 0.5, 4, stat.Greater)
	if math.Abs(one.T-math.Sqrt2) > 1e-12 || one.DF != 4 {
		t.Errorf("one a side: %+v", one)
	}
	// The interval ends where the test changes its mind.
	shift := stat.ModeratedShift(x, y, 1, 4, 0.9)
	for i := range x {
		x[i] -= shift.Low
	}
	if p := stat.Moderated(x, y, 1, 4, stat.Greater).P; math.Abs(p-0.05) > 1e-9 {
		t.Errorf("at the lower end p is %v, want 0.05", p)
	}
}

func TestModeratedUnknown(t *testing.T) {
	some := []float64{1, 2}
	for _, p := range []float64{
		stat.Moderated(nil, some, 1, 4, stat.Greater).P, stat.Moderated(some, nil, 1, 4, stat.Greater).P,
		stat.Moderated(some, some, 0, 4, stat.Greater).P, stat.Moderated(some, some, 1, 0, stat.Greater).P,
		stat.Moderated(some, []float64{math.Inf(1)}, 1, 4, stat.Greater).P, stat.ModeratedShift(some, nil, 1, 4, 0.9).High,
	} {
		if !math.IsNaN(p) {
			t.Errorf("got %v, want NaN", p)
		}
	}
}
