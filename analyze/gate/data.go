package gate

import "fmt"

// answer is yes, no, or not known.
type answer int

const (
	unknown answer = iota
	yes
	no
)

// sameData says whether two scans read the same data, whatever they leave out of
// it: on Ray by the bytes of the files, natively by how many rows the optimizer
// expects in them, which it works out of their sizes.
func sameData(x, y *OperatorMeasurement) answer {
	if a, ok := x.Counters[stored]; ok {
		if b, ok := y.Counters[stored]; ok {
			if a == b && x.Counters[files] == y.Counters[files] {
				return yes
			}
			return no
		}
	}
	a, known := x.Counters[expected]
	b, ok := y.Counters[expected]
	if !known || !ok {
		return unknown
	}
	// A guess of rows after a filter, over its selectivity, is rounded.
	if d := max(a-b, b-a); d <= 1 || float64(d) <= 1e-3*float64(max(a, b)) {
		return yes
	}
	return no
}

// dataDiffers says why a run of a query read other data than the baseline, ""
// where it did not. A scan that puts out other rows has other data, unless the
// query or its plan changed and the files are the same: then it leaves out more
// or less of them, as where a filter was dropped.
func dataDiffers(s *exactRuns, q *QueryMeasurement, p pairing, tolerance float64) (why string, shifted bool) {
	for i := range s.model.Operators {
		o := &s.model.Operators[i]
		if !o.Source || o.Loose || p[i] < 0 {
			continue
		}
		now := &q.Operators[p[i]]
		v, ok := now.Counters[rowsOut]
		low, high, known := s.span(i, rowsOut)
		if !ok || !known || now.Loose || low <= v && v <= high {
			continue
		}
		samePlan := q.Plan == s.model.Plan && q.Plan != ""
		if !samePlan && sameData(o, now) == yes {
			continue
		}
		if f := float64(v); f >= float64(low)*(1-tolerance) && f <= float64(high)*(1+tolerance) {
			shifted = true
			continue
		}
		before := count(low)
		if high != low {
			before += " to " + count(high)
		}
		why = fmt.Sprintf("%s put out %s rows, not %s: it read other data", o.called(), count(v), before)
		switch {
		case !samePlan && sameData(o, now) == unknown:
			why += ", or the query that changed takes more of it, which cannot be told"
		case !samePlan:
			why += ", and the query changed as well"
		}
		return why, false
	}
	return "", shifted
}
