package compare_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
)

func TestToldAreTheLargestWhateverTheirSign(t *testing.T) {
	q := func(wall int64, list ...compare.Cause) *compare.Query {
		return &compare.Query{BaseWall: analyze.Measured.Of(wall), NewWall: analyze.Measured.Of(wall / 2), Causes: list}
	}
	rate := func(ns int64) compare.Cause { return compare.Cause{Kind: compare.Rate, NS: ns} }
	plan := func(ns int64) compare.Cause { return compare.Cause{Kind: compare.PlanChange, NS: ns} }
	for _, c := range []struct {
		name         string
		q            *compare.Query
		most         int
		least        int64
		told, others []int64
	}{
		{"the other sign", q(1_580, rate(-692), rate(-345), rate(-36), plan(666), rate(69)), 3, 0, []int64{-692, -345, 666}, []int64{-36, 69}},
		{"a change of the plan, and what is as large", q(1_580, rate(-692), rate(-345), rate(-244), rate(-100), rate(-36), plan(90)), 2, 0, []int64{-692, -345, -244, -100, 90}, []int64{-36}},
		{"a small change of the plan", q(1_580, rate(-692), plan(40)), 1, 0, []int64{-692}, []int64{40}},
		{"too small", q(1_580, rate(-692), rate(5)), 6, 13, []int64{-692}, []int64{5}},
		{"the largest, however small", q(1_580, rate(-1), rate(2)), 6, 13, []int64{2}, []int64{-1}},
		{"none", q(0), 6, 13, nil, nil},
	} {
		told, others := c.q.Told(c.most, c.least)
		if got := sizes(told); !slices.Equal(got, c.told) || !slices.Equal(sizes(others), c.others) {
			t.Errorf("%s: told are %d, others %d", c.name, got, sizes(others))
		}
	}
}

func TestNoneOfTheOthersIsLargerThanOneTold(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	kinds := []compare.CauseKind{compare.Rate, compare.PlanChange, compare.Waiting}
	for range 2_000 {
		q := &compare.Query{BaseWall: analyze.Measured.Of(random.Int64N(1_000)), NewWall: analyze.Measured.Of(random.Int64N(1_000))}
		for range random.IntN(15) {
			x := compare.Cause{Kind: kinds[random.IntN(len(kinds))], NS: random.Int64N(801) - 400}
			if random.IntN(50) == 0 {
				x.NS = []int64{math.MinInt64, math.MaxInt64}[random.IntN(2)]
			}
			q.Causes = append(q.Causes, x)
		}
		told, others := q.Told(random.IntN(8), random.Int64N(100))
		if len(told)+len(others) != len(q.Causes) || len(q.Causes) > 0 && len(told) == 0 {
			t.Fatalf("of %d causes %d are told, %d not", len(q.Causes), len(told), len(others))
		}
		for _, x := range others {
			for _, y := range told {
				if math.Abs(float64(x.NS)) > math.Abs(float64(y.NS)) {
					t.Fatalf("%d is told and %d is not", y.NS, x.NS)
				}
			}
			if x.Kind == compare.PlanChange && math.Abs(float64(x.NS)) > float64(max(q.BaseWall.V, q.NewWall.V))/33+1 {
				t.Fatalf("a change of the plan of %d is not told, of %d and %d", x.NS, q.BaseWall.V, q.NewWall.V)
			}
		}
	}
}

func sizes(list []compare.Cause) (ns []int64) {
	for _, x := range list {
		ns = append(ns, x.NS)
	}
	return ns
}
