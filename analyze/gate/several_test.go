package gate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

// A counter fails where most of the new runs have more of it.
func TestMostRunsDecide(t *testing.T) {
	runs := corpus(t)["native-base"]
	for more, want := range []gate.Verdict{gate.OK, gate.OK, gate.Regression, gate.Regression} {
		now := []gate.Measurement{copied(runs[3]), copied(runs[4]), copied(runs[5])}
		for i := range more {
			now[i].Queries[1].Operators[1].Counters["rows_out"] *= 2
		}
		r := gate.Of([]gate.Measurement{counted(runs[0])}, now, gate.DefaultPolicy())
		if r.Verdict != want || more > 0 && len(find(r, gate.Rows)) != 1 {
			t.Errorf("%d of 3: %s", more, r.Verdict)
		}
	}
}

// A cluster that is another is not one that lost a worker.
func TestSomeRunsHadOtherWorkers(t *testing.T) {
	runs := corpus(t)["ray-base"]
	now := []gate.Measurement{copied(runs[3]), copied(runs[4])}
	for i := range now[0].Queries {
		now[0].Queries[i].Workers = 9
	}
	r := gate.Of([]gate.Measurement{counted(runs[0]), counted(runs[1])}, now, gate.DefaultPolicy())
	if list := find(r, gate.Workers); r.Verdict != gate.OK || len(list) != 3 || !strings.Contains(list[0].Why, "in 1 of 2 new runs") {
		t.Errorf("%s: %+v", r.Verdict, list)
	}
}

// Operators that stand elsewhere are held against each other as a whole.
func TestAnotherPlan(t *testing.T) {
	runs := corpus(t)["ray-base"]
	for _, x := range []struct {
		change  func(*gate.QueryMeasurement)
		verdict gate.Verdict
		why     string
	}{
		{func(q *gate.QueryMeasurement) { // a repartition more: it only moves rows
			o := q.Operators[len(q.Operators)-2]
			o.ID, o.Type, o.Name = 99, "Repartition", "Repartition"
			q.Operators = slices.Insert(q.Operators, len(q.Operators)-1, o)
		}, gate.OK, "by another plan its operators take in"},
		{func(q *gate.QueryMeasurement) { // a sort more: it takes all of it in
			o := q.Operators[len(q.Operators)-2]
			o.ID, o.Type, o.Name = 99, "Sort", "Sort"
			q.Operators = slices.Insert(q.Operators, len(q.Operators)-1, o)
		}, gate.Regression, "at the same input, by another plan"},
		{func(q *gate.QueryMeasurement) { q.Operators = nil }, gate.OK, ""},
	} {
		now := copied(runs[1])
		q := &now.Queries[1]
		q.Plan = "1.plo.0123456789abcdef"
		x.change(q)
		r := gate.Of([]gate.Measurement{counted(runs[0])}, []gate.Measurement{now}, gate.DefaultPolicy())
		if r.Verdict != x.verdict {
			t.Errorf("%s, want %s", r.Verdict, x.verdict)
		}
		for _, c := range r.Checks {
			if c.Metric == gate.Rows && c.Query == q.Key && (x.why == "" || !strings.Contains(c.Why, x.why)) {
				t.Errorf("%s", c.Why)
			}
		}
	}
}

// The sides of a join may change places: scans are told by what they read.
func TestAJoinThatTurned(t *testing.T) {
	base := counted(corpus(t)["native-base"][0])
	now := copied(corpus(t)["native-base"][1])
	q := &now.Queries[0]
	n := len(q.Operators)
	if !q.Operators[n-1].Source || !q.Operators[n-2].Source {
		t.Fatal("no join of two scans")
	}
	q.Operators[n-1], q.Operators[n-2] = q.Operators[n-2], q.Operators[n-1]
	q.Plan = "1.plo.0123456789abcdef"
	r := gate.Of([]gate.Measurement{base}, []gate.Measurement{now}, gate.DefaultPolicy())
	if r.Verdict != gate.OK || len(find(r, gate.Input))+len(find(r, gate.Rows)) > 0 {
		t.Errorf("%s: %+v %+v", r.Verdict, find(r, gate.Input), find(r, gate.Rows))
	}
}

// The runs that a cause is worked out from are in the middle, and have recordings.
func TestTypical(t *testing.T) {
	runs := slices.Clone(corpus(t)["native-base"][:5])
	for i, wall := range []int64{50, 10, 30, 20, 40} {
		runs[i] = copied(runs[i])
		runs[i].Metrics = map[string]int64{gate.Wall: wall}
		for k := range runs[i].Queries {
			runs[i].Queries[k].Metrics = map[string]int64{gate.Wall: wall}
		}
	}
	r := gate.Result{Base: runs, New: runs[:1]}
	all := func(*gate.Measurement) bool { return true }
	not := func(m *gate.Measurement) bool { return m.Path != runs[2].Path }
	key := runs[0].Queries[1].Key
	if x, ok := r.Typical(key, all); !ok || x.Base != 2 || x.New != 0 || x.NewID != runs[0].Queries[1].ID {
		t.Errorf("%+v, %v", x, ok)
	}
	if x, ok := r.Typical(key, not); !ok || x.Base != 3 {
		t.Errorf("%+v, %v", x, ok)
	}
	if x, ok := r.TypicalJob(all); !ok || x.Base != 2 {
		t.Errorf("%+v, %v", x, ok)
	}
	if _, ok := r.Typical(key, func(*gate.Measurement) bool { return false }); ok {
		t.Error("there is no recording")
	}
}
