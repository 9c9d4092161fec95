package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestNotices(t *testing.T) {
	var out strings.Builder
	n := newNotices(&out)
	want := ""
	for i := range 100 {
		line := fmt.Sprintln("line", i)
		n.add(line)
		want += line
	}
	n.stop()
	n.stop()
	n.add("late") // as of a writer that was stuck
	if out.String() != want {
		t.Errorf("printed %q", out.String())
	}
}

// A reader that does not read costs lines, and nobody waits.
func TestNoticesAreNotWaitedFor(t *testing.T) {
	w := waiting{make(chan struct{})}
	n := newNotices(w)
	for range 5000 {
		n.add("x")
	}
	if len(n.lines) != cap(n.lines) {
		t.Errorf("%d lines wait", len(n.lines))
	}
	close(w.until)
	n.stop()
}

type waiting struct{ until chan struct{} }

func (w waiting) Write(p []byte) (int, error) { <-w.until; return len(p), nil }

func TestSizeFlag(t *testing.T) {
	for _, c := range []struct {
		text  string
		bytes int64
		shown string
	}{
		{"0", 0, "0"}, {"1000", 1000, "1000"}, {"1KiB", 1024, "1KiB"}, {"1.5GiB", 3 << 29, "1536MiB"}, {"20GiB", 20 << 30, "20GiB"},
		{"2 MB", 2_000_000, "2000000"}, {"3Gi", 3 << 30, "3GiB"}, {"5B", 5, "5"}, {"1TiB", 1 << 40, "1TiB"},
	} {
		var s sizeFlag
		if err := s.Set(c.text); err != nil || int64(s) != c.bytes || s.String() != c.shown {
			t.Errorf("%s: %d, shown as %s, %v", c.text, int64(s), s.String(), err)
		}
	}
	for _, text := range []string{"", "GiB", "-1", "1e300TiB", "NaN", "Inf", "one", "1XB"} {
		var s sizeFlag
		if err := s.Set(text); err == nil {
			t.Errorf("%q is %d", text, int64(s))
		}
	}
}
