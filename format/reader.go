package format

import (
	"errors"
	"io"
)

// Reader reads a recording event by event, batch by batch, in the order in which
// they were written. It never reads further than the first byte that is not as
// a recorder wrote it, and it needs no footer: a recording that is still being
// written can be read up to the size that the file had when it was opened.
//
// A Reader may not be used by several goroutines at a time; several Readers of
// one file may.
type Reader struct {
	closer io.Closer
	frames *frames
	header Header
	schema []byte // metadata of the schema message
	views  []view // of all columns, in file order
	labels []int  // views with a dictionary, in file order
	batch  batch
	cells  cells // of this batch
	row    int   // next row of this batch
	rows   int   // of this batch

	phase   phase
	next    int        // dictionary that is expected, an index of labels
	closing bool       // the closing event was read
	blocks  [2][]block // of the whole dictionaries, and of the batches

	labelCount, labelBytes int // of all dictionaries

	size   int64 // of the file
	event  Event
	status Status
	err    error
	done   bool
}

// phase is the part of the file that is being read.
type phase int

const (
	inInitial phase = iota // the empty dictionaries that open it
	inBatches
	inClosed  // the closing event was read, and right
	inTrailer // the whole dictionaries
)

// Next reads the next event and reports whether there is one. If not, Status
// says how much of the recording there was, and Err whether reading itself
// failed.
func (r *Reader) Next() (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			r.stop(damaged("a message that the reader failed on: %v", p))
			ok = false
		}
	}()
	for r.row >= r.rows {
		if r.done {
			return false
		}
		if err := r.advance(); err != nil {
			r.stop(err)
		}
	}
	e := &r.event
	e.Reset(KindUnknown)
	r.cells.fill(e, r.row)
	r.row++
	r.status.Events++
	return true
}

// Event returns the current event, valid until the next call of Next.
func (r *Reader) Event() *Event { return &r.event }

// Header returns what the recording says of itself.
func (r *Reader) Header() Header { return r.header }

// Size returns the size of the file in bytes, as it was when it was opened.
func (r *Reader) Size() int64 { return r.size }

// Err returns the error that reading the file failed with. Damage is no error:
// see Status.
func (r *Reader) Err() error { return r.err }

// Status returns how much of the recording there was, once Next has returned
// false.
func (r *Reader) Status() Status { return r.status }

// Close releases the reader's memory, and closes the file that Open opened.
func (r *Reader) Close() error {
	r.batch.inflater.close()
	if r.closer != nil {
		return r.closer.Close()
	}
	return nil
}

// stop ends reading, with the fault or the I/O error that was met.
func (r *Reader) stop(err error) {
	var f *fault
	if errors.As(err, &f) {
		r.status.State, r.status.Reason = f.state, f.reason
	} else {
		r.err = err
		r.status.State, r.status.Reason = Interrupted, "the file could not be read further: "+err.Error()
	}
	r.done, r.row, r.rows = true, 0, 0
	r.status.Offset, r.status.Batch, r.status.Bytes = r.frames.offset, r.status.Batches, r.frames.offset
}
