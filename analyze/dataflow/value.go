package dataflow

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
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
	return analyze.Value{V: saturate.Add(v.V, w.V), Origin: max(v.Origin, w.Origin)}
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
		s.Sum = saturate.Add(s.Sum, v)
	}
	return s
}

func byID(ops []*analyze.Operator) []*analyze.Operator {
	ops = slices.Clone(ops)
	slices.SortStableFunc(ops, func(a, b *analyze.Operator) int { return cmp.Compare(a.ID, b.ID) })
	return ops
}
