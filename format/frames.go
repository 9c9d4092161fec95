package format

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"io"
)

// fault says why reading stopped before a complete recording was read.
type fault struct {
	state  State
	reason string
}

func (f *fault) Error() string { return f.reason }

func damaged(format string, args ...any) error {
	return &fault{Damaged, fmt.Sprintf(format, args...)}
}

func interrupted(format string, args ...any) error {
	return &fault{Interrupted, fmt.Sprintf(format, args...)}
}

// message is one message of the file. Its bytes are valid until the next is read.
type message struct {
	end    bool // the end marker, nothing else is set
	offset int64
	header byte // headerSchema, headerDictionary or headerBatch
	table  flatTable
	meta   flat // the metadata that table is in
	body   []byte
	crcAt  int // where in the message the digits of the checksum stand, 0: none
}

func (m *message) block(size int) block {
	return block{m.offset, int32(size - len(m.body)), int64(len(m.body))}
}

// frames walks the messages of a file.
type frames struct {
	in     *bufio.Reader
	size   int64 // of the file
	offset int64 // of the next message
	hash   hash.Hash
	buf    []byte // the message that was read last, whole

	unchecked bool // leave checksums alone; for tests
}

func newFrames(src io.ReaderAt, size int64) *frames {
	return &frames{in: bufio.NewReaderSize(io.NewSectionReader(src, 0, size), int(min(size, 256<<10))), size: size, hash: sha256.New()}
}

// next reads the next message and checks its checksum. The message counts as
// read only after accept.
func (f *frames) next() (message, error) {
	m := message{offset: f.offset}
	left := f.size - f.offset
	if left == 0 {
		return m, interrupted("no closing event: the file ends here")
	}
	if left < prefixBytes {
		return m, interrupted("no closing event: the file ends within a message")
	}
	if err := f.read(prefixBytes); err != nil {
		return m, err
	}
	if string(f.buf) == endMarker {
		m.end = true
		return m, nil
	}
	if string(f.buf[:4]) != endMarker[:4] {
		return m, f.notMessage()
	}
	size := int64(int32(binary.LittleEndian.Uint32(f.buf[4:])))
	if size <= 0 || size > maxMetadataBytes || size%8 != 0 {
		return m, damaged("a message with %d bytes of metadata", size)
	}
	left -= prefixBytes
	if size > left {
		return m, interrupted("no closing event: the file ends within a message")
	}
	left -= size
	if err := f.read(int(size)); err != nil {
		return m, err
	}
	metadataEnd := len(f.buf)
	body, err := m.parse(f.buf[prefixBytes:])
	if err != nil {
		return m, err
	}
	if body > left {
		return m, interrupted("no closing event: the file ends within a message")
	}
	if err := f.read(int(body)); err != nil {
		return m, err
	}
	m.meta.b = f.buf[prefixBytes:metadataEnd] // read may have moved it
	m.body = f.buf[metadataEnd:]
	if m.crcAt != 0 && !f.unchecked && !f.checksumMatches(m.crcAt) {
		return m, damaged("the checksum of a message does not match its bytes")
	}
	return m, nil
}

func (f *frames) checksumMatches(at int) bool {
	var want [len(zeroCRC)]byte
	putHex8(want[:], checksum(f.buf, at))
	return string(f.buf[at:at+len(want)]) == string(want[:])
}

// parse reads the outer table of a message's metadata and returns the length of
// the body.
func (m *message) parse(meta []byte) (body int64, err error) {
	f := flat{b: meta}
	root := f.root()
	version, header := f.u16Field(root, 0), f.byteField(root, 1)
	table, ok := f.tableField(root, 2)
	body = f.i64Field(root, 3)
	custom := f.vectorField(root, 4, 4)
	crc, found := f.lookup(custom, keyCRC32C)
	switch {
	case f.err != nil:
		return 0, damaged("a message with %v", f.err)
	case version != metadataV5 || !ok || header < headerSchema || header > headerBatch:
		return 0, damaged("a message of unknown kind")
	case body < 0 || body > maxBodyBytes || body%8 != 0:
		return 0, damaged("a message with a body of %d bytes", body)
	case found && crc.n != len(zeroCRC):
		return 0, damaged("a message with a checksum of %d digits", crc.n)
	}
	if found {
		m.crcAt = prefixBytes + crc.at
	}
	m.header, m.table, m.meta = header, table, f
	return body, nil
}

// accept takes the message that was read last as good: the digest goes on.
func (f *frames) accept() {
	f.hash.Write(f.buf)
	f.offset += int64(len(f.buf))
	f.buf = f.buf[:0]
}

// read appends n bytes to buf. By the file's size there are as many.
func (f *frames) read(n int) error {
	at := len(f.buf)
	if need := at + n; cap(f.buf) < need {
		grown := make([]byte, at, max(need, min(2*cap(f.buf), 1<<20)))
		copy(grown, f.buf)
		f.buf = grown
	}
	f.buf = f.buf[:at+n]
	if _, err := io.ReadFull(f.in, f.buf[at:]); err != nil {
		f.buf = f.buf[:at]
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return interrupted("no closing event: the file became shorter while it was read")
		}
		return err
	}
	return nil
}

// notMessage says what the eight bytes are that should begin a message. A file
// system may leave zeros at the end of a file that was open in a crash.
func (f *frames) notMessage() error {
	const reason = "not a message"
	for _, b := range f.buf {
		if b != 0 {
			return damaged(reason)
		}
	}
	for {
		b, err := f.in.ReadByte()
		if err == io.EOF {
			return interrupted("no closing event: nothing but zeros from here on")
		}
		if err != nil {
			return err
		}
		if b != 0 {
			return damaged(reason)
		}
	}
}

// rest reads what follows the last message and compares it with what must.
func (f *frames) rest(want []byte) error {
	if left := f.size - f.offset; left > int64(len(want)) {
		return damaged("%d bytes too many at the end, or another footer", left-int64(len(want)))
	}
	got, err := io.ReadAll(io.LimitReader(f.in, int64(len(want))))
	if err != nil {
		return err
	}
	if string(got) != string(want[:len(got)]) {
		return damaged("the footer is not that of the batches before it")
	}
	if len(got) < len(want) {
		return interrupted("the file ends within its footer")
	}
	return nil
}
