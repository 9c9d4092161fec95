package main

import (
	"fmt"
	"io"
	"os"

	"github.com/daft-analyze/daft-analyze/format"
)

// events is a stream of events in the way of format.Reader.
type events interface {
	Next() bool
	Event() *format.Event
	Err() error
}

// rewrite writes a stream of events as a new recording and returns how many.
// A recording_end that comes last closes it as complete, unless whole says at
// the end that the stream was not. Errors of the stream name what it is from.
func (o output) rewrite(from string, src events, recovered bool, whole func() bool) (n int64, err error) {
	err = o.write(func(f *os.File) error {
		n, err = copyEvents(f, src, recovered, whole)
		if err != nil {
			return withPath(from, err)
		}
		return nil
	})
	return n, err
}

func copyEvents(w io.Writer, src events, recovered bool, whole func() bool) (int64, error) {
	out, err := format.NewWriter(w, format.WriterOptions{CreatedBy: createdBy, Recovered: recovered})
	if err != nil {
		return 0, err
	}
	n := int64(0)
	var end *format.Event // held back until it is known to be the last
	for src.Next() {
		if end != nil {
			return 0, fmt.Errorf("event %d follows a recording_end, which only comes last", n+1)
		}
		n++
		if e := src.Event(); e.Kind == format.RecordingEnd {
			end = e.Clone()
		} else if err := out.Write(e); err != nil {
			return 0, err
		}
	}
	if err := src.Err(); err != nil {
		return 0, err
	}
	if end != nil && !whole() {
		end, n = nil, n-1
	}
	return n, out.Close(end)
}
