package analyze

import (
	"fmt"
	"strings"
	"testing"
)

func rowError(ms int64, kind, text, more string) string {
	return fmt.Sprintf("log_record source=otlp clock=driver time_ns=%d arrival_ns=%d payload=1 name=python-udf-error text=%q attrs.type=%q %s", ns(ms), ns(ms), text, fmt.Sprintf("%q", kind), more)
}

// Rows that a function failed on belong to the query that was open, and to the
// one operator that runs user code.
func TestRowErrors(t *testing.T) {
	udf, two := nativePlan("UDF f=UDFProject"), nativePlan("UDF f=UDFProject", "UDF g=UDFProject")
	errors := lines(rowError(10, "ValueError", "bad row: 5", ""), rowError(20, "ValueError", "bad row: 7", ""), rowError(30, "KeyError", "'x'", ""), rowError(500, "ValueError", "late", ""))
	run := replayText(t, begin(native, udf), errors, finish(100))
	q := theQuery(t, run)
	e := q.RowErrors
	if e.Count != 3 || e.Operator != q.Operator(1) || fmt.Sprint(e.Kinds) != "[{ValueError 2} {KeyError 1}]" || q.Operator(1).RowErrors != derived(3) || run.RowErrors != 1 {
		t.Errorf("%+v at operator %v; %d of no query", e, e.Operator, run.RowErrors)
	}
	if len(e.Examples) != 3 || e.Examples[0].Text != "bad row: 5" || e.Examples[1].Type != "KeyError" {
		t.Errorf("examples %+v, want the first of each type first", e.Examples)
	}
	q = theQuery(t, replayText(t, begin(native, two), errors, finish(100)))
	if q.RowErrors.Count != 3 || q.RowErrors.Operator != nil || q.Operator(1).RowErrors.Known() {
		t.Errorf("%+v: which of two operators it was cannot be told", q.RowErrors)
	}
	both := replayText(t, twoQueries(udf, udf, 50, rowError(60, "ValueError", "x", ""), rowError(10, "ValueError", "y", ""), rowError(70, "ValueError", "z", "query_id=r")))
	if a, b := both.Query("q").RowErrors.Count, both.Query("r").RowErrors.Count; a != 1 || b != 1 || both.RowErrors != 1 {
		t.Errorf("%d and %d, %d of no query, want 1 each", a, b, both.RowErrors)
	}
	other := replayText(t, begin(native, udf), strings.Replace(errors[0], "name=python-udf-error", "name=other", 1), finish(100))
	if other.LogRecords != 1 || theQuery(t, other).RowErrors.Count != 0 {
		t.Errorf("%d log records, want one that is no row error", other.LogRecords)
	}
}

// The process monitor's peaks, by process.
func TestMonitored(t *testing.T) {
	stat := func(ms, rss, allocated int64, more string) string {
		return fmt.Sprintf("process_stats source=otlp clock=driver time_ns=%d payload=1 rss_bytes=%d jemalloc_allocated_bytes=%d jemalloc_resident_bytes=%d %s", ns(ms), rss, allocated, 2*allocated, more)
	}
	list := replayText(t, stat(10, 500, 90, "role=worker pid=8"), stat(20, 700, 40, "role=driver pid=7"), stat(30, 600, 80, "role=driver pid=7"), stat(40, 1, 1, "role=worker since_ns=5"), stat(50, 2, 2, "role=worker since_ns=6")).Monitored
	if len(list) != 4 {
		t.Fatalf("%d processes, want 4", len(list))
	}
	if d := list[0]; d.Role != "driver" || d.Looks != 2 || d.PeakRSS != measured(700) || d.PeakAllocated != measured(80) || d.PeakResident != measured(160) || int64(d.PeakAt.Time) != ns(30) {
		t.Errorf("driver %+v", d)
	}
}
