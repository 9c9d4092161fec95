package skew

import (
	"math"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/radix"
)

// The rule: a task is an outlier if it took much longer than the median beyond
// what chance makes of as many tasks (score against limit), several times as
// long (ratio), and long enough to matter (floor). A stage with outliers is
// skewed if the query would gain by their taking as long as the others.
const (
	fewTasks  = 5 // below this there is no spread to measure by
	ratio     = 3.0
	floor     = 100_000_000 // nanoseconds beyond the median
	impact    = 0.01        // of the query's wall
	leastTook = 1_000_000   // shorter tasks count as this long: their times are noise

	// A task that has much more data than the others is an outlier also where
	// what every task takes for its start hides part of that: sizeRatio is the one
	// at which Spark splits partitions, slower the one at which Mantri and
	// Ousterhout et al. call a task a straggler.
	sizeRatio = 5.0
	slower    = 1.5

	leastSpread = 0.05 // no stage is known to be more even than that
)

// limit returns the score that the longest of n tasks must pass. sqrt(2 ln n)
// is what the largest of n normal numbers comes to; the margin, found by
// simulation (docs/skew.md), covers that the spread of few tasks is itself
// uncertain.
func limit(n int) float64 {
	return math.Sqrt(2*math.Log(float64(n))) + 0.5 + 5/math.Sqrt(float64(n))
}

// robust are the median and the spread of numbers on the log scale.
type robust struct {
	median, spread float64
}

// robustOf works out, of sorted values, the median and 1.4826 times the median
// absolute deviation, with the correction of Croux and Rousseeuw (1992) for few
// values.
func robustOf(sorted []float64) robust {
	r := robust{median: middle(sorted)}
	few := []float64{1, 1, 1.196, 1.495, 1.363, 1.206, 1.200, 1.140, 1.129, 1.107}
	n := float64(len(sorted))
	b := n / (n - 0.8)
	if len(sorted) < len(few) {
		b = few[len(sorted)]
	}
	r.spread = max(leastSpread, 1.4826*b*deviation(sorted, r.median))
	return r
}

// deviation returns the median distance of sorted values from a value among
// them: these distances are two sorted lists, below and above it.
func deviation(sorted []float64, from float64) float64 {
	n := len(sorted)
	if n == 0 {
		return 0
	}
	above, _ := slices.BinarySearch(sorted, from)
	below := above - 1
	var last, before float64
	for range n/2 + 1 {
		before = last
		if below < 0 || above < n && sorted[above]-from < from-sorted[below] {
			last = sorted[above] - from
			above++
		} else {
			last = from - sorted[below]
			below--
		}
	}
	if n%2 == 1 {
		return last
	}
	return (before + last) / 2
}

// score returns how many spreads x lies above the median.
func (r robust) score(x float64) float64 { return (x - r.median) / r.spread }

// middle returns the median of sorted values, 0 of none.
func middle(sorted []float64) float64 {
	n := len(sorted)
	switch {
	case n == 0:
		return 0
	case n%2 == 1:
		return sorted[n/2]
	}
	return sorted[n/2-1] + (sorted[n/2]-sorted[n/2-1])/2
}

// scale is what values of a stage are held against: all tasks' median and
// spread, or of few tasks, for each, the median of the others.
type scale struct {
	few    bool
	sorted []float64
	robust         // of the logarithms
	beyond float64 // chance: what passes the limit
}

func scaleOf(values []float64) scale {
	s := scale{few: len(values) < fewTasks, sorted: slices.Clone(values)}
	radix.Floats(s.sorted)
	if !s.few {
		logs := make([]float64, len(values))
		for i, v := range s.sorted {
			logs[i] = math.Log(v)
		}
		s.robust = robustOf(logs)
		s.beyond = math.Exp(s.median + limit(len(values))*s.spread)
	}
	return s
}

// base returns what a value is compared to.
func (s scale) base(v float64) float64 {
	if !s.few {
		return middle(s.sorted)
	}
	return middleWithout(s.sorted, v)
}

// unlikely reports whether a value is beyond chance. Few tasks cannot tell.
func (s scale) unlikely(v float64) bool {
	return s.few || v >= s.beyond
}
