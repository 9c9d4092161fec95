package finding

import (
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// A join whose keys the function makes cannot go before it; one that keeps its
// rows gains nothing by it.
func TestFunctionBeforeJoin(t *testing.T) {
	plan := func(key string) string {
		return `{"type":"Project","children":[{"type":"Join","on":["col(left.` + key + `#Int64) == col(right.id#Int64)"],"children":[` +
			`{"type":"UDFProject","expr":"m.score-1-0(col(url)) as n","children":[{"type":"Source","children":[]}]},{"type":"Source","children":[]}]}]}`
	}
	for _, x := range []struct {
		name, plan string
		kept       int64
		first      string
		sure       bool
	}{
		{"other key", plan("url"), 10, "function-early", true},
		{"its result is the key", plan("n"), 10, "udf-bound", true},
		{"no plan", "", 10, "function-early", false},
		{"rows are kept", plan("url"), 90, "udf-bound", true},
		{"rows are multiplied", plan("url"), 400, "udf-bound", true},
	} {
		udf := &analyze.Operator{ID: 1, Name: "UDF score", Type: "UDFProject", RowsIn: nanoseconds(100), RowsOut: nanoseconds(100)}
		project := &analyze.Operator{ID: 2, Name: "Project", Type: "Project", Children: []*analyze.Operator{udf}}
		scan := &analyze.Operator{ID: 3, Name: "Read", Type: "ScanTask"}
		join := &analyze.Operator{ID: 4, Name: "Hash Join (Inner)", Type: "HashJoin", RowsOut: nanoseconds(x.kept), Children: []*analyze.Operator{scan, project}}
		c := waiting(udf, 2)
		c.Query.Operators = append(c.Query.Operators, project, scan, join)
		c.Query.OptimizedPlan = x.plan
		got := find(c)
		if len(got) == 0 || got[0].ID != x.first || got[0].Sure != x.sure {
			t.Errorf("%s: %+v", x.name, got)
		}
	}
}

// What it says of a real job is what mending the job gained.
func TestEarlyFunctionForReal(t *testing.T) {
	study := func(name string) *Case {
		run, err := analyze.Replay(formattest.NewReader(formattest.Recorded(t, filepath.Join("..", "..", "testdata", "recordings", name))))
		if err != nil {
			t.Fatal(err)
		}
		return Of(run).All()[0]
	}
	slow, mended := study("tutorial-slow.arrow"), study("tutorial-fixed.arrow")
	f := slow.Findings[0]
	if f.ID != "function-early" {
		t.Fatalf("%+v", f)
	}
	gained := slow.Query.Wall.V - mended.Query.Wall.V
	if off := f.Saving.V - gained; off < -gained/20 || off > gained/20 {
		t.Errorf("it says %d ns, mending gained %d", f.Saving.V, gained)
	}
	for _, f := range mended.Findings {
		if f.ID == "function-early" {
			t.Errorf("mended: %+v", f)
		}
	}
}
