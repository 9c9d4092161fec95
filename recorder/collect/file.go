package collect

import (
	"errors"
	"os"

	"github.com/daft-analyze/daft-analyze/format"
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
	head    int64 // bytes before the first event
	pending int64 // events that do not stand in it yet
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
	err := f.out.Close(end)
	if errors.Is(err, format.ErrTooLarge) {
		err = f.out.Close(nil) // no room for the closing event: at least a file that every tool opens
	}
	if err != nil {
		_ = f.whole.File.Close()
		return err
	}
	f.pending = 0
	err = f.whole.File.Sync()
	if closeErr := f.whole.File.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.path+partial, f.path)
}
