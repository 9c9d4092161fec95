package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// openRecording opens a recording, with errors that say what to do.
func openRecording(path string) (*format.Reader, error) {
	r, err := format.Open(path)
	switch {
	case err == nil:
		return r, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no such file. %s", path, howToRecord)
	}
	return nil, withPath(path, err)
}

// withPath names the file in an error unless the error does already.
func withPath(path string, err error) error {
	var inPath *fs.PathError
	if errors.As(err, &inPath) {
		return err
	}
	return fmt.Errorf("%s: %w", path, err)
}

// warnUnlessComplete prints one line where a recording was read only in part.
func warnUnlessComplete(w io.Writer, path string, s format.Status) {
	if s.State == format.Complete {
		return
	}
	fmt.Fprintf(w, "daft-analyze: warning: %s is %s: %s; %d events are intact\n", path, s.State, oneLine(s.Reason), s.Events)
}

// smallRecording is up to how many bytes of a recording nothing is gained by
// collecting garbage early: all of it takes some ten megabytes, and a collection
// a fifth of the time.
const smallRecording = 1 << 20

// readRun reads and understands a recording. What is wrong with it is said in
// one line on standard error.
func readRun(path string, s streams) (*analyze.Run, error) {
	r, err := openRecording(path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if r.Size() <= smallRecording && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	run, err := analyze.Replay(r)
	if err != nil {
		return nil, withPath(path, err)
	}
	warnUnlessComplete(s.err, path, r.Status())
	return run, nil
}
