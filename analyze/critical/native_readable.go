package critical

import "github.com/daft-analyze/daft-analyze/format"

// mostSegments is to how many segments a native path is brought about: nobody
// reads more.
const mostSegments = 1000

// readable joins neighbours of one owner. Where that leaves too many, the
// neighbours within each thousandth of the path are joined as well: shares stay
// exact, only the order within it is lost.
func readable(list []Segment) []Segment {
	list = merge(list, func(a, b *Segment) bool {
		return a.Operator == b.Operator && a.State == b.State && a.Estimated == b.Estimated
	})
	if len(list) <= mostSegments {
		return list
	}
	start, end := list[0].Start, list[len(list)-1].End
	wide := (end-start)/mostSegments + 1
	part := func(t format.Time) format.Time { return (t - start) / wide }
	for i := range list { // time that nobody recorded must not keep them apart
		if s := &list[i]; s.Kind == Unrecorded && s.Start > start && s.End < end {
			s.Kind, s.Shares = Run, []Share{{NS: s.Length()}}
		}
	}
	return merge(list, func(a, b *Segment) bool { return part(a.Start) == part(b.Start) })
}

// merge joins neighbours that are alike.
func merge(list []Segment, alike func(a, b *Segment) bool) []Segment {
	var merged []Segment
	for from := 0; from < len(list); {
		to := from + 1
		list[from].own()
		for to < len(list) && list[to].Kind == list[from].Kind {
			list[to].own()
			if !alike(&list[from], &list[to]) {
				break
			}
			to++
		}
		s := list[from]
		if to > from+1 {
			s.End = list[to-1].End
			var shares []Share
			for _, x := range list[from:to] {
				shares = append(shares, x.Shares...)
			}
			s.Shares = joined(shares)
			s.own()
		}
		merged = append(merged, s)
		from = to
	}
	return merged
}

// own names the operator of a run's largest share as the segment's.
func (s *Segment) own() {
	if s.Kind != Run || len(s.Shares) == 0 {
		return
	}
	s.Operator, s.State, s.Estimated = s.Shares[0].Operator, s.Shares[0].State, s.Shares[0].Estimated
}
