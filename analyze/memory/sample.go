package memory

import (
	"slices"
	"sort"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// samplesOf adds up the samples of all processes that were taken at one moment.
// One in which no process's memory is known is left out.
func samplesOf(u *analyze.Use) []Sample {
	index := map[format.Time]int{}
	var all []Sample
	for _, p := range u.Processes {
		for _, s := range p.Samples {
			if s.RSS < 0 {
				continue
			}
			i, ok := index[s.Time]
			if !ok {
				i = len(all)
				index[s.Time] = i
				all = append(all, Sample{Time: s.Time, ByRole: map[string]int64{}})
			}
			x := &all[i]
			x.Bytes = saturate.Add(x.Bytes, s.RSS)
			x.Shared = saturate.Add(x.Shared, min(max(s.Shared, 0), s.RSS))
			x.ByRole[p.Role] = saturate.Add(x.ByRole[p.Role], s.RSS)
		}
	}
	slices.SortFunc(all, func(a, b Sample) int {
		switch {
		case a.Time < b.Time:
			return -1
		case a.Time > b.Time:
			return 1
		}
		return 0
	})
	return all
}

// from returns the place of the first sample at or after a time.
func (a *Account) from(t format.Time) int {
	return sort.Search(len(a.Samples), func(i int) bool { return a.Samples[i].Time >= t })
}
