package finding

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// union merges intervals into disjoint ones, in order.
func union(all []analyze.Interval) []analyze.Interval {
	slices.SortFunc(all, func(a, b analyze.Interval) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	var merged []analyze.Interval
	for _, x := range all {
		if n := len(merged); n > 0 && x.Start <= merged[n-1].End {
			merged[n-1].End = max(merged[n-1].End, x.End)
			continue
		}
		merged = append(merged, x)
	}
	return merged
}
