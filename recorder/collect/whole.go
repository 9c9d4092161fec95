package collect

import (
	"errors"
	"io"
	"os"
	"syscall"

	"github.com/daft-analyze/daft-analyze/format"
)

// Whole is a file of which each write stands whole or not at all: a reader finds
// no broken event at the end of what was written to a full disk. Where the
// system can, it keeps room on the disk for the end of the recording, which other writes
// do not get.
type Whole struct {
	File *os.File
	Size int64 // bytes that stand in it

	// Ahead returns how much room to keep behind each write, in bytes; nil for none.
	Ahead func() int64
	kept  int64 // up to which offset there is room
	blind bool  // the file system keeps no room
	torn  bool  // a write stands in part, as it could not be taken back
}

// keptAtOnce is how much more room is taken than is needed, so that not each write
// asks for some.
const keptAtOnce = 64 << 10

// Write writes bytes at the end of the file.
func (w *Whole) Write(p []byte) (int, error) {
	if err := w.keep(int64(len(p))); err != nil {
		return 0, err
	}
	n, err := w.File.Write(p)
	if err != nil {
		w.takeBack(n)
		return 0, err
	}
	w.Size += int64(n)
	return n, nil
}

// takeBack removes what a write that failed has written. If that fails too, or
// it is no regular file, readers stop there.
func (w *Whole) takeBack(n int) {
	err := w.File.Truncate(w.Size)
	if err == nil {
		_, err = w.File.Seek(w.Size, io.SeekStart)
		w.kept = w.Size
	}
	w.torn = w.torn || err != nil && n > 0
}

// keep makes sure that there is room for n bytes, and behind them for the end.
func (w *Whole) keep(n int64) error {
	if w.Ahead == nil || w.blind {
		return nil
	}
	need := w.Size + n + w.Ahead()
	if need <= w.kept {
		return nil
	}
	from := max(w.kept, w.Size)
	to := need + keptAtOnce
	err := allocate(w.File, from, to-from)
	if IsFull(err) {
		to = need
		err = allocate(w.File, from, to-from)
	}
	switch {
	case err == nil:
		w.kept = to
	case IsFull(err):
		return &os.PathError{Op: "write", Path: w.File.Name(), Err: err}
	default:
		w.blind = true
	}
	return nil
}

var errTorn = errors.New("a part of a write stands at the file's end")

// IsFull reports whether an error says that there is no room, on the disk or for
// this user.
func IsFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// Finish writes what is pending and ends the recording with an event, for which
// the room is there.
func (w *Whole) Finish(out *format.Writer, end *format.Event) error {
	if err := out.Flush(); err != nil {
		return err
	}
	w.Ahead = nil
	return out.Close(end)
}

// Interrupt closes a recording that could not be written, so that every tool
// opens it: what is pending is dropped, and a loss, which is told how many
// events that are, takes its place.
func (w *Whole) Interrupt(out *format.Writer, loss func(events int64) *format.Event) (events int64, err error) {
	if events, err = out.Discard(); err != nil {
		return 0, err
	}
	if w.torn {
		return events, errTorn
	}
	w.Ahead = nil
	if err := out.Write(loss(events)); err != nil {
		return events, err
	}
	return events, out.Close(nil)
}

// Release gives back the room that was not needed.
func (w *Whole) Release() {
	if w.kept > w.Size {
		_ = w.File.Truncate(w.Size)
		w.kept = w.Size
	}
}

// Close releases the room and closes the file.
func (w *Whole) Close() error {
	w.Release()
	return w.File.Close()
}
