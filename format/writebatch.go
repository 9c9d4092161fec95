package format

import (
	"fmt"
	"math/bits"
)

// add puts an event into the pending table, or fails and leaves the table alone.
func (w *Writer) add(e *Event) error {
	bytes, items, err := e.measure()
	if err != nil {
		return err
	}
	kind, err := w.intern(e)
	if err != nil {
		return err
	}
	w.table.put(e, kind, &w.row)
	w.table.bytes += bytes
	w.table.items += items
	w.count++
	return nil
}

// intern gives the kind and the labels of an event their numbers; those of the
// labels are left in w.row.
func (w *Writer) intern(e *Event) (kind uint32, err error) {
	if kind, err = w.label(&w.kinds, e.KindName(), isOwn(e.Kind)); err != nil {
		return 0, err
	}
	for m := e.known.labels; m != 0; m &= m - 1 {
		c := bits.TrailingZeros64(m)
		if w.row[c], err = w.label(&w.labels[c], e.labels[c], isOwn(e.Kind)); err != nil {
			return 0, err
		}
	}
	return kind, nil
}

// measure returns how many bytes and items of variable length an event has.
func (e *Event) measure() (bytes, items int, err error) {
	if e.known.others == 0 && len(e.attrs) == 0 {
		return 0, 0, nil
	}
	for c := range e.texts {
		v, _ := e.Text(TextColumn(c))
		bytes += len(v)
	}
	most := len(e.attrs)
	for c := range e.ints2 {
		v, _ := e.Ints(IntsColumn(c))
		items += len(v)
		most = max(most, len(v))
		bytes += 8 * len(v)
	}
	for c := range e.texts2 {
		v, _ := e.Texts(TextsColumn(c))
		items += len(v)
		most = max(most, len(v))
		for _, s := range v {
			bytes += 4 + len(s)
		}
	}
	items += len(e.attrs)
	for _, a := range e.attrs {
		bytes += 8 + len(a.Key) + len(a.Value)
	}
	if bytes > maxEventBytes {
		return 0, 0, fmt.Errorf("%w: %s of %d bytes, may have %d", ErrTooLarge, e.KindName(), bytes, maxEventBytes)
	}
	if most > maxEventItems {
		return 0, 0, fmt.Errorf("%w: %s with a list of %d items, may have %d", ErrTooLarge, e.KindName(), most, maxEventItems)
	}
	return bytes, items, nil
}

// isOwn reports whether an event is the recorder's own observation and not what
// somebody sent.
func isOwn(k Kind) bool {
	switch k {
	case RecordingStart, JobStart, JobSignal, JobEnd, Loss, RecordingEnd:
		return true
	}
	return false
}

// label returns the number of a value in a dictionary, adding it where it is new.
func (w *Writer) label(d *dictionary, s string, own bool) (uint32, error) {
	if i, ok := d.find(s); ok {
		return i, nil
	}
	s = validUTF8(s)
	if i, ok := d.find(s); ok {
		return i, nil
	}
	values, bytes := maxDictionaryValues, maxDictionaryBytes
	if !own {
		values, bytes = values-reservedValues, bytes-reservedBytes
	}
	if w.labelCount >= values || w.labelBytes+len(s) > bytes {
		return 0, fmt.Errorf("%w: the recording already has %d different labels of %d bytes", ErrTooLarge, w.labelCount, w.labelBytes)
	}
	w.labelCount++
	w.labelBytes += len(s)
	return d.add(s), nil
}

// dictionaryCount returns the number of label columns.
func (w *Writer) dictionaryCount() (n int) {
	for _, c := range w.columns {
		if c.Type == TypeLabel {
			n++
		}
	}
	return n
}

// part says which part of every dictionary to write.
type part int

const (
	initial part = iota // the empty one that opens the file
	delta               // values that are not in the file yet, if any
	whole               // all of it, listed in the footer
)

// writeDictionaries writes a part of every dictionary, one message each.
func (w *Writer) writeDictionaries(p part) error {
	id := -1
	for _, c := range w.columns {
		if c.Type != TypeLabel {
			continue
		}
		id++
		d := &w.kinds
		if c.slot != kindSlot {
			d = &w.labels[c.slot]
		}
		values := d.values
		if p == delta {
			if values = values[w.written[id]:]; len(values) == 0 {
				continue
			}
		}
		w.strings.reset()
		for _, s := range values {
			w.strings.append(s)
		}
		w.encoder.values(&w.strings)
		b, err := w.writeMessage(&contents{header: headerDictionary, rows: int64(len(values)), dictionary: int64(id), delta: p == delta})
		if err != nil {
			return err
		}
		w.written[id] = len(d.values)
		if p == whole {
			w.dictionaries = append(w.dictionaries, b)
		}
	}
	return nil
}

// writeTable writes the pending table as a record batch.
func (w *Writer) writeTable() error {
	w.encoder.encode(&w.table, w.columns)
	b, err := w.writeMessage(&contents{header: headerBatch, rows: int64(w.table.rows)})
	if err != nil {
		return err // the rows stay pending, see Discard
	}
	w.table.reset()
	w.batches = append(w.batches, b)
	return nil
}

// writeMessage writes the arrays that the encoder lists.
func (w *Writer) writeMessage(c *contents) (block, error) {
	var body []byte
	body, c.spans, c.compressed = w.body.append(w.bodyBuf[:0], w.encoder.buffers, w.size)
	c.nodes, c.bodyLength = w.encoder.nodes, int64(len(body))

	meta, crcAt := w.metadata.message(c)
	m := appendPrefixed(w.message[:0], meta)
	b := block{offset: w.size, metadata: int32(len(m)), body: c.bodyLength}
	m = append(m, body...)
	crcAt += prefixBytes
	putHex8(m[crcAt:], checksum(m, crcAt))
	w.bodyBuf, w.message = again(body), again(m)
	return b, w.write(m)
}
