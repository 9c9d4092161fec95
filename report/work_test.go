package report

import (
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/wording"
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
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
	for _, not := range []string{"dur.", "\x1b[31m", "KeyError: 'x'"} {
		if strings.Contains(text, not) {
			t.Errorf("%q is in:\n%s", not, text)
		}
	}
	full := explain(t, spanRun(), ExplainOptions{Path: "run.arrow", Query: "1", Full: true, Width: 160})
	for _, want := range []string{"daft dur.", "KeyError: 'x'", "counters by OTLP and dashboard: 50 agree, 5 better by OTLP, 2 better by dashboard", "Daft's allocator at most 300 MiB in use in one process (worker)"} {
		if !strings.Contains(full, want) {
			t.Errorf("--full does not say %q:\n%s", want, full)
		}
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

// What was divided and is not all is at least about so much.
func TestBusyAtLeastAbout(t *testing.T) {
	for _, c := range []struct {
		work analyze.Work
		want string
	}{
		{analyze.Work{}, "?"}, {analyze.Work{Busy: known(2_000_000)}, "2.00 ms"}, {analyze.Work{Busy: guess(2_000_000)}, "~2.00 ms"},
		{analyze.Work{Busy: known(2_000_000), AtLeast: true}, ">2.00 ms"}, {analyze.Work{Busy: guess(2_000_000), AtLeast: true}, ">~2.00 ms"},
	} {
		if got := wording.Busy(&analyze.Operator{Work: c.work}); got != c.want {
			t.Errorf("%+v: %s, want %s", c.work, got, c.want)
		}
	}
}

// A collector's file says which job it is of, and info what was handed on.
func TestJobNameAndForwarding(t *testing.T) {
	run := &analyze.Run{Recording: completeRecording()}
	run.Recording.JobName, run.Recording.Part = "nightly \x1b[31m", known(2)
	run.Recording.Forwarded = []analyze.Forwarded{{To: "dashboard", Delivered: 17, Missing: 3}, {To: "traces", Delivered: 1}}
	text := explain(t, run, ExplainOptions{Path: "run.arrow"})
	if !strings.Contains(text, "job: nightly") || !strings.Contains(text, ", part 2") || strings.Contains(text, "\x1b") {
		t.Errorf("explain does not name the job:\n%s", text)
	}
	var b strings.Builder
	if err := Info(&b, File{Path: "run.arrow", State: "complete"}, run, InfoOptions{Width: 100}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"job       nightly", "forwarded 3 of 20 requests did not reach your dashboard", "forwarded all 1 request delivered to your OpenTelemetry endpoint for traces"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in:\n%s", want, b.String())
		}
	}
}
