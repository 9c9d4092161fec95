package collect

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// hostile are ids that somebody might send.
var hostile = []string{
	"", ".", "..", "/", "../../etc/passwd", `..\..\x`, "a/b", "a\x00b", "a\nb", " ", "-", "--help", "~root", "CON", "nul.arrow",
	"x.arrow.partial", lockName, "ünïcode", "\xff\xfe", "$(reboot)", "`x`", "*", "a:b", "%2e%2e%2f", strings.Repeat("long", 10_000),
}

func TestNames(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))
	seen := map[string]string{}
	for _, id := range append(hostile, "hardy-phoenix-260fd4") {
		for _, s := range []subject{{id: id}, {job: true, id: id}} {
			if !s.job && id == "" {
				continue // the collector itself
			}
			name := stem(s, at)
			if !ownName().MatchString(name+suffix) || !ownName().MatchString(name+".2"+suffix+partial) {
				t.Errorf("%q: %s", id, name)
			}
			if len(name) > 120 || filepath.Base(name) != name || !filepath.IsLocal(name) {
				t.Errorf("%q: %s is no name of a file", id, name)
			}
			if other, ok := seen[name]; ok {
				t.Errorf("%q and %q are both %s", id, other, name)
			}
			seen[name] = id
		}
	}
	for id, want := range map[string]string{
		"hardy-phoenix-260fd4": "20260102T020405Z-query-hardy-phoenix-260fd4",
		"../../etc/passwd":     "20260102T020405Z-query-______etc_passwd-3754d6cb",
		"":                     "20260102T020405Z-collector",
	} {
		if got := stem(subject{id: id}, at); got != want {
			t.Errorf("%q: %s, want %s", id, got, want)
		}
	}
}

// Whatever ids are sent, nothing is written but recordings in the directory.
func TestHostileNames(t *testing.T) {
	b := newBench(t, testLimits)
	b.o.Limits.Open = 100
	for _, id := range hostile {
		b.sayID(id)
	}
	b.end()
	if entries, err := os.ReadDir(filepath.Dir(b.dir)); err != nil || len(entries) != 1 {
		t.Errorf("beside the directory: %v %v", entries, err)
	}
	entries, err := os.ReadDir(b.dir)
	if err != nil || len(entries) != 1+2*(len(hostile)-1) {
		t.Errorf("%d files, %v", len(entries), err)
	}
	for _, e := range entries {
		if e.Name() != lockName && (!ownName().MatchString(e.Name()) || !e.Type().IsRegular()) {
			t.Errorf("%s", e)
		}
	}
}
