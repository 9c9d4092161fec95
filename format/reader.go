package format

import (
	"encoding/hex"
	"errors"
	"io"
	"slices"
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
	loaded []*view // columns with values in this batch
	row    int     // next row of this batch
	rows   int     // of this batch

	phase   phase
	next    int        // dictionary that is expected, an index of labels
	closing bool       // the closing event was read
	blocks  [2][]block // of the whole dictionaries, and of the batches

	labelCount, labelBytes int // of all dictionaries

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
	for _, v := range r.loaded {
		v.set(e, r.row)
	}
	r.row++
	r.status.Events++
	return true
}

// Event returns the current event, valid until the next call of Next.
func (r *Reader) Event() *Event { return &r.event }

// Header returns what the recording says of itself.
func (r *Reader) Header() Header { return r.header }

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

// advance reads one message, or the end of the file.
func (r *Reader) advance() error {
	m, err := r.frames.next()
	if err != nil {
		if r.closing {
			return r.afterClose(err)
		}
		return err
	}
	switch {
	case m.end:
		return r.readEnd()
	case m.crcAt == 0:
		return damaged("a message without checksum")
	case m.header == headerDictionary:
		err = r.readDictionary(&m)
	case m.header == headerBatch:
		err = r.readBatch(&m)
	default:
		err = damaged("a second schema")
	}
	if err == nil {
		r.frames.accept()
	}
	return err
}

// afterClose adds to an interruption that the closing event was there.
func (r *Reader) afterClose(err error) error {
	if f, ok := err.(*fault); ok && f.state == Interrupted {
		return interrupted("the closing event is there, but the file ends before its footer is complete")
	}
	return err
}

func (r *Reader) readDictionary(m *message) error {
	f := &m.meta
	id, delta := f.i64Field(m.table, 0), f.byteField(m.table, 2) != 0
	data, ok := f.tableField(m.table, 1)
	if !ok {
		return damaged("a dictionary without values")
	}
	i := slices.IndexFunc(r.labels, func(i int) bool { return r.views[i].dictionary == id })
	if i < 0 {
		return damaged("a dictionary of no column: %d", id)
	}
	if err := r.batch.open(m, data); err != nil {
		return err
	}
	var scratch []byte
	values, err := r.batch.strings(r.batch.rows, &scratch)
	if err == nil {
		err = r.batch.close()
	}
	if err != nil {
		return err
	}
	v := &r.views[r.labels[i]]
	switch {
	case !delta && r.phase == inInitial:
		if len(values) != 0 {
			return damaged("a dictionary that is not empty at the start")
		}
		return r.inOrder(i)
	case !delta:
		if r.phase != inTrailer {
			r.phase, r.next = inTrailer, 0
		}
		if !slices.Equal(values, v.values) {
			return damaged("the whole dictionary of column %s is not what its parts were", v.name)
		}
		r.blocks[0] = append(r.blocks[0], m.block(len(r.frames.buf)))
		return r.inOrder(i)
	case r.phase != inBatches:
		return damaged("a part of a dictionary after the closing event, or too early")
	}
	return r.grow(v, values)
}

// inOrder checks that the dictionaries come in the order of their columns.
func (r *Reader) inOrder(i int) error {
	if i != r.next {
		return damaged("dictionaries out of order")
	}
	r.next++
	if r.phase == inInitial && r.next == len(r.labels) {
		r.phase = inBatches
	}
	return nil
}

func (r *Reader) grow(v *view, values []string) error {
	r.labelCount += len(values)
	for _, s := range values {
		r.labelBytes += len(s)
	}
	if r.labelCount > maxDictionaryValues || r.labelBytes > maxDictionaryBytes {
		return damaged("dictionaries of %d values, %d bytes", r.labelCount, r.labelBytes)
	}
	v.values = append(v.values, values...)
	if v.slot == kindSlot {
		for _, s := range values {
			v.kinds = append(v.kinds, KindOf(s))
		}
	}
	return nil
}

func (r *Reader) readBatch(m *message) error {
	if r.phase != inBatches {
		return damaged("a batch after the closing event, or before the dictionaries")
	}
	if err := r.batch.open(m, m.table); err != nil {
		return err
	}
	r.loaded = r.loaded[:0]
	var closing bool
	for i := range r.views {
		v := &r.views[i]
		any, err := v.load(&r.batch)
		if err != nil {
			return err
		}
		if v.slot == kindSlot {
			if v.nulls > 0 {
				return damaged("an event without kind")
			}
			closing = v.hasKind(RecordingEnd)
		}
		if any {
			r.loaded = append(r.loaded, v)
		}
	}
	if err := r.batch.close(); err != nil {
		return err
	}
	if closing {
		if err := r.checkClosing(); err != nil {
			return err
		}
		r.phase, r.closing = inClosed, true
	}
	r.blocks[1] = append(r.blocks[1], m.block(len(r.frames.buf)))
	r.row, r.rows = 0, r.batch.rows
	r.status.Batches++
	return nil
}

// checkClosing checks the closing event's count and digest against what was
// read before it.
func (r *Reader) checkClosing() error {
	if r.batch.rows != 1 {
		return damaged("a closing event among others")
	}
	var e Event
	for _, v := range r.loaded {
		v.set(&e, 0)
	}
	if n, _ := e.Int(Count); n != r.status.Events {
		return damaged("the closing event counts %d events, not %d", n, r.status.Events)
	}
	if digest, _ := e.Text(Text); digest != hex.EncodeToString(r.frames.hash.Sum(nil)) {
		return damaged("the closing event's digest does not match the bytes before it")
	}
	return nil
}

// readEnd checks everything from the end marker on.
func (r *Reader) readEnd() error {
	if r.phase != inTrailer || r.next != len(r.labels) {
		return damaged("the end marker without dictionaries before it")
	}
	r.frames.accept()
	want := newMetadataBuilder().trailer(r.schema, r.blocks[0], r.blocks[1], [32]byte(r.frames.hash.Sum(nil)))
	if err := r.frames.rest(want); err != nil {
		return err
	}
	r.status.Closed = true
	if !r.closing {
		r.frames.offset += int64(len(want))
		return interrupted("no closing event: the recording was recovered, or its recorder closed it early")
	}
	r.frames.offset = r.frames.size
	r.done = true
	r.status.State, r.status.Bytes = Complete, r.frames.size
	return nil
}
