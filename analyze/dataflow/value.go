package dataflow

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
)

func measured(v int64) analyze.Value { return analyze.Value{V: v, Origin: analyze.Measured} }
func derived(v int64) analyze.Value  { return analyze.Value{V: v, Origin: analyze.Derived} }

// orDerived marks a value that was worked out.
func orDerived(v analyze.Value) analyze.Value {
	if v.Known() {
		v.Origin = analyze.Derived
	}
	return v
}

// plus adds what is known of two values. The sum is as good as the worse of them.
func plus(v, w analyze.Value) analyze.Value {
	switch {
	case !w.Known():
		return v
	case !v.Known():
		return w
	}
	return analyze.Value{V: addSat(v.V, w.V), Origin: max(v.Origin, w.Origin)}
}

func addSat(a, b int64) int64 {
	switch s := a + b; {
	case a > 0 && b > 0 && s < 0:
		return math.MaxInt64
	case a < 0 && b < 0 && s >= 0:
		return math.MinInt64
	default:
		return s
	}
}

func subSat(a, b int64) int64 {
	if b == math.MinInt64 {
		return addSat(addSat(a, math.MaxInt64), 1)
	}
	return addSat(a, -b)
}

// mulSat multiplies numbers that are not negative.
func mulSat(a, b int64) int64 {
	if a <= 0 || b <= 0 {
		return 0
	}
	if hi, lo := bits.Mul64(uint64(a), uint64(b)); hi == 0 && lo <= math.MaxInt64 {
		return int64(lo)
	}
	return math.MaxInt64
}

// scale returns a*b/c without overflow on the way, for numbers not negative; 0
// where c is 0.
func scale(a, b, c int64) int64 {
	if a <= 0 || b <= 0 || c <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi >= uint64(c) {
		return math.MaxInt64
	}
	n, _ := bits.Div64(hi, lo, uint64(c))
	return int64(min(n, math.MaxInt64))
}

// spread summarizes numbers, which it sorts.
func spread(values []int64) analyze.Spread {
	if len(values) == 0 {
		return analyze.Spread{}
	}
	slices.Sort(values)
	n := len(values)
	s := analyze.Spread{N: int64(n), Min: values[0], Median: values[(n-1)/2], Max: values[n-1]}
	for _, v := range values {
		s.Sum = addSat(s.Sum, v)
	}
	return s
}

func byID(ops []*analyze.Operator) []*analyze.Operator {
	ops = slices.Clone(ops)
	slices.SortStableFunc(ops, func(a, b *analyze.Operator) int { return cmp.Compare(a.ID, b.ID) })
	return ops
}
