package skew

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// mostQueued is how many of a stage's tasks, as a share, may have waited for
// others to be unlike the rest.
const mostQueued = 0.25

// findQueued finds, in stages without other outliers, tasks that took as long
// as the others but ended late, as they waited for slots that tasks of other
// stages held.
func (j *judge) findQueued() {
	for _, g := range j.judgings {
		if len(g.outlier) > 0 || len(g.samples) < fewTasks || len(j.judgings) < 2 {
			continue
		}
		waits(g.samples)
		late := make([]float64, len(g.samples))
		for i, x := range g.samples {
			late[i] = clamped(saturate.Add(x.took, x.wait))
		}
		s := scaleOf(late)
		var list []outlier
		for i, x := range g.samples {
			base := s.base(late[i])
			if late[i]/base >= ratio && s.unlikely(late[i]) && float64(x.wait) >= (1-1/ratio)*late[i] {
				list = append(list, outlier{sample: x, base: saturate.Whole(base), excess: saturate.Whole(late[i] - base), queued: true})
			}
		}
		if len(list) == 0 || float64(len(list)) > mostQueued*float64(len(late)) || !j.othersRan(g, list) {
			continue
		}
		g.outlier = list
		g.sortOutliers()
	}
}

// othersRan reports whether tasks of other stages ran through most of the time
// in which the slowest of some tasks waited. Where none did, it waited for the
// scheduler.
func (j *judge) othersRan(g *judging, list []outlier) bool {
	o := slices.MaxFunc(list, func(a, b outlier) int { return cmp.Compare(a.excess, b.excess) })
	type stretch struct{ from, to format.Time }
	var ran []stretch
	for _, other := range j.judgings {
		if other == g {
			continue
		}
		for _, x := range other.samples {
			if from, to := max(x.first, o.submit), min(x.end, o.first); from < to {
				ran = append(ran, stretch{from, to})
			}
		}
	}
	slices.SortFunc(ran, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	var covered int64
	at := o.submit
	for _, r := range ran {
		if r.to > at {
			covered += int64(r.to - max(r.from, at))
			at = r.to
		}
	}
	return covered > int64(o.first-o.submit)/2
}
