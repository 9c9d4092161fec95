package gate

import (
	"github.com/daft-analyze/daft-analyze/analyze/align"
)

// subject is one query through all runs.
type subject struct {
	base, current []*QueryMeasurement // by run; nil where the run has it not
}

// model is the query as the baseline last had it.
func (s *subject) model() *QueryMeasurement {
	for i := len(s.base) - 1; i >= 0; i-- {
		if s.base[i] != nil {
			return s.base[i]
		}
	}
	return nil
}

// subjects finds which queries of the runs are the same. Those of the baseline
// are in the order of its last run that is complete, and extra are queries that
// only new runs have: of each, one measurement and the runs that have it.
func subjects(base, current []Measurement) (list []subject, extra []extraQuery) {
	model := modelOf(base)
	if model < 0 {
		return nil, nil
	}
	marks := marksOf(&base[model])
	list = make([]subject, len(marks))
	for i := range list {
		list[i] = subject{base: make([]*QueryMeasurement, len(base)), current: make([]*QueryMeasurement, len(current))}
	}
	for r := range base {
		for _, p := range align.Match(marks, marksOf(&base[r])) {
			list[p.Base].base[r] = &base[r].Queries[p.New]
		}
	}
	at := map[string]int{}
	for r := range current {
		paired := make([]bool, len(current[r].Queries))
		for _, p := range align.Match(marks, marksOf(&current[r])) {
			list[p.Base].current[r] = &current[r].Queries[p.New]
			paired[p.New] = true
		}
		for i, ok := range paired {
			if ok {
				continue
			}
			q := &current[r].Queries[i]
			k, known := at[q.Key]
			if !known {
				k = len(extra)
				at[q.Key] = k
				extra = append(extra, extraQuery{query: q})
			}
			extra[k].in = append(extra[k].in, r)
		}
	}
	return list, extra
}

// extraQuery is a query that no run of the baseline has.
type extraQuery struct {
	query *QueryMeasurement
	in    []int // new runs that have it
}

// modelOf is the run of a baseline that others are held against: the last that
// is complete, else that with the most queries.
func modelOf(base []Measurement) int {
	best := -1
	for i := range base {
		if len(base[i].Queries) == 0 {
			continue
		}
		if best < 0 || base[i].Complete || !base[best].Complete && len(base[i].Queries) >= len(base[best].Queries) {
			best = i
		}
	}
	return best
}

func marksOf(m *Measurement) []align.Mark {
	marks := make([]align.Mark, len(m.Queries))
	for i := range m.Queries {
		marks[i] = m.Queries[i].Mark
	}
	return marks
}
