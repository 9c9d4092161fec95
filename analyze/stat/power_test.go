package stat_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

var rules = map[string]stat.Rule{
	"mann-whitney 0.05":       {Test: stat.ByMannWhitney, Alpha: 0.05},
	"mann-whitney 0.01":       {Test: stat.ByMannWhitney, Alpha: 0.01},
	"mann-whitney, 1.1 times": {Test: stat.ByMannWhitney, Alpha: 0.05, MinRatio: 1.1},
	"full separation":         {Test: stat.ByFullSeparation},
	"prediction 0.01":         {Test: stat.ByPrediction, Alpha: 0.01},
	"welch 0.01":              {Test: stat.ByWelch, Alpha: 0.01},
}

// share is how often the rule finds samples whose first is so many times as large,
// with log-normal noise drawn otherwise than in trials.go.
func share(r stat.Rule, n, m int, sigma, ratio float64, rounds int) float64 {
	random := rand.New(rand.NewPCG(77, uint64(n*10_000+m)))
	x, y := make([]float64, n), make([]float64, m)
	found := 0
	for range rounds {
		for i := range x {
			x[i] = 100 * ratio * math.Exp(sigma*random.NormFloat64())
		}
		for i := range y {
			y[i] = 100 * math.Exp(sigma*random.NormFloat64())
		}
		if r.Finds(x, y) {
			found++
		}
	}
	return float64(found) / float64(rounds)
}

// What Smallest names is found 9 times of 10 by the rule itself.
func TestSmallestIsFoundNineTimesOfTen(t *testing.T) {
	never := map[string][]string{
		"mann-whitney 0.05":       {"1,5"}, // p is 1/6 at best
		"mann-whitney, 1.1 times": {"1,5"},
		"mann-whitney 0.01":       {"1,5", "1,30", "3,3"},
		"full separation":         {"25,26", "3,450"},
		"welch 0.01":              {"1,5", "1,30"}, // one value has no spread
	}
	for name, r := range rules {
		for _, s := range []struct{ n, m int }{{1, 5}, {1, 30}, {3, 3}, {3, 10}, {5, 5}, {10, 10}, {3, 450}, {25, 26}} {
			sizes := fmt.Sprintf("%d,%d", s.n, s.m)
			t.Run(name+" "+sizes, func(t *testing.T) {
				const sigma, rounds = 0.05, 400
				smallest := r.Smallest(s.n, s.m, sigma)
				for _, n := range never[name] {
					if n == sizes {
						if !math.IsNaN(smallest) {
							t.Errorf("%v, which cannot be found", smallest)
						}
						return
					}
				}
				// Four standard deviations of such a share, with what trials are off by themselves.
				if got := share(r, s.n, s.m, sigma, smallest, rounds); math.Abs(got-0.9) > 0.07 {
					t.Errorf("%.3f is found in a share of %.3f", smallest, got)
				}
			})
		}
	}
}

// Under no change rules find something as seldom as they say.
func TestRulesKeepTheirAlpha(t *testing.T) {
	for name, r := range rules {
		if r.MinRatio > 0 {
			continue
		}
		for _, s := range []struct{ n, m int }{{1, 5}, {3, 3}, {3, 10}, {5, 5}, {12, 9}} {
			const rounds = 4000
			got := share(r, s.n, s.m, 0.05, 1, rounds)
			alpha := r.Alpha
			if r.Test == stat.ByFullSeparation {
				alpha = stat.SmallestP(s.n, s.m, stat.Greater)
			}
			if r.Test == stat.ByWelch && s.n == 3 {
				alpha *= 2 // which its comment says
			}
			if most := alpha + 4*math.Sqrt(alpha*(1-alpha)/rounds) + 2.0/rounds; got > most {
				t.Errorf("%s, %d and %d: %.4f false alarms, more than %.4f", name, s.n, s.m, got, most)
			}
		}
	}
}

func TestMoreRuns(t *testing.T) {
	for name, r := range rules {
		for _, s := range []struct{ n, m int }{{1, 5}, {10, 4}} {
			for _, ratio := range []float64{1.05, 1.2, 1.5} {
				more := r.MoreRuns(s.n, s.m, 0.05, ratio)
				switch {
				case more < -1:
					t.Errorf("%s: %d more runs", name, more)
				case more == -1 && r.Test != stat.ByFullSeparation && ratio > 1.1:
					t.Errorf("%s: no number of runs finds %v", name, ratio)
				case more > 0 && !(r.Smallest(s.n+int(more), s.m+int(more), 0.05) <= ratio):
					t.Errorf("%s, %d and %d: %d more do not find %v", name, s.n, s.m, more, ratio)
				case more > 0 && r.Smallest(s.n+int(more)-1, s.m+int(more)-1, 0.05) <= ratio:
					t.Errorf("%s, %d and %d: one less than %d more finds %v as well", name, s.n, s.m, more, ratio)
				}
			}
		}
	}
	r := rules["mann-whitney, 1.1 times"]
	for _, unknown := range []float64{1.1, 1.05, 1, 0, math.NaN()} {
		if got := r.MoreRuns(3, 3, 0.05, unknown); got != -1 {
			t.Errorf("%d more runs find %v, which is not above the smallest that counts", got, unknown)
		}
	}
	if got := r.MoreRuns(3, 3, math.NaN(), 1.2); got != -1 {
		t.Errorf("%d more runs at a noise that nobody knows", got)
	}
	if got := r.MoreRuns(0, 0, 0.01, 1.5); got != 3 {
		t.Errorf("%d runs from none, want 3: fewer have no p of 0.05", got)
	}
}

// More noise never makes it easier, more runs hardly ever harder.
func TestSmallestGrowsWithNoise(t *testing.T) {
	for name, r := range rules {
		last := 0.0
		for _, sigma := range []float64{0, 0.01, 0.03, 0.1, 0.5} {
			got := r.Smallest(4, 6, sigma)
			if !(got >= last) || !(got >= max(1, r.MinRatio)) {
				t.Errorf("%s: %v at a noise of %v, after %v", name, got, sigma, last)
			}
			last = got
		}
	}
}

// Both estimates of noise are right on average, where noise is normal, and the robust
// one hardly minds an outlier.
func TestLogSigmas(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for n := 2; n <= 12; n++ {
		const rounds = 4000
		robust, plain := 0.0, 0.0
		for range rounds {
			x := make([]float64, n)
			for i := range x {
				x[i] = math.Exp(0.05 * random.NormFloat64())
			}
			robust += stat.RobustLogSigma(x) / rounds
			plain += math.Pow(stat.LogSigma(x), 2) / rounds
		}
		if math.Abs(robust/0.05-1) > 0.03 || math.Abs(math.Sqrt(plain)/0.05-1) > 0.03 {
			t.Errorf("%d values: %.4f, squares %.4f, want 0.05", n, robust, math.Sqrt(plain))
		}
	}
	quiet := []float64{100, 101, 102, 99, 98, 100.5, 99.5}
	if before, after := stat.RobustLogSigma(quiet), stat.RobustLogSigma(append([]float64{1000}, quiet...)); after > 2*before {
		t.Errorf("one outlier takes %v to %v", before, after)
	}
}
