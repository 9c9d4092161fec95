package compare_test

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
)

func TestOtherWork(t *testing.T) {
	op := func(name string, rows int64) *analyze.Operator {
		return &analyze.Operator{Name: name, Type: name, RowsOut: analyze.Measured.Of(rows)}
	}
	pair := func(was, now *analyze.Operator, changed string) compare.Operator {
		return compare.Operator{Base: was, New: now, Changed: changed}
	}
	same := pair(op("Filter", 5), op("Filter", 5), "")
	for _, c := range []struct {
		name string
		ops  []compare.Operator
		edit func(*compare.Query)
		want string
	}{
		{"the same", []compare.Operator{same}, nil, ""},
		{"more and fewer", []compare.Operator{same, {New: op("Sort", 1)}, {New: op("Sort", 1)}, {Base: op("Join", 1)}}, nil, "plan differs: 2 operators more, 1 fewer"},
		{"changed, and so its rows", []compare.Operator{pair(op("Filter", 5), op("Filter", 6), "condition")}, nil, "plan differs: 1 operator changed"},
		{"a step", []compare.Operator{same}, func(q *compare.Query) { q.Pair.Rewritten = make([]align.Rewrite, 1) }, "plan differs: 1 step rewritten"},
		{"rows", []compare.Operator{same, pair(op("Join", 5), op("Join", 6), "")}, nil, "rows differ: of 1 operator"},
		{"rows by chance", []compare.Operator{pair(op("Join", 5), op("Join", 6), "")}, func(q *compare.Query) { q.Pair.New.Operators = []*analyze.Operator{op("Limit", 1)} }, ""},
		{"lost rows", []compare.Operator{pair(op("Join", 5), op("Join", 6), "")}, func(q *compare.Query) { q.Pair.New.Trust.MissingTaskEnds = 1 }, ""},
		{"rows not known", []compare.Operator{pair(op("Join", 5), &analyze.Operator{}, "")}, nil, ""},
		{"another engine", []compare.Operator{{New: op("Sort", 1)}}, func(q *compare.Query) { q.Pair.New.Engine = analyze.EngineRay }, ""},
	} {
		q := &compare.Query{Pair: align.QueryPair{Base: &analyze.Query{Engine: analyze.EngineNative}, New: &analyze.Query{Engine: analyze.EngineNative}}, Operators: c.ops}
		if c.edit != nil {
			c.edit(q)
		}
		if got := q.OtherWork(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
