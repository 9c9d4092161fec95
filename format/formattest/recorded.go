package formattest

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

// Recorded returns the events of a recording, or of its text where the file's
// name ends in .events.
func Recorded(t testing.TB, path string) (events []*format.Event) {
	t.Helper()
	if filepath.Ext(path) == ".events" {
		return File(t, path)
	}
	r, err := format.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for r.Next() {
		events = append(events, r.Event().Clone())
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return events
}

// Disturb replaces numbers of an event, one of so many, by others.
func Disturb(e *format.Event, random *rand.Rand, often int, number func(was int64) int64) {
	for _, c := range format.Columns() {
		if v, known := e.Value(c); known && c.Type == format.TypeInt && random.IntN(often) == 0 {
			v.Int = number(v.Int)
			e.SetValue(c, v)
		}
	}
}

// Recordings returns the files that patterns name, of which each names one at
// least.
func Recordings(t testing.TB, patterns ...string) (paths []string) {
	t.Helper()
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no %s: %v", pattern, err)
		}
		paths = append(paths, found...)
	}
	return paths
}

// UpTo returns those of some files that have so many bytes at most.
func UpTo(t testing.TB, bytes int64, paths []string) []string {
	t.Helper()
	return slices.DeleteFunc(slices.Clone(paths), func(path string) bool {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size() > bytes
	})
}
