package compare_test

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/format"
)

func TestAloneIsTheUnion(t *testing.T) {
	q := func(from, wall int64) *analyze.Query {
		return &analyze.Query{Start: analyze.Moment{Known: true, Time: format.Time(from)}, Wall: analyze.Measured.Of(wall)}
	}
	for _, c := range []struct {
		list []*analyze.Query
		want int64
	}{{nil, 0}, {[]*analyze.Query{q(10, 5), q(0, 4)}, 9}, {[]*analyze.Query{q(0, 10), q(2, 3), q(8, 4)}, 12}, {[]*analyze.Query{q(-5, 2), {}}, 2}} {
		if got := compare.Alone(c.list); got != c.want {
			t.Errorf("it is %d, want %d", got, c.want)
		}
	}
}
