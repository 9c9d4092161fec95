package stat

import (
	"math"
	"slices"
)

// UTest is what the Mann-Whitney test found.
type UTest struct {
	// U is how many pairs of a value of the first sample and one of the second have
	// the first larger, plus half of those that are equal: as SciPy has it.
	U float64
	P float64
	// Exact says that P comes from the permutation distribution, not from the normal
	// one.
	Exact bool
}

// MannWhitney tests whether values of one population tend to be larger than those
// of another, whatever their distributions (Mann and Whitney, On a test of whether one
// of two random variables is stochastically larger than the other, 1947). NaN where
// either is empty, or a value is not a number.
//
// P is exact, with ties too, where samples are no larger than 100 each, or 14
// and 1,000: the share of all ways to part the values that give a U as extreme. Two-sided
// it is twice the smaller tail, at most 1. Of larger samples it comes from the normal
// distribution with corrections for ties and for continuity, which is good to a sixth of
// P where P is above 0.001; a smaller one is too large, so that it finds less than there
// is, never more. Where all values are equal, P is 1.
func MannWhitney(x, y []float64, alt Alternative) UTest {
	if !usable(x) || !usable(y) {
		return UTest{U: math.NaN(), P: math.NaN()}
	}
	if !exactU(len(x), len(y)) {
		return normalMannWhitney(x, y, alt)
	}
	u, groups := rankU(x, y)
	d := newUDist(len(x), len(y), groups)
	return UTest{U: u, P: oneOf(alt, d.atLeast(u), d.atMost(u)), Exact: true}
}

// normalMannWhitney is MannWhitney by the normal distribution.
func normalMannWhitney(x, y []float64, alt Alternative) UTest {
	u, groups := rankU(x, y)
	mean, sigma := float64(len(x))*float64(len(y))/2, normalSigmaU(len(x), len(y), groups)
	if sigma == 0 {
		return UTest{U: u, P: 1}
	}
	// 0.5 is the correction for continuity: U goes in whole steps.
	return UTest{U: u, P: oneOf(alt, normalAbove((u-mean-0.5)/sigma), normalAbove((mean-u-0.5)/sigma))}
}

// oneOf is the p value, given those of both sides.
func oneOf(alt Alternative, greater, less float64) float64 {
	switch alt {
	case Greater:
		return greater
	case Less:
		return less
	default:
		return min(1, 2*min(greater, less))
	}
}

// rankU is U of the first sample, and the sizes of groups of equal values, in the
// order of the values.
func rankU(x, y []float64) (u float64, groups []int) {
	a, b := slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y))
	for i, j := 0, 0; i < len(a) || j < len(b); {
		var v float64
		switch {
		case j == len(b) || i < len(a) && a[i] <= b[j]:
			v = a[i]
		default:
			v = b[j]
		}
		fromA, fromB, below := 0, 0, j
		for ; i < len(a) && a[i] == v; i++ {
			fromA++
		}
		for ; j < len(b) && b[j] == v; j++ {
			fromB++
		}
		u += float64(fromA)*float64(below) + float64(fromA)*float64(fromB)/2
		groups = append(groups, fromA+fromB)
	}
	return u, groups
}

// normalSigmaU is the standard deviation of U, corrected for ties (Lehmann,
// Nonparametrics, 1975, section 1.3).
func normalSigmaU(n, m int, groups []int) float64 {
	total, ties := float64(n)+float64(m), 0.0
	for _, t := range groups {
		f := float64(t)
		ties += f*f*f - f
	}
	v := float64(n) * float64(m) / 12 * (total + 1 - ties/(total*(total-1)))
	return math.Sqrt(max(0, v))
}

// SmallestP is the smallest p that samples of n and m can have in the Mann-Whitney
// test: of all ways to part n + m values, one has all of the first above all of the
// second. Two-sided it is twice that. NaN where either is empty.
func SmallestP(n, m int, alt Alternative) float64 {
	if n < 1 || m < 1 {
		return math.NaN()
	}
	p := 1.0
	for k := 1; k <= min(n, m); k++ { // 1 / C(n+m, n), which may be too large for a float64
		p *= float64(k) / float64(max(n, m)+k)
	}
	if alt == TwoSided {
		return min(1, 2*p)
	}
	return p
}
