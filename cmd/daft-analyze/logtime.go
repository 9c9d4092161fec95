package main

import (
	"errors"
	"time"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// logTime is the value of --from and --to.
type logTime struct {
	text  string
	bound analyze.LogBound
}

func (t *logTime) String() string { return t.text }
func (t *logTime) Type() string   { return "time" }

// Set takes a length of time since the start, or a moment.
func (t *logTime) Set(v string) error {
	t.text = v
	if d, err := time.ParseDuration(v); err == nil {
		t.bound = analyze.LogBound{Set: true, Relative: true, NS: int64(d)}
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", time.DateTime, time.DateOnly} {
		if m, err := time.Parse(layout, v); err == nil { // UTC, where it names no other
			t.bound = analyze.LogBound{Set: true, NS: int64(format.TimeOf(m))}
			return nil
		}
	}
	return errors.New("it is a time since the start, such as 2.5s or 1m30s, or a moment, such as 2026-01-31T09:00:00Z")
}

// checkWindow refuses a window that holds nothing, where both of its ends are
// counted from the same moment.
func checkWindow(from, to analyze.LogBound) error {
	if from.Set && to.Set && from.Relative == to.Relative && from.NS >= to.NS {
		return errors.New("--from is not before --to: nothing lies between them")
	}
	return nil
}
