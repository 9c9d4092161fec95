package gate

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// chain is operators above each other, the uppermost first.
func chain(types ...string) *analyze.Query {
	q := &analyze.Query{}
	for i, t := range types {
		o := &analyze.Operator{ID: int64(i), Type: t, Name: t, InPlan: true}
		if i > 0 {
			above := q.Operators[i-1]
			above.Children, o.Parents = []*analyze.Operator{o}, []*analyze.Operator{above}
		}
		q.Operators = append(q.Operators, o)
	}
	return q
}

// What a limit cuts short, and what stands above a sample, is not the same twice.
func TestLoose(t *testing.T) {
	for _, x := range []struct {
		types []string
		want  string
	}{
		{[]string{"Project", "Limit", "Project", "ScanTask"}, "-xxx"},
		{[]string{"Limit", "Project", "Sort", "Filter", "ScanTask"}, "xx---"},
		{[]string{"TopN", "Project", "ScanTask"}, "---"},
		{[]string{"Sort", "Filter", "Sample", "ScanTask"}, "xxx-"},
		{[]string{"Limit", "GroupByAgg", "ScanTask"}, "x--"},
	} {
		q := chain(x.types...)
		loose, got := looseOf(q), ""
		for _, o := range q.Operators {
			if loose[o] {
				got += "x"
			} else {
				got += "-"
			}
		}
		if got != x.want {
			t.Errorf("%v: %s, want %s", x.types, got, x.want)
		}
	}
}
