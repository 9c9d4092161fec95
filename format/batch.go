package format

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
	"unsafe"
)

// batch gives the arrays of one message, node by node and buffer by buffer in
// the order in which they stand, checking each.
type batch struct {
	*inflater
	meta       *flat
	rows       int
	nodes      flatVector // that are left
	spans      flatVector // that are left
	body       []byte
	compressed bool
}

// open reads the RecordBatch table of a message.
func (b *batch) open(m *message, t flatTable) error {
	f := &m.meta
	rows := f.i64Field(t, 0)
	b.nodes, b.spans = f.vectorField(t, 1, 16), f.vectorField(t, 2, 16)
	compression, compressed := f.tableField(t, 3)
	b.meta, b.body, b.compressed, b.batch = f, m.body, compressed, 0
	switch {
	case f.err != nil:
		return damaged("a batch with %v", f.err)
	case rows < 0 || rows > maxBatchRows && m.header == headerBatch || rows > maxDictionaryValues:
		return damaged("a batch of %d rows", rows)
	case compressed && (f.byteField(compression, 0) != codecZstd || f.byteField(compression, 1) != 0):
		return damaged("a batch that is not compressed with zstd")
	}
	b.rows = int(rows)
	return nil
}

// close checks that nothing is left.
func (b *batch) close() error {
	if b.nodes.n != 0 || b.spans.n != 0 {
		return damaged("a batch with other columns than its schema has")
	}
	return nil
}

// node returns how many of the values of the next array are null. The array
// must have the given length.
func (b *batch) node(length int) (nulls int, err error) {
	if b.nodes.n == 0 {
		return 0, damaged("a batch with other columns than its schema has")
	}
	n, null := b.meta.i64(b.nodes.at), b.meta.i64(b.nodes.at+8)
	b.nodes.at += 16
	b.nodes.n--
	if n != int64(length) {
		return 0, damaged("a column of %d rows in a batch of %d", n, length)
	}
	if null < 0 || null > n {
		return 0, damaged("a column of %d rows with %d nulls", n, null)
	}
	return int(null), nil
}

// stored returns the bytes of the next buffer as they stand in the body.
func (b *batch) stored() ([]byte, error) {
	if b.spans.n == 0 {
		return nil, damaged("a batch with other columns than its schema has")
	}
	offset, length := b.meta.i64(b.spans.at), b.meta.i64(b.spans.at+8)
	b.spans.at += 16
	b.spans.n--
	if offset < 0 || length < 0 || offset > int64(len(b.body)) || length > int64(len(b.body))-offset || offset%8 != 0 {
		return nil, damaged("a buffer outside of its message")
	}
	return b.body[offset : offset+length], nil
}

// skip passes over nodes and buffers, looking only whether they are there.
func (b *batch) skip(nodes, buffers int) error {
	if b.nodes.n < nodes || b.spans.n < buffers {
		return damaged("a batch with other columns than its schema has")
	}
	b.nodes.at += 16 * nodes
	b.nodes.n -= nodes
	for range buffers {
		if _, err := b.stored(); err != nil {
			return err
		}
	}
	return nil
}

// fixed returns the next buffer, which must have the given length.
func (b *batch) fixed(length int, scratch *[]byte) ([]byte, error) {
	p, err := b.stored()
	if err != nil {
		return nil, err
	}
	return b.buffer(p, b.compressed, length, scratch)
}

// bitmap returns the next buffer as the bitmap of a column, nil if all rows
// have values.
func (b *batch) bitmap(rows, nulls int, scratch *[]byte) ([]byte, error) {
	if nulls == 0 {
		_, err := b.stored()
		return nil, err
	}
	p, err := b.fixed((rows+7)/8, scratch)
	if err != nil {
		return nil, err
	}
	if known := countBits(p, rows); known != rows-nulls {
		return nil, damaged("a column with %d nulls that says %d", rows-known, nulls)
	}
	return p, nil
}

func countBits(p []byte, n int) (count int) {
	for ; n >= 64; n -= 64 {
		count += bits.OnesCount64(binary.LittleEndian.Uint64(p))
		p = p[8:]
	}
	for ; n > 0; n -= 8 {
		count += bits.OnesCount8(p[0] & byte(1<<min(n, 8)-1))
		p = p[1:]
	}
	return count
}

// offsets returns the next buffer as the offsets of an array of the given
// length, and where its last value ends.
func (b *batch) offsets(length int, scratch *[]byte) (p []byte, end int, err error) {
	p, err = b.fixed((length+1)*4, scratch)
	if err != nil {
		return nil, 0, err
	}
	last := binary.LittleEndian.Uint32(p)
	if last != 0 {
		return nil, 0, damaged("an array whose first offset is %d", last)
	}
	for i := 4; i < len(p); i += 4 {
		o := binary.LittleEndian.Uint32(p[i:])
		if o < last {
			return nil, 0, damaged("an array with falling offsets")
		}
		last = o
	}
	if last > maxBufferBytes {
		return nil, 0, damaged("an array that ends at %d", last)
	}
	return p, int(last), nil
}

// text returns the next two buffers as text: the offsets of length values, and
// all values in one string that is not written to again. Every value is UTF-8.
func (b *batch) text(length int, scratch *[]byte) (offsets []byte, all string, err error) {
	offsets, end, err := b.offsets(length, scratch)
	if err != nil {
		return nil, "", err
	}
	var fresh []byte
	data, err := b.fixed(end, &fresh)
	switch {
	case err != nil:
		return nil, "", err
	case fresh != nil:
		all = unsafe.String(unsafe.SliceData(data), len(data)) // nobody else has it
	default:
		all = string(data)
	}
	if !utf8.ValidString(all) {
		return nil, "", damaged("text that is not UTF-8")
	}
	for i := 4; i < len(offsets); i += 4 {
		if o := int(binary.LittleEndian.Uint32(offsets[i:])); o < len(all) && !utf8.RuneStart(all[o]) {
			return nil, "", damaged("text that is not UTF-8")
		}
	}
	return offsets, all, nil
}

// strings returns the next array, of text without nulls. Its values are not
// written to again.
func (b *batch) strings(length int, scratch *[]byte) ([]string, error) {
	if err := b.noNulls(length); err != nil {
		return nil, err
	}
	offsets, all, err := b.text(length, scratch)
	if err != nil {
		return nil, err
	}
	values := make([]string, length)
	for i := range values {
		values[i] = all[u32(offsets, i):u32(offsets, i+1)]
	}
	return values, nil
}

// noNulls passes over the node and the bitmap of an array without nulls.
func (b *batch) noNulls(length int) error {
	nulls, err := b.node(length)
	if err != nil {
		return err
	}
	if nulls != 0 {
		return damaged("a null within a list or a dictionary")
	}
	_, err = b.stored()
	return err
}

func u32(p []byte, i int) uint32 { return binary.LittleEndian.Uint32(p[4*i:]) }
func u64(p []byte, i int) uint64 { return binary.LittleEndian.Uint64(p[8*i:]) }
