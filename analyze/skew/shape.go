package skew

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze/radix"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// shape fills in the median, the longest, and the usual measures of unevenness. These are shown beside the
// verdict and do not make it: CV and Gini miss a single long task in a wide
// stage, and the longest over the median grows with the number of tasks.
func (s *Stage) shape(list []sample) {
	s.P99ToMedian, s.CV, s.Gini, s.Imbalance, s.Effective = math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN()
	n := float64(len(list))
	if n == 0 {
		return
	}
	took := make([]float64, len(list))
	sum := 0.0
	for i, x := range list {
		took[i] = float64(x.took)
		sum += took[i]
	}
	radix.Floats(took)
	longest, mean := took[len(took)-1], sum/n
	s.Median, s.Longest = saturate.Whole(middle(took)), list[0].took
	for _, x := range list {
		s.Longest = max(s.Longest, x.took)
	}
	if longest > 0 {
		s.Effective = sum / longest
	}
	if n < 2 || mean <= 0 {
		return
	}
	if m := middle(took); m > 0 {
		s.P99ToMedian = took[int(math.Ceil(0.99*n))-1] / m
	}
	var squares, ranked float64
	for i, x := range took {
		squares += (x - mean) * (x - mean)
		ranked += (2*float64(i+1) - n - 1) * x
	}
	s.CV = math.Sqrt(squares/n) / mean
	s.Gini = ranked / (n * sum)
	s.Imbalance = (longest - mean) / longest * n / (n - 1)
}
