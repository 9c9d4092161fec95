package finding

import (
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
)

// waiting makes the case of a native query that waited 2 s for one operator, with
// this many of its batches at a time.
func waiting(o *analyze.Operator, most float64) *Case {
	const s = 1_000_000_000
	c := caseOf(analyze.EngineNative, piece{critical.Run, 2 * s, []critical.Share{{Operator: o, NS: 2 * s, Saving: 2 * s}}})
	c.Profile = &parallel.Profile{Query: c.Query, Room: nanoseconds(4), Waits: []parallel.OperatorWait{{Operator: o, Most: most, Mean: most}}}
	return c
}

// More batches help a function that is blocked in one thread, and not one whose
// rows wait side by side; in a single batch loading cannot be told from work.
func TestFunctionInOneBatch(t *testing.T) {
	rows := nanoseconds(200)
	blocked := &analyze.Operator{ID: 1, Name: "UDF decode", Type: "UDFProject", RowsIn: rows, RowsOut: rows, Batches: nanoseconds(1)}
	got := find(waiting(blocked, 1))
	if ids(got) != "udf-concurrency-one" || got[0].Sure || !strings.Contains(got[0].Check, "__init__") || got[0].Low.V != 0 {
		t.Errorf("blocked: %+v", got)
	}
	async := &analyze.Operator{ID: 1, Name: "UDF fetch", Type: "AsyncUDFProject", RowsIn: rows, RowsOut: rows, Batches: nanoseconds(1)}
	got = find(waiting(async, 1))
	if ids(got) != "udf-bound" || strings.Contains(got[0].Advice, "async def") || !strings.Contains(got[0].Advice, "side by side") {
		t.Errorf("async: %+v", got)
	}
	failed := &analyze.Operator{ID: 1, Name: "UDF bad", Type: "UDFProject", RowsIn: rows, Batches: nanoseconds(0)}
	if got = find(waiting(failed, 1)); ids(got) != "udf-concurrency-one" || strings.Contains(strings.Join(got[0].Evidence, "\n"), "0 batches") {
		t.Errorf("failed in its first batch: %+v", got)
	}
}

// A filter on what the function makes cannot go before it.
func TestFilterThatNeedsTheFunction(t *testing.T) {
	udf := &analyze.Operator{ID: 1, Name: "UDF score", Type: "UDFProject", RowsIn: nanoseconds(100), RowsOut: nanoseconds(100)}
	filter := &analyze.Operator{ID: 2, Name: "Filter", Type: "Filter", RowsIn: nanoseconds(100), RowsOut: nanoseconds(10), Children: []*analyze.Operator{udf}}
	plan := func(column string) string {
		return `{"type":"Filter","predicate":["col(` + column + `) > lit(11)"],"children":[{"type":"UDFProject","expr":"m.score-1-0(col(url)) as n","children":[{"type":"Source","children":[]}]}]}`
	}
	for _, x := range []struct {
		plan, first string
		sure        bool
	}{
		{plan("n"), "udf-bound", true},
		{plan("id"), "filter-late", true},
		{"", "filter-late", false},
	} {
		c := waiting(udf, 2)
		c.Query.Operators = append(c.Query.Operators, filter)
		c.Query.OptimizedPlan = x.plan
		got := find(c)
		if got[0].ID != x.first || got[0].Sure != x.sure || x.first == "udf-bound" && strings.Contains(strings.Join(got[0].Evidence, "\n"), "filter-late") {
			t.Errorf("%s: %+v", x.plan, got)
		}
	}
}

// Natively what the query waited for most is work that somebody must do: doing
// away with all of it is no more than a bound.
func TestWorkIsSavedUpTo(t *testing.T) {
	for _, x := range []struct {
		o                    analyze.Operator
		id, says, doesNotSay string
	}{
		{analyze.Operator{Name: "Sort", Type: "Sort"}, "compute-bound", "top-n", ""},
		{analyze.Operator{Name: "Dedup", Type: "Dedup"}, "compute-bound", "df.distinct", "partial_aggregation_threshold"},
		{analyze.Operator{Name: "GroupedAggregate", Type: "GroupedAggregate"}, "compute-bound", "partial_aggregation_threshold", ""},
		{analyze.Operator{Name: "Read CSV", Type: "ScanTask"}, "scan-bound", "df.select", ""},
		{analyze.Operator{Name: "Parquet Write", Type: "Write"}, "write-bound", "partition_cols", ""},
		{analyze.Operator{Name: "Partitioned Parquet Write", Type: "Write"}, "write-bound", "fewer values", "side by side natively"},
	} {
		got := find(waiting(&x.o, 2))
		if ids(got) != x.id || got[0].Low.V != 0 || got[0].High.V != 2_000_000_000 || !strings.Contains(got[0].Advice, x.says) ||
			x.doesNotSay != "" && strings.Contains(got[0].Advice, x.doesNotSay) {
			t.Errorf("%s: %+v", x.o.Name, got)
		}
	}
	w := &analyze.Operator{Name: "Partitioned Parquet Write", Type: "Write"}
	for files, says := range map[int64]bool{50: false, 5000: true} {
		c := waiting(w, 2)
		c.Flow.Writes = []dataflow.Write{{Operator: w, Files: nanoseconds(files), Rows: nanoseconds(400_000)}}
		if got := find(c); strings.Contains(strings.Join(got[0].Evidence, "\n"), "5,000 files of 80 rows") != says || strings.HasPrefix(got[0].Advice, "Write fewer files") != says {
			t.Errorf("%d files: %+v", files, got)
		}
	}
	o := &analyze.Operator{Name: "GroupedAggregate", Type: "GroupedAggregate", Work: analyze.Work{Busy: nanoseconds(1_000_000), AtLeast: true}}
	if got := find(waiting(o, 2)); !strings.Contains(strings.Join(got[0].Evidence, "\n"), "busy for at least 1") {
		t.Errorf("%q", got[0].Evidence)
	}
}
