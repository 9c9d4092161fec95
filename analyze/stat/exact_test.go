package stat_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

// near says that two numbers are equal but for rounding, or both unknown.
func near(a, b, tolerance float64) bool {
	return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= tolerance*max(math.Abs(a), math.Abs(b), 1e-300)
}

// smallSamples calls f with random samples of all sizes up to 7 and 7, of which
// some have ties, and some nothing else.
func smallSamples(t *testing.T, f func(t *testing.T, x, y []float64)) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	for n := 1; n <= 7; n++ {
		for m := 1; m <= 7; m++ {
			for _, different := range []int{1, 2, 3, 5, 1000} {
				x, y := make([]float64, n), make([]float64, m)
				for _, s := range [][]float64{x, y} {
					for i := range s {
						s[i] = float64(random.IntN(different)) - 2
						if different == 1000 {
							s[i] = random.NormFloat64()
						}
					}
				}
				t.Run(fmt.Sprintf("%d,%d,%d", n, m, different), func(t *testing.T) { f(t, x, y) })
			}
		}
	}
}

// P is the share of all partitions, ties or not.
func TestMannWhitneyIsThePermutationTest(t *testing.T) {
	smallSamples(t, func(t *testing.T, x, y []float64) {
		u, greater, less := bruteMannWhitney(x, y)
		for _, c := range []struct {
			alt  stat.Alternative
			want float64
		}{{stat.Greater, greater}, {stat.Less, less}, {stat.TwoSided, min(1, 2*min(greater, less))}} {
			got := stat.MannWhitney(x, y, c.alt)
			if got.U != u || !near(got.P, c.want, 1e-12) || !got.Exact {
				t.Errorf("alternative %d of %v and %v: %+v, want U %v, p %v", c.alt, x, y, got, u, c.want)
			}
		}
	})
}

func TestHodgesLehmannIsTheMedianOfAllDifferences(t *testing.T) {
	smallSamples(t, func(t *testing.T, x, y []float64) {
		for _, confidence := range []float64{0.5, 0.8, 0.9, 0.95, 0.99} {
			estimate, low, high, reached := bruteHodgesLehmann(x, y, confidence)
			got := stat.HodgesLehmann(x, y, confidence)
			if !near(got.Estimate, estimate, 0) || !near(got.Low, low, 0) || !near(got.High, high, 0) || !near(got.Confidence, reached, 1e-12) {
				t.Errorf("%v of %v and %v: %+v, want %v in [%v, %v], %v", confidence, x, y, got, estimate, low, high, reached)
			}
		}
	})
}

// The interval holds the shifts that the two-sided test does not find.
func TestHodgesLehmannIntervalIsTheTestTurnedRound(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		n, m := 4+random.IntN(8), 4+random.IntN(8)
		x, y := make([]float64, n), make([]float64, m)
		for i := range x {
			x[i] = random.NormFloat64() + 1
		}
		for i := range y {
			y[i] = random.NormFloat64()
		}
		s := stat.HodgesLehmann(x, y, 0.95)
		p := func(by float64) float64 {
			moved := make([]float64, n)
			for i, v := range x {
				moved[i] = v - by
			}
			return stat.MannWhitney(moved, y, stat.TwoSided).P
		}
		const beside = 1e-9
		for _, end := range []struct{ in, out float64 }{{s.Low + beside, s.Low - beside}, {s.High - beside, s.High + beside}} {
			if p(end.in) <= 0.05 || p(end.out) > 0.05 {
				t.Fatalf("%d and %d: %+v: p is %v within and %v without", n, m, s, p(end.in), p(end.out))
			}
		}
	}
}

// At the largest exact sizes, and just beyond, where the normal distribution takes over.
func TestMannWhitneyGoesOnSmoothly(t *testing.T) {
	for _, c := range []struct{ n, m int }{{100, 100}, {14, 1000}, {40, 300}} {
		for _, by := range []float64{0.1, 0.15, 0.3, 0.5} {
			x, y := make([]float64, c.n), make([]float64, c.m)
			for i := range x {
				x[i] = math.Mod(float64(i)*0.6180339887498949, 1) + by
			}
			for i := range y {
				y[i] = math.Mod(float64(i)*0.7548776662466927, 1)
			}
			exact := stat.MannWhitney(x, y, stat.Greater)
			if !exact.Exact {
				t.Fatalf("%d and %d are not exact", c.n, c.m)
			}
			normal := stat.NormalMannWhitney(x, y, stat.Greater)
			t.Logf("%d, %d, %v: exact %.4g, normal %.4g", c.n, c.m, by, exact.P, normal.P)
			if exact.P > 1e-3 && !near(exact.P, normal.P, 0.16) || normal.P < 0.9*exact.P {
				t.Errorf("%d, %d, shift %v: exact %v, normal %v", c.n, c.m, by, exact.P, normal.P)
			}
		}
	}
}
