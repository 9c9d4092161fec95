package gate

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// exactRuns are the runs of a baseline in which the counters of a query are exact.
type exactRuns struct {
	model *QueryMeasurement
	runs  []*QueryMeasurement
	pairs []pairing // of the model's operators with those of each run
}

// exactOf picks the runs whose counters are exact; nil where there is none.
func exactOf(runs []*QueryMeasurement) *exactRuns {
	s := &exactRuns{}
	for _, q := range runs {
		if q != nil && q.Inexact == "" {
			s.runs, s.model = append(s.runs, q), q
		}
	}
	if s.model == nil {
		return nil
	}
	for _, q := range s.runs {
		s.pairs = append(s.pairs, pairOperators(s.model, q))
	}
	return s
}

// span is the least and the most of a counter of an operator of the model; it is
// known where all runs have it.
func (s *exactRuns) span(operator int, counter string) (low, high int64, known bool) {
	for r, q := range s.runs {
		at := s.pairs[r][operator]
		if at < 0 {
			return 0, 0, false
		}
		v, ok := q.Operators[at].Counters[counter]
		if !ok {
			return 0, 0, false
		}
		if r == 0 {
			low, high = v, v
		}
		low, high = min(low, v), max(high, v)
	}
	return low, high, true
}

// exact is a counter of an operator that is the same in so many runs at least.
func (s *exactRuns) exact(operator int, counter string, atLeast int) (v int64, ok bool) {
	if len(s.runs) < atLeast || s.model.Operators[operator].Loose {
		return 0, false
	}
	low, high, known := s.span(operator, counter)
	return low, known && low == high
}

// exactTotal is the same of a counter of the query.
func (s *exactRuns) exactTotal(counter string, atLeast int) (v int64, ok bool) {
	if len(s.runs) < atLeast {
		return 0, false
	}
	for r, q := range s.runs {
		w, known := q.Counters[counter]
		if !known || r > 0 && w != v {
			return 0, false
		}
		v = w
	}
	return v, true
}

// called is an operator for people.
func (o *OperatorMeasurement) called() string {
	name := o.Name
	if name == "" {
		name = "operator"
	}
	return fmt.Sprintf("%s #%d", name, o.ID)
}

func count(n int64) string { return humanize.Count(n) }
