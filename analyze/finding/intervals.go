package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/radix"
)

// union merges intervals into disjoint ones, in order.
func union(all []analyze.Interval) []analyze.Interval {
	radix.By(all, func(x analyze.Interval) int64 { return int64(x.Start) })
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
