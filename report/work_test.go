package report

import (
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// spanRun is a job whose filter was watched by spans, and failed on some rows.
func spanRun() *analyze.Run {
	run := jobRun()
	q := run.Queries[0]
	q.Operators[0].Work = analyze.Work{Busy: known(30_000_000), AtLeast: true, Elsewhere: true, Idle: known(2_000_000_000), Spans: 3,
		Finalize: analyze.Stretch{Busy: known(1_000_000), Elapsed: known(1_500_000_000), Start: driver(4_000), End: driver(5_500)}}
	q.Operators[1].Work = analyze.Work{Busy: guess(700_000_000), Idle: guess(5_000_000)}
	q.Operators[1].RowErrors = guess(3)
	q.RowErrors = analyze.RowErrors{Count: 3, Operator: q.Operators[1], Kinds: []analyze.RowErrorCount{{Type: "ValueError", Count: 2}, {Type: "KeyError", Count: 1}},
		Examples: []analyze.RowError{{Time: driver(2_000), Type: "ValueError", Text: "bad row: \x1b[31m5"}, {Time: driver(2_001), Type: "KeyError", Text: "'x'"}}}
	q.Trust.Sources = analyze.CounterSources{Agree: 50, Overwritten: 4, ReportsBehind: 1, ExportsBehind: 2}
	run.Job.Use = &analyze.Use{PeakRSS: known(1 << 30), Processes: []*analyze.Process{{PID: known(77), Role: "driver"}}}
	run.Monitored = []*analyze.Monitored{{Role: "driver", PeakAllocated: known(1 << 20)}, {Role: "worker", PeakAllocated: known(300 << 20)}}
	return run
}

func TestExplainShowsWork(t *testing.T) {
	text := strings.Join(strings.Fields(explain(t, spanRun(), ExplainOptions{Path: "run.arrow", Query: "1"})), " ")
	for _, want := range []string{
		"busy", ">30.0 ms", "~700 ms", "finalize 1.50 s, until 4.30 s; its batches were under way for 2.00 s more, worked on elsewhere",
		"3 rows failed in #1 Filter and became null: 2 ValueError, 1 KeyError", "such as ValueError: bad row:",
		"counters by OTLP and dashboard: 50 agree, 5 better by OTLP, 2 better by dashboard", "Daft's allocator at most 300 MiB in use in one process (worker)",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
	for _, not := range []string{"dur.*", "\x1b[31m", "KeyError: 'x'"} {
		if strings.Contains(text, not) {
			t.Errorf("%q is in:\n%s", not, text)
		}
	}
	full := explain(t, spanRun(), ExplainOptions{Path: "run.arrow", Query: "1", Full: true, Width: 160})
	if !strings.Contains(full, "daft dur.*") || !strings.Contains(full, "KeyError: 'x'") {
		t.Errorf("--full hides Daft's duration or an example:\n%s", full)
	}
}

func TestJSONOfWork(t *testing.T) {
	doc := explainAsJSON(t, spanRun(), ExplainOptions{Path: "run.arrow"})
	for _, want := range []string{`"busy_ns": 30000000`, `"busy_at_least": true`, `"works_elsewhere": true`, `"elapsed_ns": 1500000000`, `"reports_behind": 1`, `"peak_allocated_bytes": 314572800`, `"row_errors": 3`} {
		if !strings.Contains(doc, want) {
			t.Errorf("%s is not in the JSON", want)
		}
	}
}
