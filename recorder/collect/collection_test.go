package collect

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
)

// A bench is a collection in a folder of its own, with a clock that a test
// turns on.
type bench struct {
	*testing.T
	*Collection
	dir      string
	now      format.Time
	lostN    int64
	finished []string // outcomes
	warnings []string
}

var testLimits = Limits{Linger: 10 * time.Second, Quiet: 120 * time.Second, Open: 16}

func newBench(t *testing.T, l Limits) *bench {
	t.Helper()
	b := &bench{T: t, dir: filepath.Join(t.TempDir(), "runs")}
	b.now = format.TimeOf(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	b.begin(l)
	return b
}

// begin opens the directory, again if there was a collection before.
func (b *bench) begin(l Limits) {
	b.Helper()
	c, err := Open(Options{Dir: b.dir, CreatedBy: "test", Limits: l,
		Now:    func() format.Time { return b.now },
		Start:  func() *format.Event { return format.NewEvent(format.RecordingStart).SetLabel(format.Name, "collect") },
		Lost:   func(n int64) { b.lostN += n },
		Closed: func(f File) { b.finished = append(b.finished, f.Outcome) },
		Warn:   func(line string) { b.warnings = append(b.warnings, line) },
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Collection = c
	b.Cleanup(func() { c.lock.release() })
}

// wait turns the clock on and flushes, as a sink does every second.
func (b *bench) wait(seconds int) {
	b.now += format.Time(seconds) * 1e9
	if err := b.Flush(); err != nil {
		b.Error(err)
	}
}

func (b *bench) end() {
	b.Helper()
	if err := b.Close(b.Collection.end(outcomeStopped)); err != nil {
		b.Error(err)
	}
}

// say writes events: "KIND QUERY", with "job=NAME" in front for one that comes
// by a job's address, and "@SECONDS" behind for one of Daft's OTLP telemetry.
func (b *bench) say(events ...string) {
	b.Helper()
	for _, text := range events {
		words := strings.Fields(text)
		job := ""
		if name, ok := strings.CutPrefix(words[0], "job="); ok {
			job, words = name, words[1:]
		}
		e := format.NewEvent(format.KindOf(words[0]))
		if e.Kind == format.KindUnknown {
			b.Fatalf("no kind %s", words[0])
		}
		e.Received(format.SourceDashboard, b.now)
		if e.Kind != format.Ping && e.Kind != format.BadRequest && e.Kind != format.UnknownRequest {
			e.Stamp(format.ClockDriver, b.now)
		}
		for _, w := range words[1:] {
			if at, ok := strings.CutPrefix(w, "@"); ok {
				var s float64
				fmt.Sscan(at, &s)
				e.Received(format.SourceOTLP, b.now).Stamp(format.ClockWorker, b.now+format.Time(s*1e9))
			} else if strings.HasPrefix(w, "/") {
				e.SetLabel(format.Path, w)
			} else {
				e.SetLabel(format.QueryID, w)
			}
		}
		b.From(job)
		if err := b.Write(e); err != nil && err != ErrNotWritten {
			b.Error(err)
		}
		b.From("")
	}
}

// show returns the directory: each recording with its events, but for the
// first, and how it was closed.
func show(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, entry := range entries {
		name := entry.Name()
		if name == lockName {
			continue
		}
		fmt.Fprint(&out, strings.TrimPrefix(name, "20260102T"), ":")
		r, err := format.Open(filepath.Join(dir, name))
		if err != nil {
			fmt.Fprintf(&out, " %v\n", err)
			continue
		}
		for i := 0; r.Next(); i++ {
			switch e := r.Event(); e.Kind {
			case format.RecordingStart:
				if i > 0 {
					t.Errorf("%s: a second start", name)
				}
			case format.RecordingEnd:
				fmt.Fprintf(&out, " | %s", e.Label(format.Outcome))
			default:
				fmt.Fprintf(&out, " %s", e.KindName())
				if id := e.Label(format.QueryID); id != "" && !strings.Contains(name, "query-"+id+".") {
					fmt.Fprintf(&out, "(%s)", id)
				}
			}
		}
		if s := r.Status(); s.State != format.Complete {
			fmt.Fprintf(&out, " | %s", s.State)
		}
		r.Close()
		fmt.Fprintln(&out)
	}
	return out.String()
}

func (b *bench) shows(want string) {
	b.Helper()
	if got := show(b.T, b.dir); got != strings.TrimPrefix(want, "\n") {
		b.Errorf("got\n%swant%s", got, want)
	}
}

func TestOneFilePerQuery(t *testing.T) {
	b := newBench(t, testLimits)
	b.say("ping", "query_start a", "query_start b", "exec_start a", "task_end b", "query_end a")
	b.wait(1)
	b.shows(`
030405Z-collector.arrow.partial: ping | interrupted
030405Z-query-a.arrow.partial: query_start exec_start query_end | interrupted
030405Z-query-b.arrow.partial: query_start task_end | interrupted
`)
	b.say("operator_stats a", "query_end b")
	b.wait(9)
	b.shows(`
030405Z-collector.arrow.partial: ping | interrupted
030405Z-query-a.arrow.partial: query_start exec_start query_end operator_stats | interrupted
030405Z-query-b.arrow.partial: query_start task_end query_end | interrupted
`)
	b.wait(1)
	b.shows(`
030405Z-collector.arrow.partial: ping | interrupted
030405Z-query-a.arrow: query_start exec_start query_end operator_stats | query ended
030405Z-query-b.arrow: query_start task_end query_end | query ended
`)
	b.say("operator_stats a", "query_start c")
	b.end()
	b.shows(`
030405Z-collector.arrow: ping operator_stats(a) | stopped
030405Z-query-a.arrow: query_start exec_start query_end operator_stats | query ended
030405Z-query-b.arrow: query_start task_end query_end | query ended
030416Z-query-c.arrow: query_start | stopped
`)
	if b.lostN != 0 || len(b.warnings) != 0 {
		t.Errorf("lost %d, warned %q", b.lostN, b.warnings)
	}
}

func TestRoutes(t *testing.T) {
	for _, c := range []struct {
		name   string
		events []string
		want   string
	}{
		{"a job's address beats the query", []string{"job=j query_start a", "job=j ping", "job=j span @-1", "query_start b"}, `
030405Z-job-j.arrow: query_start(a) ping span | stopped
030405Z-query-b.arrow: query_start | stopped
`},
		{"what comes of a job's query by another way", []string{"job=j query_start a", "operator_stats a @0", "span @1", "query_start b", "span @1", "job=j query_end a", "query_end b", "operator_stats a @0"}, `
030405Z-collector.arrow: span | stopped
030405Z-job-j.arrow: query_start(a) operator_stats(a) span query_end(a) operator_stats(a) | stopped
030405Z-query-b.arrow: query_start query_end | stopped
`},
		{"a span goes to the one query open at its time", []string{"query_start a", "span @1"}, `
030405Z-query-a.arrow: query_start span | stopped
`},
		{"a span of before goes to the collector's file", []string{"query_start a", "span @-1"}, `
030405Z-collector.arrow: span | stopped
030405Z-query-a.arrow: query_start | stopped
`},
		{"a span at the time of two goes to the collector's file", []string{"query_start a", "query_start b", "span @1"}, `
030405Z-collector.arrow: span | stopped
030405Z-query-a.arrow: query_start | stopped
030405Z-query-b.arrow: query_start | stopped
`},
		{"a span after the end of one goes to the other", []string{"query_start a", "query_start b", "query_end a", "span @1"}, `
030405Z-query-a.arrow: query_start query_end | stopped
030405Z-query-b.arrow: query_start span | stopped
`},
		{"telemetry begins no file", []string{"operator_stats old @0", "metric @0"}, `
030405Z-collector.arrow: operator_stats(old) metric | stopped
`},
		{"telemetry joins a file", []string{"query_start a", "query_start b", "operator_stats a @0"}, `
030405Z-query-a.arrow: query_start operator_stats | stopped
030405Z-query-b.arrow: query_start | stopped
`},
		{"a query whose start was missed", []string{"task_end a", "query_end a"}, `
030405Z-query-a.arrow: task_end query_end | stopped
`},
		{"what could not be read, by its path", []string{"query_start a", "bad_request /engine/query/a/task/end", "bad_request /engine/query/x/start", "unknown_request /engine/new"}, `
030405Z-collector.arrow: bad_request unknown_request | stopped
030405Z-query-a.arrow: query_start bad_request | stopped
`},
		{"a loss concerns all", []string{"query_start a", "job=j ping", "loss"}, `
030405Z-collector.arrow: loss | stopped
030405Z-job-j.arrow: ping loss | stopped
030405Z-query-a.arrow: query_start loss | stopped
`},
		{"a query of the same id begins anew", []string{"query_start a", "query_end a", "query_start a"}, `
030405Z-query-a.arrow: query_start query_end query_start | stopped
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, testLimits)
			b.say(c.events...)
			b.end()
			b.shows(c.want)
		})
	}
}
