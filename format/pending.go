package format

import "encoding/binary"

// The types of this file hold the rows of the batch that is being collected,
// one column each, in the layout that Arrow wants. A column is only touched by
// rows that know its value; the rows between are filled up when it is next
// touched or finished. The memory is used again for the next batch.

// validity is a column's bitmap of known values.
type validity struct {
	bits  []byte
	known int
}

func (v *validity) set(row int) {
	for len(v.bits) <= row>>3 {
		v.bits = append(v.bits, 0)
	}
	v.bits[row>>3] |= 1 << (row & 7)
	v.known++
}

func (v *validity) reset() { v.bits, v.known = v.bits[:0], 0 }

// pendingFixed is a column of 8-byte values, or of 4-byte dictionary indices.
type pendingFixed struct {
	validity
	data []byte
}

func (c *pendingFixed) put64(row int, v uint64) {
	c.set(row)
	c.data = appendZeros(c.data, row*8)
	c.data = binary.LittleEndian.AppendUint64(c.data, v)
}

func (c *pendingFixed) put32(row int, v uint32) {
	c.set(row)
	c.data = appendZeros(c.data, row*4)
	c.data = binary.LittleEndian.AppendUint32(c.data, v)
}

func (c *pendingFixed) reset() {
	c.validity.reset()
	c.data = c.data[:0]
}

// offsets is where the values of variable length begin and end: one more than
// there are rows.
type offsets struct{ data []byte }

// end notes that the value of a row ends at the given position, and that rows
// before it that were not noted are empty.
func (o *offsets) end(row int, begin, end int) {
	o.fill(row, begin)
	o.data = binary.LittleEndian.AppendUint32(o.data, uint32(end))
}

// fill notes that all rows before the given one that were not noted are empty.
func (o *offsets) fill(row, end int) {
	for len(o.data) < 4*(row+1) {
		o.data = binary.LittleEndian.AppendUint32(o.data, uint32(end))
	}
}

// stringsArray is an array of text without nulls of its own.
type stringsArray struct {
	n       int
	offsets offsets
	data    []byte
}

func (a *stringsArray) append(s string) {
	begin := len(a.data)
	a.data = append(a.data, s...)
	a.offsets.end(a.n, begin, len(a.data))
	a.n++
}

func (a *stringsArray) reset() {
	a.n, a.offsets.data, a.data = 0, again(a.offsets.data), again(a.data)
}

// pendingText is a column of text.
type pendingText struct {
	validity
	offsets offsets
	data    []byte
}

func (c *pendingText) put(row int, s string) {
	c.set(row)
	begin := len(c.data)
	c.data = append(c.data, s...)
	c.offsets.end(row, begin, len(c.data))
}

func (c *pendingText) reset() {
	c.validity.reset()
	c.offsets.data, c.data = again(c.offsets.data), again(c.data)
}

// pendingInts is a column of lists of integers.
type pendingInts struct {
	validity
	offsets offsets
	n       int
	data    []byte
}

func (c *pendingInts) put(row int, list []int64) {
	c.set(row)
	begin := c.n
	for _, v := range list {
		c.data = binary.LittleEndian.AppendUint64(c.data, uint64(v))
	}
	c.n += len(list)
	c.offsets.end(row, begin, c.n)
}

func (c *pendingInts) reset() {
	c.validity.reset()
	c.offsets.data, c.data, c.n = again(c.offsets.data), again(c.data), 0
}

// pendingTexts is a column of lists of text.
type pendingTexts struct {
	validity
	offsets offsets
	items   stringsArray
}

func (c *pendingTexts) put(row int, list []string) {
	c.set(row)
	begin := c.items.n
	for _, s := range list {
		c.items.append(validUTF8(s))
	}
	c.offsets.end(row, begin, c.items.n)
}

func (c *pendingTexts) reset() {
	c.validity.reset()
	c.offsets.data = again(c.offsets.data)
	c.items.reset()
}

// pendingAttrs is the column of attributes.
type pendingAttrs struct {
	validity
	offsets      offsets
	keys, values stringsArray
}

func (c *pendingAttrs) put(row int, list []Attr) {
	c.set(row)
	begin := c.keys.n
	for _, a := range list {
		c.keys.append(validUTF8(a.Key))
		c.values.append(validUTF8(a.Value))
	}
	c.offsets.end(row, begin, c.keys.n)
}

func (c *pendingAttrs) reset() {
	c.validity.reset()
	c.offsets.data = again(c.offsets.data)
	c.keys.reset()
	c.values.reset()
}

// keepBytes is the most memory that one buffer keeps for the next batch. One
// huge event must not cost memory for the rest of a recording.
const keepBytes = 8 << 20

// again returns the memory of p for the next batch.
func again(p []byte) []byte {
	if cap(p) > keepBytes {
		return nil
	}
	return p[:0]
}

// appendZeros appends zero bytes up to the given length.
func appendZeros(p []byte, length int) []byte {
	for len(p) < length {
		p = append(p, zeros[:min(length-len(p), len(zeros))]...)
	}
	return p
}
