package compare

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// Alone is how long at least one of some queries was open, in nanoseconds: the union
// of their intervals, as far as their times are known.
func Alone(queries []*analyze.Query) (ns int64) {
	var known []*analyze.Query
	for _, q := range queries {
		if q.Start.Known && q.Wall.Positive() {
			known = append(known, q)
		}
	}
	slices.SortStableFunc(known, func(a, b *analyze.Query) int { return cmp.Compare(a.Start.Time, b.Start.Time) })
	var end int64
	for i, q := range known {
		from := int64(q.Start.Time)
		to := saturate.Add(from, q.Wall.V)
		if i > 0 {
			from = max(from, end)
		}
		if to > from {
			ns = saturate.Add(ns, saturate.Sub(to, from))
		}
		if i == 0 || to > end {
			end = to
		}
	}
	return ns
}
