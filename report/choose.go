package report

import "github.com/daft-analyze/daft-analyze/analyze"

// ChooseQueries returns the queries that a name asks for: all for "", else the
// one of that id, of that number, or whose id alone begins so, and each one's number from 1. The error is a
// *SelectError.
func ChooseQueries(run *analyze.Run, name string) (queries []*analyze.Query, numbers []int, err error) {
	chosen, err := selectQueries(run, name)
	for _, n := range chosen {
		queries = append(queries, n.Query)
		numbers = append(numbers, n.number)
	}
	return queries, numbers, err
}
