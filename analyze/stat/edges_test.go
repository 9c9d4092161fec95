package stat_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

var nan, inf = math.NaN(), math.Inf(1)

// What cannot be told is NaN, and nothing panics, whatever the samples are.
func TestUnknownIsNaN(t *testing.T) {
	one, two, same := []float64{3}, []float64{3, 4}, []float64{3, 3, 3}
	for name, values := range map[string][]float64{
		"median of none":       {stat.Median(nil), stat.Mean(nil), stat.Median([]float64{1, nan}), stat.Median([]float64{inf})},
		"spread of one":        {stat.Variance(one), stat.StdDev(one), stat.CV(one), stat.LogSigma(one), stat.RobustLogSigma(one)},
		"spread of none":       {stat.Variance(nil), stat.StdDev(nil), stat.CV(nil), stat.LogSigma(nil), stat.RobustLogSigma(nil)},
		"relative to 0":        {stat.CV([]float64{-1, 1}), stat.CV([]float64{-1, -2})},
		"log of 0":             {stat.LogSigma([]float64{0, 1}), stat.RobustLogSigma([]float64{-1, 1}), stat.HodgesLehmannRatio([]float64{0}, one, 0.9).Estimate, stat.WelchLog([]float64{0, 1}, two, stat.Less).P, stat.PredictionLog([]float64{0}, two, stat.Less).P},
		"shift of none":        {stat.HodgesLehmann(nil, one, 0.9).Estimate, stat.HodgesLehmann(one, nil, 0.9).Estimate, stat.HodgesLehmann(one, []float64{nan}, 0.9).Low},
		"interval of few":      {stat.HodgesLehmann(one, two, 0.95).Low, stat.HodgesLehmann(one, two, 0.95).High, stat.HodgesLehmann(one, two, 0.95).Confidence, stat.HodgesLehmann(same, same, 0.95).Low},
		"no confidence":        {stat.HodgesLehmann(two, two, 1).Low, stat.HodgesLehmann(two, two, 0).Low, stat.HodgesLehmann(two, two, nan).Low, stat.PredictionInterval(two, 1, 1).Low, stat.PredictionInterval(two, 0, 0.9).Low},
		"test of none":         {stat.MannWhitney(nil, two, stat.Less).P, stat.MannWhitney(two, nil, stat.Less).U, stat.MannWhitney(two, []float64{inf}, stat.Less).P, stat.SmallestP(0, 3, stat.Less), stat.Rule{}.P(nil, two), stat.Rule{Test: stat.ByFullSeparation}.P(one, nil)},
		"t of one":             {stat.Welch(one, two, stat.Less).P, stat.Welch(two, one, stat.Less).T, stat.Prediction(one, one, stat.Less).P, stat.PredictionInterval(one, 1, 0.9).High},
		"t without any spread": {stat.Welch(same, same, stat.Less).P, stat.Prediction(one, same, stat.Less).P},
		"power of nonsense":    {stat.Rule{Alpha: 0.05}.Smallest(0, 3, 0.1), stat.Rule{Alpha: 0.05}.Smallest(5, 5, -1), stat.Rule{Alpha: 0.05}.Smallest(5, 5, nan), stat.Rule{Alpha: 0}.Smallest(5, 5, 0.1), stat.Rule{Test: 9, Alpha: 0.05}.Smallest(5, 5, 0.1)},
	} {
		for i, v := range values {
			if !math.IsNaN(v) {
				t.Errorf("%s, %d: %v", name, i, v)
			}
		}
	}
	for _, alpha := range []float64{-1, 0.7, 1, nan} {
		for test := stat.ByMannWhitney; test <= stat.ByWelch; test++ {
			r := stat.Rule{Test: test, Alpha: alpha}
			for _, n := range []int{1, 30} {
				if s := r.Smallest(n, 3, 0.1); s < 1 {
					t.Errorf("rule %+v finds %v", r, s)
				}
			}
			if more := r.MoreRuns(2000, 1, 0.1, 1.5); more < -1 {
				t.Errorf("rule %+v: %d", r, more)
			}
		}
	}
	if (stat.Rule{Alpha: 1}).Finds(nil, nil) {
		t.Error("something was found in nothing")
	}
}

// Numbers may be anything.
func TestExtremesDoNotPanic(t *testing.T) {
	samples := [][]float64{nil, {0}, {math.Copysign(0, -1), 0}, {math.MaxFloat64, math.MaxFloat64}, {-math.MaxFloat64, math.MaxFloat64}, {5e-324, 1e-323, 0}, {nan, 1}, {inf, -inf}, {1, 1 + 1e-16, 1 + 2.3e-16}, {1e300, 1, 1e-300, -1e300}}
	for _, x := range samples {
		for _, y := range samples {
			for _, alt := range []stat.Alternative{stat.TwoSided, stat.Greater, stat.Less} {
				for _, p := range []float64{stat.MannWhitney(x, y, alt).P, stat.Welch(x, y, alt).P, stat.WelchLog(x, y, alt).P, stat.Prediction(x, y, alt).P, stat.PredictionLog(x, y, alt).P} {
					if p < 0 || p > 1 {
						t.Errorf("p is %v of %v and %v", p, x, y)
					}
				}
			}
			if s := stat.HodgesLehmann(x, y, 0.5); s.Low > s.Estimate || s.Estimate > s.High {
				t.Errorf("%+v of %v and %v", s, x, y)
			}
			stat.HodgesLehmannRatio(x, y, 0.5)
			stat.PredictionInterval(x, 1, 0.5)
		}
	}
}

func TestSmallestP(t *testing.T) {
	for _, c := range []struct {
		n, m          int
		one, twoSided float64
	}{{1, 1, 0.5, 1}, {2, 2, 1.0 / 6, 1.0 / 3}, {3, 3, 0.05, 0.1}, {4, 4, 1.0 / 70, 2.0 / 70}, {1, 19, 0.05, 0.1}} {
		if one, both := stat.SmallestP(c.n, c.m, stat.Greater), stat.SmallestP(c.m, c.n, stat.TwoSided); !near(one, c.one, 1e-14) || !near(both, c.twoSided, 1e-14) {
			t.Errorf("%d and %d: %v and %v", c.n, c.m, one, both)
		}
	}
	// And so it is found, though 0.05 is no float64: 3 against 3 are enough.
	if r := (stat.Rule{Alpha: 0.05}); !r.Finds([]float64{11, 12, 13}, []float64{8, 9, 10}) || r.Finds([]float64{10, 12, 13}, []float64{8, 9, 10}) {
		t.Error("3 and 3 that are apart have a p of exactly 0.05")
	}
	if p := stat.SmallestP(1000, 1000, stat.Greater); p < 0 || p > 1e-300 {
		t.Errorf("1000 and 1000: %v", p)
	}
}

// Swapping samples mirrors everything; moving both changes no test, and scaling
// both no ratio.
func TestSymmetries(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		x, y := make([]float64, 2+random.IntN(9)), make([]float64, 2+random.IntN(9))
		for _, s := range [][]float64{x, y} {
			for i := range s {
				s[i] = float64(1 + random.IntN(16)) // whole, so that moving rounds nothing
			}
		}
		moved := func(s []float64) []float64 {
			out := slices.Clone(s)
			for i := range out {
				out[i] = 2 * (out[i] + 3)
			}
			random.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
			return out
		}
		a, b := stat.MannWhitney(x, y, stat.Greater), stat.MannWhitney(y, x, stat.Less)
		if a.P != b.P && !near(a.P, b.P, 1e-12) || a.U+b.U != float64(len(x)*len(y)) {
			t.Fatalf("%+v and %+v of %v and %v", a, b, x, y)
		}
		if c := stat.MannWhitney(moved(x), moved(y), stat.Greater); c != a {
			t.Fatalf("%+v, moved %+v", a, c)
		}
		s, r := stat.HodgesLehmann(x, y, 0.8), stat.HodgesLehmann(y, x, 0.8)
		if s.Estimate != -r.Estimate || !near(s.Low, -r.High, 0) || !near(s.High, -r.Low, 0) {
			t.Fatalf("%+v and %+v", s, r)
		}
		if m := stat.HodgesLehmann(moved(x), moved(y), 0.8); m.Estimate != 2*s.Estimate || !near(m.Low, 2*s.Low, 0) {
			t.Fatalf("%+v, moved %+v", s, m)
		}
		if v, w := stat.WelchLog(x, y, stat.Greater), stat.WelchLog(y, x, stat.Less); !near(v.P, w.P, 1e-12) {
			t.Fatalf("%+v and %+v", v, w)
		}
		ratio, inverse := stat.HodgesLehmannRatio(x, y, 0.8), stat.HodgesLehmannRatio(y, x, 0.8)
		if !near(ratio.Estimate, 1/inverse.Estimate, 1e-12) || !near(ratio.Low, 1/inverse.High, 1e-12) {
			t.Fatalf("%+v and %+v", ratio, inverse)
		}
	}
}

// Holm's adjusted p is at most alpha for those that his procedure, as he wrote it
// down, rejects at alpha.
func TestHolmIsTheStepDownProcedure(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	for range 500 {
		p := make([]float64, random.IntN(9))
		for i := range p {
			p[i] = math.Round(1000*math.Pow(random.Float64(), 3)) / 1000
		}
		adjusted := stat.Holm(p)
		for _, alpha := range []float64{0.0105, 0.0495, 0.1005, 0.3005} {
			sorted := slices.Sorted(slices.Values(p))
			rejected := 0
			for rejected < len(p) && sorted[rejected] <= alpha/float64(len(p)-rejected) {
				rejected++
			}
			got := 0
			for i, a := range adjusted {
				if a <= alpha {
					got++
				}
				if a < p[i] || a > 1 {
					t.Fatalf("%v became %v", p, adjusted)
				}
			}
			if got != rejected {
				t.Fatalf("%v at %v: %d rejected, want %d; adjusted %v", p, alpha, got, rejected, adjusted)
			}
		}
	}
	if got := stat.Holm([]float64{0.01, nan, 0.04}); !near(got[0], 0.02, 1e-15) || !math.IsNaN(got[1]) || !near(got[2], 0.04, 1e-15) {
		t.Errorf("%v: a test that was not made does not count", got)
	}
}

func BenchmarkMannWhitney1000(b *testing.B) {
	thousand(b, func(x, y []float64) { stat.MannWhitney(x, y, stat.TwoSided) })
}
func BenchmarkHodgesLehmann1000(b *testing.B) {
	thousand(b, func(x, y []float64) { stat.HodgesLehmannRatio(x, y, 0.95) })
}
func BenchmarkMannWhitney100(b *testing.B) {
	thousand(b, func(x, y []float64) { stat.MannWhitney(x[:100], y[:100], stat.TwoSided) })
}
func BenchmarkMannWhitney100Ties(b *testing.B) {
	thousand(b, func(x, y []float64) { stat.MannWhitney(append([]float64{y[0]}, x[:99]...), y[:100], stat.TwoSided) })
}

func thousand(b *testing.B, f func(x, y []float64)) {
	random := rand.New(rand.NewPCG(1, 1))
	x, y := make([]float64, 1000), make([]float64, 1000)
	for i := range x {
		x[i], y[i] = random.ExpFloat64(), random.ExpFloat64()
	}
	for b.Loop() {
		f(x, y)
	}
}
