package stat_test

import (
	"math"
	"slices"
)

// Second implementations, from definitions and for small samples alone.

// partitions calls f with each way to choose n of len(all) values.
func partitions(all []float64, n int, f func(x, y []float64)) {
	var choose func(from int, x, y []float64)
	choose = func(from int, x, y []float64) {
		if from == len(all) {
			if len(x) == n {
				f(x, y)
			}
			return
		}
		choose(from+1, append(slices.Clip(x), all[from]), y)
		choose(from+1, x, append(slices.Clip(y), all[from]))
	}
	choose(0, nil, nil)
}

func bruteU(x, y []float64) float64 {
	u := 0.0
	for _, a := range x {
		for _, b := range y {
			if a > b {
				u++
			} else if a == b {
				u += 0.5
			}
		}
	}
	return u
}

// bruteMannWhitney is the share of partitions with a U as large, and as small.
func bruteMannWhitney(x, y []float64) (u, greater, less float64) {
	u = bruteU(x, y)
	most, least, all := 0, 0, 0
	partitions(slices.Concat(x, y), len(x), func(a, b []float64) {
		all++
		v := bruteU(a, b)
		if v >= u {
			most++
		}
		if v <= u {
			least++
		}
	})
	return u, float64(most) / float64(all), float64(least) / float64(all)
}

// bruteHodgesLehmann sorts all differences, and takes as interval the widest
// exclusion whose confidence, counted over all orders of n + m ranks, is enough.
func bruteHodgesLehmann(x, y []float64, confidence float64) (estimate, low, high, reached float64) {
	var d []float64
	for _, a := range x {
		for _, b := range y {
			d = append(d, a-b)
		}
	}
	slices.Sort(d)
	n := len(d)
	estimate = (d[(n-1)/2] + d[n/2]) / 2
	ranks := make([]float64, len(x)+len(y))
	for i := range ranks {
		ranks[i] = float64(i)
	}
	below, all := make([]int, n+2), 0 // below[k]: of U < k
	partitions(ranks, len(x), func(a, b []float64) {
		all++
		for k := int(bruteU(a, b)) + 1; k < len(below); k++ {
			below[k]++
		}
	})
	low, high, reached = math.NaN(), math.NaN(), math.NaN()
	for k := 1; k <= (n+1)/2; k++ {
		if c := 1 - 2*float64(below[k])/float64(all); c >= confidence-1e-12 {
			low, high, reached = d[k-1], d[n-k], c
		}
	}
	return estimate, low, high, reached
}
