package analyze

import (
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

func printed(stream string, ms int64, text string) string {
	return fmt.Sprintf("output source=output clock=recorder time_ns=%d arrival_ns=%d stream=%s text=%q", ns(ms), ns(ms), stream, text)
}

// logsOf returns the lines that a filter lets through, each with its time in
// milliseconds.
func logsOf(t *testing.T, f LogFilter, parts ...any) ([]string, LogCounts) {
	t.Helper()
	var got []string
	counts, err := Logs(&sliceSource{events: events(t, parts...)}, f, func(l *LogLine) error {
		text := fmt.Sprintf("%d %s", (int64(l.Time)-epoch)/1e6, l.Text)
		if l.Kind != LogOutput {
			text += " " + string(l.Kind)
		}
		got = append(got, text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got, counts
}

// sliceSource gives out events that are in memory.
type sliceSource struct {
	events []*format.Event
	next   int
}

func (s *sliceSource) Next() bool           { s.next++; return s.next <= len(s.events) }
func (s *sliceSource) Event() *format.Event { return s.events[s.next-1] }
func (s *sliceSource) Err() error           { return nil }

func TestLogs(t *testing.T) {
	recording := lines(
		recorder("recording_start", -50, "name=record"),
		recorder("job_start", 0, `pid=1 arguments=["x"]`),
		printed("stdout", 10, "a"),
		printed("stderr", 20, "b"),
		printed("stdout", 30, "settled late"),
		printed("stdout", 25, "above a progress bar"),
		recorder("loss", 1000, `name="lines of stdout" count=5 text=why`),
		recorder("loss", 1000, `name=events count=7 text=why`),
		printed("stdout", 5000, "c"),
		fmt.Sprintf("log_record source=otlp clock=worker time_ns=%d arrival_ns=%d payload=1 query_id=q text=row", ns(40), ns(6000)),
		fmt.Sprintf("log_record source=otlp clock=worker time_ns=%d arrival_ns=%d payload=2 query_id=other text=else", ns(45), ns(6000)),
	)
	at := func(ms int64) LogBound { return LogBound{Set: true, Relative: true, NS: ms * 1e6} }
	q := func(workers bool) []LogSpan {
		return []LogSpan{{Start: Moment{format.Time(ns(20)), format.ClockDriver, true}, End: Moment{format.Time(ns(41)), format.ClockDriver, true}, Late: 1e9, QueryID: "q", Workers: workers}}
	}
	for _, c := range []struct {
		name   string
		filter LogFilter
		want   string
	}{
		{"all, in order", LogFilter{}, "10 a|20 b|25 above a progress bar|30 settled late|40 row record|45 else record|1000 why loss|5000 c"},
		{"window", LogFilter{From: at(20), To: at(30)}, "20 b|25 above a progress bar|30 settled late"},
		{"moment", LogFilter{From: LogBound{Set: true, NS: ns(1001)}}, "5000 c"},
		{"base", LogFilter{Base: Moment{format.Time(ns(30)), format.ClockDriver, true}, To: at(0)}, "10 a|20 b|25 above a progress bar|30 settled late"},
		{"stream", LogFilter{Streams: []string{"stderr"}}, "20 b"},
		{"match", LogFilter{Match: regexp.MustCompile("^[ac]|row")}, "10 a|25 above a progress bar|40 row record|5000 c"},
		{"query", LogFilter{Spans: q(false)}, "20 b|25 above a progress bar|30 settled late|40 row record|1000 why loss"},
		{"workers", LogFilter{Spans: q(true)}, "40 row record|1000 why loss"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _ := logsOf(t, c.filter, recording)
			if s := strings.Join(got, "|"); s != c.want {
				t.Errorf("got  %s\nwant %s", s, c.want)
			}
		})
	}
	_, counts := logsOf(t, LogFilter{Match: regexp.MustCompile("^a$")}, recording)
	if counts != (LogCounts{Lines: 7, Shown: 1, Lost: 5}) {
		t.Errorf("%+v", counts)
	}
}

// manyLines is a recording of a great many lines.
type manyLines struct {
	n, of int64
	e     format.Event
}

func (m *manyLines) Next() bool { m.n++; return m.n <= m.of }
func (m *manyLines) Err() error { return nil }
func (m *manyLines) Event() *format.Event {
	at := format.Time(epoch + m.n*1e6)
	m.e.Reset(format.Output)
	m.e.Received(format.SourceOutput, at).Stamp(format.ClockRecorder, at)
	return m.e.SetLabel(format.Stream, "stderr").SetText(format.Text, fmt.Sprintf("line %d %s", m.n, strings.Repeat("x", 200)))
}

// TestLogsHoldLittle: what is held does not grow with the recording.
func TestLogsHoldLittle(t *testing.T) {
	const most = 64 << 20
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	check := func() {
		runtime.GC()
		runtime.ReadMemStats(&now)
		if held := int64(now.HeapAlloc) - int64(before.HeapAlloc); held > most {
			t.Fatalf("%d MiB are held", held>>20)
		}
	}
	n, last := 0, format.Time(0)
	counts, err := Logs(&manyLines{of: 500_000}, LogFilter{}, func(l *LogLine) error {
		if l.Time < last {
			t.Fatalf("line %d is out of order", n)
		}
		last = l.Time
		if n++; n%100_000 == 0 {
			check()
		}
		return nil
	})
	if err != nil || counts.Shown != 500_000 || n != 500_000 {
		t.Errorf("%+v, %d lines, %v", counts, n, err)
	}
	r := NewReplayer()
	for m := (&manyLines{of: 500_000}); m.Next(); {
		r.Add(m.Event())
	}
	run := r.Run()
	check()
	if o := run.Output; o == nil || o.Streams[0].Lines != 500_000 || len(o.Last) != lastLines || !strings.HasPrefix(o.Last[lastLines-1].Text, "line 500000 ") {
		t.Errorf("%+v", run.Output)
	}
}

func TestOutputIsCounted(t *testing.T) {
	run := replayText(t, closed(lines(
		recorder("recording_start", -50, "name=record"), begin(native, chain),
		printed("stdout", 10, "a"), printed("stderr", 20, "b"), printed("stderr", 30, "  "),
		recorder("loss", 1000, `name="lines of stdout" count=5 text=why`),
		recorder("loss", 2000, `name="lines of stdout" count=6 text=why`),
		recorder("loss", 2000, `name="lines of output" count=1 text=why`),
		finish(3000))))
	got := fmt.Sprintf("%v", run.Output.Streams)
	if got != "[{both 0 1} {stderr 2 0} {stdout 1 11}]" || len(run.Output.Last) != 1 || run.Output.Last[0].Text != "b" || len(run.Losses) != 0 {
		t.Errorf("%s, last %v, losses %v", got, run.Output.Last, run.Losses)
	}
	if q := theQuery(t, run); q.Trust.RecorderLosses != 0 {
		t.Errorf("lines that are not kept make a query's trust less: %+v", q.Trust)
	}
}
