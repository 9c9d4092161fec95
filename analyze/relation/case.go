package relation

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/memory"
)

// query is a query with its number in the recording, from 1.
type query struct {
	*finding.Case
	number int64
	memory *memory.QueryMemory // nil where the job's memory was not sampled
}

func (q *query) start() analyze.Moment { return q.Query.Start }

// numbered gives each case the number that its query has in the recording.
func numbered(s *finding.Study, cases []*finding.Case) []query {
	numbers := make(map[*analyze.Query]int64, len(s.Run.Queries))
	for i, q := range s.Run.Queries {
		numbers[q] = int64(i) + 1
	}
	memories := make(map[*analyze.Query]*memory.QueryMemory, len(s.Memory.Queries))
	for i := range s.Memory.Queries {
		memories[s.Memory.Queries[i].Query] = &s.Memory.Queries[i]
	}
	list := make([]query, len(cases))
	for i, c := range cases {
		list[i] = query{c, numbers[c.Query], memories[c.Query]}
	}
	return list
}

// ofQuery are the two columns that say which query a row is of.
func ofQuery[R any](of func(*R) *query) []field[R] {
	return []field[R]{
		{Column{"query_id", "", Text, UnitNone, "Daft's id of the query"}, func(r *R) Cell {
			if q := of(r); q != nil {
				return text(q.Query.ID)
			}
			return Cell{}
		}},
		{Column{"query", "", Integer, UnitNone, "number of the query in the recording, from 1, as --query takes it"}, func(r *R) Cell {
			if q := of(r); q != nil {
				return integer(q.number)
			}
			return Cell{}
		}},
	}
}
