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
// of their side, of those whose recording there is: comparing these two says why the
// others differ. Not ok where a side has none.
func (r *Result) Typical(query string, recorded func(*Measurement) bool) (Typical, bool) {
	list, _ := subjects(r.Base, r.New)
	for i := range list {
		s := &list[i]
		if m := s.model(); m == nil || m.Key != query {
			continue
		}
		b, n := nearestMedian(s.base, r.Base, recorded), nearestMedian(s.current, r.New, recorded)
		if b < 0 || n < 0 {
			return Typical{}, false
		}
		return Typical{b, n, s.base[b].ID, s.current[n].ID}, true
	}
	return Typical{}, false
}

// TypicalJob picks the runs whose job took the median of its side, of those that
// ended as they should and whose recording there is. Not ok where a side has none.
// They name no query.
func (r *Result) TypicalJob(recorded func(*Measurement) bool) (Typical, bool) {
	b, n := nearestMedianJob(r.Base, recorded), nearestMedianJob(r.New, recorded)
	return Typical{Base: b, New: n}, b >= 0 && n >= 0
}

func nearestMedianJob(runs []Measurement, recorded func(*Measurement) bool) int {
	var order []int
	for i, m := range runs {
		if _, ok := m.Metrics[Wall]; ok && recorded(&runs[i]) && m.Complete && m.ExitCode != nil && *m.ExitCode == 0 {
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
func nearestMedian(runs []*QueryMeasurement, of []Measurement, recorded func(*Measurement) bool) int {
	var order []int
	for i, q := range runs {
		if q == nil || q.Outcome != finished || !recorded(&of[i]) {
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
