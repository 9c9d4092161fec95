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
