package changepoint

import (
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

// cut is a change point with what lies on both sides of it.
type cut struct {
	index         int
	before, after float64 // means
	p, t          float64
	short         bool // a side has less than MinSegment values
}

// merge takes weak points away, the weakest first, until all that are left are
// significant and large enough. What is left of one that goes are its neighbours,
// whose levels grow, and which are judged anew.
func (s *series) merge(weak []int, o Options) []cut {
	bounds := slices.Concat([]int{0}, weak, []int{len(s.x)})
	cuts := make([]cut, len(weak))
	for i := range cuts {
		cuts[i] = s.test(bounds[i], bounds[i+1], bounds[i+2], o)
	}
	for len(cuts) > 0 {
		drop := weakest(cuts)
		if c := cuts[drop]; !c.short && c.p < o.MaxP {
			drop = s.smallest(cuts)
			if s.magnitude(cuts[drop]) > o.MinChange {
				break
			}
		}
		cuts, bounds = slices.Delete(cuts, drop, drop+1), slices.Delete(bounds, drop+1, drop+2)
		neighbours := [2]int{drop - 1, drop}
		if o.likeOtava {
			neighbours = [2]int{drop, drop + 1}
		}
		for _, i := range neighbours {
			if i >= 0 && i < len(cuts) {
				cuts[i] = s.test(bounds[i], bounds[i+1], bounds[i+2], o)
			}
		}
	}
	return cuts
}

// weakest is the one beside a level too short, and of those, or of all, the least
// sure; the first of equals.
func weakest(cuts []cut) int {
	w := 0
	for i, c := range cuts {
		a := cuts[w]
		if c.short != a.short {
			if c.short {
				w = i
			}
		} else if c.p > a.p || c.p == a.p && c.t < a.t {
			w = i
		}
	}
	return w
}

// smallest is the one that changed least.
func (s *series) smallest(cuts []cut) int {
	w := 0
	for i, c := range cuts {
		if s.magnitude(c) < s.magnitude(cuts[w]) {
			w = i
		}
	}
	return w
}

// magnitude is the relative change, in the direction in which it is larger, so that
// halving counts as much as doubling. A mean of 0 has no relative change: then it is
// infinite, but for 0 on both sides.
func (s *series) magnitude(c cut) float64 {
	if s.logs {
		return math.Expm1(math.Ldexp(math.Abs(c.before-c.after), s.exponent))
	}
	if c.before == c.after {
		return 0
	}
	if c.before == 0 || c.after == 0 {
		return math.Inf(1)
	}
	return max(math.Abs(c.after/c.before-1), math.Abs(c.before/c.after-1))
}

// test holds [start, index) against [index, end) by Student's t with pooled
// variance. Levels that are equal but for rounding have p = 1.
func (s *series) test(start, index, end int, o Options) cut {
	left, right := s.x[start:index], s.x[index:end]
	n, m := float64(len(left)), float64(len(right))
	a, b := stat.Mean(left), stat.Mean(right)
	c := cut{index: index, before: a, after: b, p: 1, short: min(len(left), len(right)) < o.MinSegment}
	df := n + m - 2
	gap := math.Abs(a - b)
	if df < 1 || gap <= 1e-13 { // of a series whose largest value is 1
		return c
	}
	if o.likeOtava {
		pooled := ((n-1)*squares(left, a)/n + (m-1)*squares(right, b)/m) / df
		c.t = gap / math.Sqrt(pooled*(1/n+1/m))
	} else {
		c.t = gap / math.Sqrt((squares(left, a)+squares(right, b))/df*(1/n+1/m))
	}
	c.p = stat.StudentP(c.t, df, stat.TwoSided)
	return c
}

// squares sums the squared differences from the mean.
func squares(x []float64, mean float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += (v - mean) * (v - mean)
	}
	return sum
}
