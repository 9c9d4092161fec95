package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/format"
)

// events is a stream of events in the way of format.Reader.
type events interface {
	Next() bool
	Event() *format.Event
	Err() error
}

// output is where a command writes a new recording.
type output struct {
	path  string
	force bool
}

func (o *output) flags(c *cobra.Command) {
	c.Flags().StringVarP(&o.path, "output", "o", "", "recording to write (required)")
	c.Flags().BoolVar(&o.force, "force", false, "overwrite the output if it exists")
	if err := c.MarkFlagRequired("output"); err != nil {
		panic(err)
	}
}

// rewrite writes a stream of events as a new recording and returns how many.
// A recording_end that comes last closes it as complete, unless whole says at
// the end that the stream was not. The output appears only when it is done, so
// it may be the file that the events are read from.
func (o output) rewrite(src events, recovered bool, whole func() bool) (n int64, err error) {
	if _, err := os.Lstat(o.path); err == nil && !o.force {
		return 0, o.exists()
	}
	f, err := os.CreateTemp(filepath.Dir(o.path), "."+filepath.Base(o.path)+"-*") // mode 0600
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name()) // fails where the rename succeeded
	n, err = copyEvents(f, src, recovered, whole)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return 0, err
	}
	return n, os.Rename(f.Name(), o.path)
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
			if err := out.Write(end); err != nil {
				return 0, err
			}
			end = nil
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

// create makes the output, which only its owner may read.
func (o output) create() (*os.File, error) {
	mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if o.force {
		mode = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(o.path, mode, 0o600)
	if os.IsExist(err) {
		return nil, o.exists()
	}
	return f, err
}

func (o output) exists() error { return fmt.Errorf("%s exists already; --force overwrites it", o.path) }
