// Package formattest holds what tests of other packages need to work with
// events: reading them from their text form and playing them from memory.
package formattest

import (
	"os"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/eventtext"
)

// Events reads events from their text form; a text that cannot be read fails
// the test.
func Events(t testing.TB, text string) []*format.Event {
	t.Helper()
	var events []*format.Event
	r := eventtext.NewReader(strings.NewReader(text))
	for r.Next() {
		events = append(events, r.Event().Clone())
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return events
}

// File reads events from a file in text form.
func File(t testing.TB, path string) []*format.Event {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return Events(t, string(text))
}

// Text returns the text form of events.
func Text(events []*format.Event) string {
	var b []byte
	for _, e := range events {
		b = eventtext.Append(b, e)
	}
	return string(b)
}

// Reader plays events from memory, in the way of format.Reader.
type Reader struct {
	events []*format.Event
	at     int
}

// NewReader returns a Reader of events.
func NewReader(events []*format.Event) *Reader { return &Reader{events: events} }

// Next moves to the next event and reports whether there is one.
func (r *Reader) Next() bool {
	if r.at == len(r.events) {
		return false
	}
	r.at++
	return true
}

// Event returns the event that Next moved to.
func (r *Reader) Event() *format.Event { return r.events[r.at-1] }

// Err returns nil.
func (r *Reader) Err() error { return nil }
