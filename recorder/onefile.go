package recorder

import (
	"errors"
	"os"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/collect"
)

// A oneFile writes a recording that is one file. When the disk is full, or fails, it
// closes what it has, so that every tool opens that; all that follows is an error.
type oneFile struct {
	*format.Writer
	whole collect.Whole
	clock clock
	lost  *losses
}

func newOneFile(file *os.File, createdBy string, clock clock, lost *losses) (*oneFile, error) {
	f := &oneFile{whole: collect.Whole{File: file}, clock: clock, lost: lost}
	var err error
	if f.Writer, err = format.NewWriter(&f.whole, format.WriterOptions{CreatedBy: createdBy}); err != nil {
		return nil, err
	}
	f.whole.Ahead = f.Ending
	return f, nil
}

// Write adds an event.
func (f *oneFile) Write(e *format.Event) error { return f.ends(f.Writer.Write(e)) }

// Flush writes what is pending.
func (f *oneFile) Flush() error { return f.ends(f.Writer.Flush()) }

// Close writes what is pending and ends the recording.
func (f *oneFile) Close(end *format.Event) error { return f.ends(f.whole.Finish(f.Writer, end)) }

// ends ends the recording if there was an error of writing, and returns it.
func (f *oneFile) ends(err error) error {
	if err == nil || errors.Is(err, format.ErrTooLarge) {
		return err
	}
	why := lossWrite
	if collect.IsFull(err) {
		why = lossFull
	}
	// What goes wrong here too leaves the file as it is, which can be read without an end.
	dropped, _ := f.whole.Interrupt(f.Writer, func(events int64) *format.Event {
		now := f.clock.now()
		return format.NewEvent(format.Loss).Received(format.SourceRecorder, now).Stamp(format.ClockRecorder, now).
			SetLabel(format.Name, "events").SetInt(format.Count, events).SetText(format.Text, why)
	})
	if dropped > 0 {
		f.lost.add("events", why, dropped)
	}
	return err
}
