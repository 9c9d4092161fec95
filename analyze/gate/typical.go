package gate

import (
	"cmp"
	"slices"
)

// Typical is a run on each side that stands for the others, by index.
type Typical struct {
	Base, New     int
	BaseID, NewID string // of the query, in these runs
}

// Typical picks of a query the finished runs whose wall time is nearest the median
// of their side: comparing these two says why the others differ. Not ok where a side
// has none.
func (r *Result) Typical(query string) (Typical, bool) {
	list, _ := subjects(r.Base, r.New)
	for i := range list {
		s := &list[i]
		if m := s.model(); m == nil || m.Key != query {
			continue
		}
		b, n := nearestMedian(s.base), nearestMedian(s.current)
		if b < 0 || n < 0 {
			return Typical{}, false
		}
		return Typical{b, n, s.base[b].ID, s.current[n].ID}, true
	}
	return Typical{}, false
}

// TypicalJob picks the runs whose job took the median of its side, of those that
// ended as they should. Not ok where a side has none. They name no query.
func (r *Result) TypicalJob() (Typical, bool) {
	b, n := nearestMedianJob(r.Base), nearestMedianJob(r.New)
	return Typical{Base: b, New: n}, b >= 0 && n >= 0
}

func nearestMedianJob(runs []Measurement) int {
	var order []int
	for i, m := range runs {
		if _, ok := m.Metrics[Wall]; ok && m.Complete && m.ExitCode != nil && *m.ExitCode == 0 {
			order = append(order, i)
		}
	}
	if len(order) == 0 {
		return -1
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(runs[a].Metrics[Wall], runs[b].Metrics[Wall]) })
	return order[(len(order)-1)/2]
}

// nearestMedian is the run in the middle by wall time, the faster of two, -1 where
// none finished.
func nearestMedian(runs []*QueryMeasurement) int {
	var order []int
	for i, q := range runs {
		if q == nil || q.Outcome != finished {
			continue
		}
		if _, ok := q.Metrics[Wall]; ok {
			order = append(order, i)
		}
	}
	if len(order) == 0 {
		return -1
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(runs[a].Metrics[Wall], runs[b].Metrics[Wall]) })
	return order[(len(order)-1)/2]
}
