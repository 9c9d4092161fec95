package dataflow

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// orDerived marks a value that was worked out.
func orDerived(v analyze.Value) analyze.Value {
	if v.Known() {
		v.Origin = analyze.Derived
	}
	return v
}

func byID(ops []*analyze.Operator) []*analyze.Operator {
	ops = slices.Clone(ops)
	slices.SortStableFunc(ops, func(a, b *analyze.Operator) int { return cmp.Compare(a.ID, b.ID) })
	return ops
}
