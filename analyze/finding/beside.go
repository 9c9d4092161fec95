package finding

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
)

// besides gives a finding the time of the path that it cost from beside it. A
// task that takes long need not be waited for in the end: where others took turns
// in the slots that it left them, the path goes through these. By how much the
// query would have been shorter the replay tells; that much is claimed of the
// runs on the path meanwhile, in equal parts.
func (v *view) besides(x draft) draft {
	if v.native || len(x.beside) == 0 {
		return x
	}
	if !x.priced && x.scenario != nil {
		r := v.Model.Try(x.scenario())
		if r.Refusal != "" {
			return x
		}
		x.Saving, x.Low, x.High, x.priced = analyze.Derived.Of(r.Saving), analyze.Derived.Of(r.Low), analyze.Derived.Of(r.High), true
	}
	missing := x.Saving.V - x.claim.total()
	if !x.priced || missing < least || v.share(missing) < 0.01 {
		return x
	}
	meanwhile, total := v.meanwhile(x.beside), int64(0)
	for i, ns := range meanwhile {
		total += ns
		for _, s := range v.Path.Segments[i].Shares {
			total -= min(ns, x.claim[place{i, s.Operator}])
		}
	}
	if total <= 0 {
		return x
	}
	for i, ns := range meanwhile {
		s := v.Path.Segments[i]
		for _, share := range s.Shares {
			p := place{i, share.Operator}
			x.claim.take(p, fraction(part(share.NS, ns, s.Length())-x.claim[p], float64(missing)/float64(total)), share.NS)
		}
	}
	x.say("the path went by it: others took turns in the slots that it left, and waited %s for that", dur(missing))
	return x
}

// meanwhile returns, by segment, how much of the path's runs lies within the time
// in which one of some tasks ran or was tried.
func (v *view) meanwhile(tasks []*analyze.Task) map[int]int64 {
	var busy []analyze.Interval
	for _, t := range tasks {
		if t.FirstScheduled.Known && t.Ended.Known && t.Ended.Time > t.FirstScheduled.Time {
			busy = append(busy, analyze.Interval{Start: t.FirstScheduled.Time, End: t.Ended.Time})
		}
	}
	busy = union(busy)
	list := map[int]int64{}
	for i, s := range v.Path.Segments {
		if s.Kind != critical.Run || s.Task == nil {
			continue
		}
		k, _ := slices.BinarySearchFunc(busy, s.Start, func(b analyze.Interval, t format.Time) int {
			if b.End <= t {
				return -1
			}
			return 1
		})
		for ; k < len(busy) && busy[k].Start < s.End; k++ {
			list[i] += int64(min(busy[k].End, s.End) - max(busy[k].Start, s.Start))
		}
	}
	return list
}
