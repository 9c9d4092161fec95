package recorder

import (
	"fmt"
	"os"
	"runtime"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/collect"
)

// A target is where a recording is written to: a file, or a directory of them.
type target struct {
	eventWriter
	path string
	one  *oneFile            // of one file, else nil
	dir  *collect.Collection // of a directory, else nil

	createdBy string
}

// openTarget creates what the options name.
func openTarget(o Options, clock clock, lost *losses) (*target, error) {
	if o.Directory != "" {
		return openDirectory(o, clock, lost)
	}
	file, err := createOutput(o.Output, o.Force)
	if err != nil {
		return nil, err
	}
	one, err := newOneFile(file, o.CreatedBy, clock, lost)
	if err != nil {
		discard(file)
		return nil, fmt.Errorf("cannot write %s: %w", o.Output, err)
	}
	return &target{eventWriter: one, path: o.Output, one: one, createdBy: o.CreatedBy}, nil
}

func openDirectory(o Options, clock clock, lost *losses) (*target, error) {
	o.Limits = o.Limits.Complete()
	if err := o.Limits.Check(); err != nil {
		return nil, err
	}
	dir, err := collect.Open(collect.Options{
		Dir: o.Directory, CreatedBy: o.CreatedBy, Limits: o.Limits, Now: clock.now,
		Start:  func() *format.Event { return recordingStart(modeCollect) },
		Lost:   func(n int64) { lost.add("events", lossWrite, n) },
		Closed: o.Closed, Warn: o.warn,
	})
	if err != nil {
		return nil, err
	}
	return &target{eventWriter: dir, path: o.Directory, dir: dir}, nil
}

// recordingStart returns the first event of a recording.
func recordingStart(mode string) *format.Event {
	return format.NewEvent(format.RecordingStart).SetLabel(format.Name, mode).
		SetInt(format.CPUs, int64(runtime.NumCPU())).SetInt(format.PID, int64(os.Getpid()))
}

// From says which job sends what is written from now on. A file takes no notice.
func (t *target) From(job string) {
	if t.dir != nil {
		t.dir.From(job)
	}
}

// close closes the files after their last event.
func (t *target) close() error {
	if t.one != nil {
		return t.one.whole.Close()
	}
	return nil
}

// discard removes a file of which nothing is worth keeping.
func (t *target) discard() {
	if t.one != nil {
		discard(t.one.whole.File)
	}
}
