package collect

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
)

// sayID writes an event of a query and one of a job of the same name.
func (b *bench) sayID(id string) {
	e := format.NewEvent(format.QueryStart).Received(format.SourceDashboard, b.now).Stamp(format.ClockDriver, b.now).SetLabel(format.QueryID, id)
	if id == "" {
		return
	}
	if err := b.Write(e); err != nil {
		b.Error(err)
	}
	b.From(id)
	if err := b.Write(e); err != nil {
		b.Error(err)
	}
	b.From("")
}

// queries writes n queries, each over before the next, one a minute.
func (b *bench) queries(names ...string) {
	for _, name := range names {
		b.say("query_start "+name, "query_end "+name)
		b.wait(60)
	}
}

func (b *bench) files() string {
	b.Helper()
	entries, err := os.ReadDir(b.dir)
	if err != nil {
		b.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != lockName {
			names = append(names, strings.TrimPrefix(e.Name(), "20260102T"))
		}
	}
	return strings.Join(names, " ")
}

func TestRetention(t *testing.T) {
	probe := newBench(t, testLimits)
	probe.queries("a")
	info, err := os.Stat(filepath.Join(probe.dir, "20260102T030405Z-query-a.arrow"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		limit func(*Limits)
		want  string
	}{
		{"none", func(l *Limits) {}, "030405Z-query-a.arrow 030505Z-query-b.arrow 030605Z-query-c.arrow 030705Z-query-d.arrow"},
		{"files", func(l *Limits) { l.Files = 2 }, "030605Z-query-c.arrow 030705Z-query-d.arrow"},
		{"bytes", func(l *Limits) { l.Bytes = 3*info.Size() + 100 }, "030505Z-query-b.arrow 030605Z-query-c.arrow 030705Z-query-d.arrow"},
		{"age", func(l *Limits) { l.Age = 90 * time.Second }, "030605Z-query-c.arrow 030705Z-query-d.arrow"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := testLimits
			c.limit(&l)
			b := newBench(t, l)
			b.queries("a", "b", "c", "d")
			if got := b.files(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// Only what the collection itself has written is ever deleted, whatever it is
// called.
func TestRetentionTakesNothingElse(t *testing.T) {
	foreign := newBench(t, testLimits)
	foreign.queries("foreign")
	l := testLimits
	b := newBench(t, l)
	b.queries("mine", "renamed", "replaced", "linked")
	b.end()
	put := func(name, content string) {
		if err := os.WriteFile(filepath.Join(b.dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	copied, err := os.ReadFile(filepath.Join(foreign.dir, "20260102T030405Z-query-foreign.arrow"))
	must(err)
	put("20260102T000000Z-query-foreign.arrow", string(copied))
	put("20260102T000000Z-query-text.arrow", "hello")
	put("20260102T000000Z-query-empty.arrow", "")
	put("notes.txt", "mine")
	must(os.Mkdir(filepath.Join(b.dir, "20260102T000000Z-query-dir.arrow"), 0o700))
	must(os.Rename(filepath.Join(b.dir, "20260102T030505Z-query-renamed.arrow"), filepath.Join(b.dir, "keep.arrow")))
	l.Files = 1
	b.begin(l)
	// While the collector runs, something takes the place of a file that it knows.
	b.kept.add(filepath.Join(b.dir, "20260102T030605Z-query-replaced.arrow"), 1, time.Unix(0, 0))
	put("20260102T030605Z-query-replaced.arrow", "mine now")
	linked := filepath.Join(b.dir, "20260102T030705Z-query-linked.arrow")
	b.kept.add(linked, 1, time.Unix(0, 0))
	_ = os.Remove(linked)
	must(os.Symlink(filepath.Join(b.dir, "keep.arrow"), linked))
	b.queries("x", "y")
	want := "000000Z-query-dir.arrow 000000Z-query-empty.arrow 000000Z-query-foreign.arrow 000000Z-query-text.arrow" +
		" 030605Z-query-replaced.arrow 030705Z-query-linked.arrow 030905Z-query-y.arrow keep.arrow notes.txt"
	if got := b.files(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What a killed collector left is reported, counts, and is deleted in its turn.
func TestUnfinishedFiles(t *testing.T) {
	l := testLimits
	b := newBench(t, l)
	b.say("query_start killed", "ping")
	b.wait(1)
	b.lock.release() // as the kernel does
	l.Files = 2
	b.begin(l)
	if len(b.warnings) != 1 || !strings.Contains(b.warnings[0], "2 unfinished files") {
		t.Errorf("%q", b.warnings)
	}
	b.now += 3600e9
	b.say("query_heartbeat killed", "query_start new", "query_end new")
	b.wait(60)
	b.end()
	b.shows(`
040406Z-query-killed.arrow: query_heartbeat | stopped
040406Z-query-new.arrow: query_start query_end | query ended
`)
}

func TestLock(t *testing.T) {
	b := newBench(t, testLimits)
	o := Options{Dir: b.dir, Limits: testLimits, Now: func() format.Time { return 0 }}
	if _, err := Open(o); err == nil || !strings.Contains(err.Error(), "another collector writes into") {
		t.Errorf("%v", err)
	}
	id := b.id
	b.end()
	b.begin(testLimits)
	if b.id != id || id == "" {
		t.Errorf("the directory's id was %q and is %q", id, b.id)
	}
	o.Dir = filepath.Join(b.dir, "no", "such")
	if _, err := Open(o); err == nil || !strings.Contains(err.Error(), "cannot create the directory") {
		t.Errorf("%v", err)
	}
	o.Dir = filepath.Join(b.dir, lockName)
	if _, err := Open(o); err == nil || !strings.Contains(err.Error(), "not a directory") {
		t.Errorf("%v", err)
	}
}

// TestLockIsNoLink: in a directory where others write too, what a link leads to
// is left alone.
func TestLockIsNoLink(t *testing.T) {
	dir := t.TempDir()
	precious := filepath.Join(t.TempDir(), "precious")
	if err := errors.Join(os.WriteFile(precious, []byte("text"), 0o600), os.Symlink(precious, filepath.Join(dir, lockName))); err != nil {
		t.Skip(err)
	}
	if _, err := Open(Options{Dir: dir, Limits: testLimits}); err == nil {
		t.Error("no error")
	}
	if text, _ := os.ReadFile(precious); string(text) != "text" {
		t.Errorf("it holds %q", text)
	}
}
