package stat

import "math"

// exactWork is how much the exact distribution of U may cost: two samples of 100,
// or 14 with 1,000, are within it and take some 20 ms.
const exactWork = 201_000_000

// uDist is the distribution of twice U over all ways to part n + m values into n and
// m: ways[k] of total give 2U = k. It is exact but for rounding, which is relative:
// nothing is ever subtracted, so that the smallest p has as many digits as the largest.
type uDist struct {
	ways  []float64
	total float64
}

// exactU says whether the distribution may be worked out exactly.
func exactU(n, m int) bool {
	return float64(n+m)*float64(min(n, m))*float64(n)*float64(m) <= exactWork
}

// newUDist counts ways, from the smallest value up. Of a group of t equal values, j
// go to the first sample in C(t, j) ways; each is above the values of the second
// sample that came before, and ties with t - j (Klotz, The Wilcoxon, ties, and the
// computer, 1966). groups are sizes of groups of equal values, in order; their sum is
// n + m.
func newUDist(n, m int, groups []int) uDist {
	if n > m {
		// That of the other sample, seen from its end: 2U of the one is 2nm - 2U of the other.
		d := newUDist(m, n, groups)
		for i, j := 0, len(d.ways)-1; i < j; i, j = i+1, j-1 {
			d.ways[i], d.ways[j] = d.ways[j], d.ways[i]
		}
		return d
	}
	size := 2*n*m + 1
	ways := make([]float64, (n+1)*size) // ways[i*size+k]: i of the first sample so far, 2U = k
	ways[0] = 1
	seen := 0
	for _, t := range groups {
		for i := min(n, seen+t); i >= 1; i-- { // downwards, so that each group counts once
			choose := 1.0
			for j := 1; j <= min(t, i); j++ {
				choose = choose * float64(t-j+1) / float64(j)
				before := seen - (i - j) // of the second sample
				if before < 0 || before+t-j > m {
					continue
				}
				up := 2*j*before + j*(t-j)
				from := ways[(i-j)*size : (i-j)*size+2*(i-j)*before+1]
				to := ways[i*size+up : i*size+up+len(from)]
				for k, w := range from {
					to[k] += choose * w
				}
			}
		}
		seen += t
	}
	d := uDist{ways: ways[n*size:]}
	for _, w := range d.ways {
		d.total += w
	}
	return d
}

// atMost is the probability that U is u or less.
func (d uDist) atMost(u float64) float64 {
	sum := 0.0
	for k := 0; k <= min(int(2*u), len(d.ways)-1); k++ {
		sum += d.ways[k]
	}
	return math.Min(1, sum/d.total)
}

// atLeast is the probability that U is u or more.
func (d uDist) atLeast(u float64) float64 {
	sum := 0.0
	for k := len(d.ways) - 1; k >= max(int(2*u), 0); k-- {
		sum += d.ways[k]
	}
	return math.Min(1, sum/d.total)
}

// untied are the groups of k values of which no two are equal.
func untied(k int) []int {
	groups := make([]int, k)
	for i := range groups {
		groups[i] = 1
	}
	return groups
}
