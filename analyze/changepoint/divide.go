package changepoint

import (
	"math"
	"slices"
)

// candidate is where a stretch is divided best.
type candidate struct {
	index int     // first value of the right part; 0 where the stretch is too short
	end   int     // of the right part, which may end before the stretch does
	q     float64 // how much the two parts differ
}

// weak are change points at a larger p than is asked for, window by window: what a
// distant part of the series does must not hide a change.
func (s *series) weak(o Options) []int {
	p := firstP(o.MaxP)
	var found []int
	for start := 0; start < len(s.x); {
		end := min(start+o.Window, len(s.x))
		inWindow := s.divide(start, end, p, o)
		start += o.Window / 2
		if n := len(inWindow); n > 0 {
			start = max(start, inWindow[n-1])
		}
		found = append(found, inWindow...)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// firstP is the p of weak points, as in Otava.
func firstP(p float64) float64 {
	switch {
	case p < 0.05:
		return 10 * p
	case p < 0.5:
		return 2 * p
	}
	return p
}

// divide finds change points in [start, end): the stretch whose parts differ most is
// divided first, until that is not significant.
func (s *series) divide(start, end int, p float64, o Options) []int {
	bounds := []int{start, end}
	best := []candidate{s.best(start, end, o.MinSegment)} // of the stretch from bounds[i]
	for {
		most := 0
		for i, c := range best {
			if c.q > best[most].q {
				most = i
			}
		}
		c := best[most]
		if c.index == 0 || !s.differs(bounds[most], c, bounds[most+1], p, o) {
			return bounds[1 : len(bounds)-1]
		}
		left, right := s.best(bounds[most], c.index, o.MinSegment), s.best(c.index, bounds[most+1], o.MinSegment)
		bounds = slices.Insert(bounds, most+1, c.index)
		best[most] = left
		best = slices.Insert(best, most+1, right)
	}
}

// passing is the fewest values of a level that is found although it is gone again:
// with 3, outliers that come in pairs raise three times as many false alarms.
const passing = 5

// differs says that the parts of a stretch differ: to its end, or to where the right
// part ends, so that what comes down again soon does not hide that it went up. As only
// the former is asked, Otava misses a level of 5 values between others.
func (s *series) differs(start int, c candidate, end int, p float64, o Options) bool {
	return s.test(start, c.index, end, o).p <= p || !o.likeOtava && c.end-c.index >= passing && s.test(start, c.index, c.end, o).p <= p
}

// best divides [start, end) so that the two parts differ most, where the right one
// may end early: the largest Q of [start, tau) and [tau, kappa), with
//
//	Q(X, Y) = 2/(n+m) (sum of |x - y|
//	          - m/(n-1) sum of |x - x'| over pairs - n/(m-1) sum of |y - y'| over pairs)
//
// (Matteson and James, equations 5 to 7, with exponent 1.) Each has at least so many
// values. Sums grow value by value, and nothing is subtracted, so n² steps and no
// rounding to speak of.
func (s *series) best(start, end, fewest int) candidate {
	x := s.x[start:end]
	n := len(x)
	out := candidate{q: math.Inf(-1)}
	if n < 2*fewest {
		return out
	}
	// right[k] is the sum over pairs within [tau, k], toLeft[k] that from k to all left of tau;
	// as tau goes up the first loses a value and the second wins it. To only ever add, the
	// first is worked out from the end, for all tau.
	within := make([][]float64, n+1)
	within[n] = make([]float64, n)
	for tau := n - 1; tau >= fewest; tau-- {
		row, sum := make([]float64, n), 0.0
		for k := tau; k < n; k++ {
			sum += math.Abs(x[tau] - x[k])
			row[k] = within[tau+1][k] + sum
		}
		within[tau] = row
	}
	toLeft := make([]float64, n)
	left := 0.0
	for tau := 1; tau <= n-fewest; tau++ {
		for k := tau; k < n; k++ {
			toLeft[k] += math.Abs(x[tau-1] - x[k])
		}
		if tau >= fewest {
			cross := 0.0
			for k := tau; k < n; k++ {
				cross += toLeft[k]
				l, r := float64(tau), float64(k+1-tau)
				if k+1-tau < fewest {
					continue
				}
				q := cross
				if l > 1 {
					q -= r / (l - 1) * left
				}
				if r > 1 {
					q -= l / (r - 1) * within[tau][k]
				}
				if q *= 2 / (l + r); q > out.q {
					out = candidate{start + tau, start + k + 1, q}
				}
			}
		}
		left += toLeft[tau] // pairs of x[tau] with those left of it
	}
	return out
}
