package format

import (
	"encoding/hex"
	"slices"
)

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
	r.cells.reset()
	var closing bool
	for i := range r.views {
		v := &r.views[i]
		found, err := v.load(&r.batch)
		if err != nil {
			return err
		}
		if v.slot == kindSlot {
			if v.nulls > 0 {
				return damaged("an event without kind")
			}
			closing = v.hasKind(RecordingEnd)
		}
		if found {
			r.cells.add(v)
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
	r.cells.fill(&e, 0)
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
