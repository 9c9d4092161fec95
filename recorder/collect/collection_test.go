package collect

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
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

// A query that never ends is closed when nothing comes, and goes on in another
// file if something comes after all. Late telemetry keeps a file open for a
// while only.
func TestClosing(t *testing.T) {
	b := newBench(t, testLimits)
	b.say("query_start a", "query_start b", "query_end b")
	for i := range 7 {
		b.wait(9)
		b.say("query_heartbeat a")
		b.export("", b.exported(format.OperatorStats, "b", int64(i))) // each says something new
	}
	b.shows(`
030405Z-query-a.arrow.partial: query_start query_heartbeat query_heartbeat query_heartbeat query_heartbeat query_heartbeat query_heartbeat | interrupted
030405Z-query-b.arrow: query_start query_end operator_stats operator_stats operator_stats operator_stats operator_stats operator_stats | query ended
030508Z-collector.arrow.partial: | interrupted
`)
	b.wait(119)
	b.wait(1)
	b.say("query_heartbeat a")
	b.end()
	b.shows(`
030405Z-query-a.arrow: query_start query_heartbeat query_heartbeat query_heartbeat query_heartbeat query_heartbeat query_heartbeat query_heartbeat | quiet
030405Z-query-b.arrow: query_start query_end operator_stats operator_stats operator_stats operator_stats operator_stats operator_stats | query ended
030508Z-collector.arrow: operator_stats(b) | stopped
030708Z-query-a.2.arrow: query_heartbeat | stopped
`)
	if got := strings.Join(b.finished, ", "); got != "query ended, quiet, stopped, stopped" {
		t.Error(got)
	}
}

// A job's file is rather split between queries.
func TestRotation(t *testing.T) {
	l := testLimits
	l.FileAge = 100 * time.Second
	b := newBench(t, l)
	b.say("job=j query_start a", "job=k query_start x")
	b.wait(49)
	b.say("job=j query_end a")
	b.wait(1)
	b.say("job=j query_start b", "job=k query_heartbeat x")
	b.wait(49)
	b.say("job=j query_end b", "job=k query_heartbeat x")
	b.wait(1)
	b.say("job=k query_end x")
	b.end()
	b.shows(`
030405Z-job-j.arrow: query_start(a) query_end(a) | rotated
030405Z-job-k.arrow: query_start(x) query_heartbeat(x) query_heartbeat(x) | rotated
030455Z-job-j.2.arrow: query_start(b) query_end(b) | rotated
030545Z-job-k.2.arrow: query_end(x) | stopped
`)
}

func TestRotationBySize(t *testing.T) {
	l := testLimits
	l.FileBytes = 1 << 16
	b := newBench(t, l)
	b.say("query_start a")
	for range 200 {
		b.say("operator_start a")
		b.wait(1)
	}
	b.end()
	files, err := filepath.Glob(filepath.Join(b.dir, "*.arrow"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var events int64
	for _, path := range files {
		info, err := os.Stat(path)
		if err != nil || info.Size() > 2<<16 {
			t.Errorf("%s: %d bytes, %v", path, info.Size(), err)
		}
		events += int64(strings.Count(dump(t, path), "operator_start"))
	}
	if events != 200 {
		t.Errorf("%d of 200 events", events)
	}
}

func dump(t *testing.T, path string) string {
	r, err := format.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var kinds []string
	for r.Next() {
		kinds = append(kinds, r.Event().KindName())
	}
	return strings.Join(kinds, " ")
}

// Beyond the limit of open files nothing is lost: files that can be spared are
// finished, then queries share the collector's file.
func TestManyQueries(t *testing.T) {
	l := testLimits
	l.Open = 3
	b := newBench(t, l)
	b.say("query_start a", "query_end a", "query_start b", "query_start c", "query_start d", "task_end d", "query_start e", "query_end e", "query_end d", "query_end b")
	b.wait(1)
	b.say("query_start f", "query_end f", "query_end c")
	b.end()
	b.shows(`
030405Z-collector.arrow: query_start(d) task_end(d) query_start(e) query_end(e) query_end(d) | stopped
030405Z-query-a.arrow: query_start query_end | too many open files
030405Z-query-b.arrow: query_start query_end | too many open files
030405Z-query-c.arrow: query_start query_end | stopped
030406Z-query-f.arrow: query_start query_end | stopped
`)
}

func TestHundredsOfQueries(t *testing.T) {
	l := testLimits
	l.Open = 300
	b := newBench(t, l)
	const n = 500
	for _, kind := range []string{"query_start", "exec_start", "query_end"} {
		for i := range n {
			b.say(fmt.Sprint(kind, " q", i))
		}
		b.wait(1)
	}
	if open, _, _ := b.Health(); open > 300 {
		t.Errorf("%d files are open", open)
	}
	b.end()
	all := show(t, b.dir)
	for i := range n {
		own := fmt.Sprintf("query-q%d.arrow: query_start exec_start query_end |", i)
		if shared := fmt.Sprintf("exec_start(q%d)", i); !strings.Contains(all, own) && !strings.Contains(all, shared) {
			t.Errorf("query %d is nowhere", i)
		}
	}
	if b.lostN != 0 || b.Count() != 3*n+2*b.Files() {
		t.Errorf("%d lost, %d events in %d files", b.lostN, b.Count(), b.Files())
	}
}

// What is remembered of queries is bounded.
func TestForgets(t *testing.T) {
	b := newBench(t, testLimits)
	for i := range knownMost + 100 {
		s := subject{id: fmt.Sprint(i)}
		b.tracks[s] = &track{subject: s}
		b.remember(s)
	}
	if len(b.tracks) != knownMost || len(b.known) != knownMost {
		t.Errorf("%d and %d are remembered", len(b.tracks), len(b.known))
	}
	if b.tracks[subject{id: "99"}] != nil || b.tracks[subject{id: "100"}] == nil {
		t.Error("not the oldest are forgotten")
	}
}

func TestLimitsCheck(t *testing.T) {
	for want, change := range map[string]func(*Limits){
		"":           func(*Limits) {},
		"linger":     func(l *Limits) { l.Linger = -1 },
		"quiet time": func(l *Limits) { l.Quiet = time.Second },
		"open files": func(l *Limits) { l.Open = 1 },
		"below 0":    func(l *Limits) { l.Age = -1 },
		"64 KiB":     func(l *Limits) { l.FileBytes = 5 },
	} {
		l := DefaultLimits
		change(&l)
		err := l.Check()
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

// The files of one look are finished in the order of their names.
func TestOrder(t *testing.T) {
	b := newBench(t, testLimits)
	var paths []string
	b.o.Closed = func(f File) { paths = append(paths, f.Path) }
	for i := range 15 {
		b.say(fmt.Sprint("query_start q", i))
	}
	b.end()
	if len(paths) != 15 || !slices.IsSorted(paths) {
		t.Errorf("%d files: %q", len(paths), paths)
	}
}

// Queries of jobs are remembered no longer than something may come of them.
func TestMembersLeave(t *testing.T) {
	b := newBench(t, testLimits)
	b.say("job=j query_start a", "job=k query_start b", "job=j query_end a")
	b.wait(59)
	b.say("job=j ping", "job=k ping")
	if n := len(b.members); n != 2 {
		t.Errorf("%d members", n)
	}
	b.wait(1)
	if n := len(b.members); n != 1 {
		t.Errorf("%d members", n)
	}
	b.wait(120) // both jobs are quiet
	if n := len(b.members); n != 0 {
		t.Errorf("%d members", n)
	}
	for i := range membersMost + 10 {
		b.say(fmt.Sprint("job=j query_start q", i))
	}
	if n := len(b.members); n != membersMost {
		t.Errorf("%d members", n)
	}
	if b.say("span @0"); b.own.file == nil {
		t.Error("a span went to one of too many queries")
	}
}
