package recorder

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

// read returns the events of a recording.
func read(t *testing.T, path string) []*format.Event {
	t.Helper()
	r, err := format.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var events []*format.Event
	for r.Next() {
		events = append(events, r.Event().Clone())
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	if s := r.Status(); s.State != format.Complete {
		t.Errorf("the recording is %s: %s", s.State, s.Reason)
	}
	return events
}

func find(events []*format.Event, k format.Kind) *format.Event {
	for _, e := range events {
		if e.Kind == k {
			return e
		}
	}
	return format.NewEvent(format.KindUnknown)
}

// outputOf returns the lines of output that a recording has.
func outputOf(events []*format.Event) []string {
	var lines []string
	for _, e := range events {
		if e.Kind == format.Output {
			text, _ := e.Text(format.Text)
			lines = append(lines, e.Label(format.Stream)+": "+text)
		}
	}
	return lines
}
