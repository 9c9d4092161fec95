package stat

import (
	"cmp"
	"math"
	"slices"
)

// Holm adjusts the p values of a family of tests, so that holding each against
// alpha gives one false alarm or more with a probability of alpha at most, however
// the tests depend on each other (Holm, A simple sequentially rejective multiple test
// procedure, 1979). A p that is NaN stays so and does not count: no test was made.
func Holm(p []float64) []float64 {
	adjusted := make([]float64, len(p))
	order := make([]int, 0, len(p))
	for i, v := range p {
		adjusted[i] = math.NaN()
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	largest := 0.0
	for k, i := range order {
		largest = max(largest, min(1, p[i]*float64(len(order)-k)))
		adjusted[i] = largest
	}
	return adjusted
}
