package gate_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

// The smallest ratio that is named is found about nine times of ten, where noise is
// as Student would have it.
func TestSmallestIsFound(t *testing.T) {
	random := rand.New(rand.NewPCG(21, 21))
	rule := gate.DefaultTimes("wall")
	rule.MinAbsolute = 0
	draw := func(n int, sigma, factor float64) []int64 {
		list := make([]int64, n)
		for i := range list {
			list[i] = int64(1e10 * factor * math.Exp(sigma*random.NormFloat64()))
		}
		return list
	}
	for _, test := range []struct {
		base, new int
		sigma     float64
	}{{3, 3, 0.05}, {5, 5, 0.05}, {5, 5, 0.10}, {10, 10, 0.05}, {10, 10, 0.15}, {20, 3, 0.05}, {8, 2, 0.05}} {
		var named []float64
		for range 200 {
			list := []gate.Check{{Gated: true, Times: gate.JudgeTimes(draw(test.base, test.sigma, 1), draw(test.new, test.sigma, 1), rule)}}
			gate.Settle(list, rule.Alpha)
			named = append(named, list[0].Times.Smallest)
		}
		slices.Sort(named)
		ratio, found := named[len(named)/2], 0
		const trials = 600
		for range trials {
			x := gate.JudgeTimes(draw(test.base, test.sigma, 1), draw(test.new, test.sigma, ratio), rule)
			if gate.Verdicts([]*gate.Times{x}, rule.Alpha)[0] == gate.Regression {
				found++
			}
		}
		if share := float64(found) / trials; share < 0.80 || share > 0.98 {
			t.Errorf("%d and %d runs, noise %v: %.3f is found in %.2f of all cases", test.base, test.new, test.sigma, ratio, share)
		} else {
			t.Logf("%d and %d runs, noise %v: %.3f is found in %.2f", test.base, test.new, test.sigma, ratio, share)
		}
	}
}
