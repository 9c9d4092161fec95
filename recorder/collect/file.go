package collect

import (
	"errors"
	"os"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/otlp"
)

// Ends of file names.
const (
	suffix  = ".arrow"
	partial = ".partial" // after suffix, while the file is written
)

// Bounds of what one file holds back before it writes a batch.
const (
	batchRows  = 4096
	batchBytes = 512 << 10
)

// A file is one recording that is being written.
type file struct {
	path    string // without partial
	whole   Whole
	out     *format.Writer
	opened  format.Time
	head    int64         // bytes before the first event
	pending int64         // events that do not stand in it yet
	said    *otlp.Repeats // outlives the file, see retire
}

func (f *file) write(e *format.Event) error {
	before := f.whole.Size
	err := f.out.Write(e)
	switch {
	case err == nil && f.whole.Size > before:
		f.pending = 0
	case errors.Is(err, format.ErrTooLarge) || e.Kind == format.Loss:
	default:
		f.pending++
	}
	return err
}

func (f *file) flush() error {
	err := f.out.Flush()
	if err == nil {
		f.pending = 0
	}
	return err
}

// finish completes the file and gives it its name.
func (f *file) finish(end *format.Event) error {
	err := f.whole.Finish(f.out, end)
	if errors.Is(err, format.ErrTooLarge) {
		err = f.whole.Finish(f.out, nil) // no room for the closing event: at least a file that every tool opens
	}
	if err != nil {
		return err
	}
	f.pending = 0
	f.whole.Release()
	err = f.whole.File.Sync()
	if closeErr := f.whole.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.path+partial, f.path)
}

// interrupt ends a file that could not be written, and closes it. It returns how many
// events it lost.
func (f *file) interrupt(why error, now format.Time) (lost int64) {
	lost = f.pending
	if f.whole.Size > f.head {
		before := f.out.Count()
		_, err := f.whole.Interrupt(f.out, func(int64) *format.Event { return lossOf(lost, why, now) })
		if f.pending += f.out.Count() - before; err == nil {
			f.pending = 0
		}
	}
	_ = f.whole.Close()
	return lost
}

// lossOf returns the event that says how many events a file lost at its end.
func lossOf(events int64, why error, now format.Time) *format.Event {
	text := "the recording could not be written"
	if IsFull(why) {
		text = "the disk was full"
	}
	return format.NewEvent(format.Loss).Received(format.SourceRecorder, now).Stamp(format.ClockRecorder, now).
		SetLabel(format.Name, "events").SetInt(format.Count, events).SetText(format.Text, text)
}
