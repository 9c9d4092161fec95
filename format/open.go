package format

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"unicode/utf8"
)

// Open opens a recording. The error is a *FormatError if the file is not one or
// not one that can be read, else that of the operating system.
func Open(path string) (*Reader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r, err := openFile(f)
	if err != nil {
		f.Close() // the error that matters is err
		return nil, err
	}
	r.closer = f
	return r, nil
}

func openFile(f *os.File) (*Reader, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, &FormatError{Reason: "a directory, not a recording"}
	}
	if !info.Mode().IsRegular() {
		return nil, &FormatError{Reason: "not a regular file: copy the recording into one"}
	}
	return NewReader(f, info.Size())
}

// NewReader reads a recording of the given size from src. The error is a
// *FormatError if src is not a recording or not one that can be read, else that
// of src.
func NewReader(src io.ReaderAt, size int64) (*Reader, error) {
	head := make([]byte, min(size, 512))
	if n, err := src.ReadAt(head, 0); n < len(head) {
		return nil, fmt.Errorf("read the head of the recording: %w", err)
	}
	if err := sniff(head); err != nil {
		return nil, err
	}
	r := &Reader{frames: newFrames(src, size), size: size}
	if err := r.readHead(); err != nil {
		return nil, err
	}
	r.batch.inflater = newInflater(size)
	return r, nil
}

// readHead reads the magic and the schema.
func (r *Reader) readHead() (err error) {
	if err := r.frames.read(prefixBytes); err != nil {
		return err
	}
	r.frames.accept()
	defer func() {
		if p := recover(); p != nil {
			err = &FormatError{Reason: fmt.Sprintf("an Arrow file whose schema the reader failed on: %v", p), Offset: prefixBytes}
		}
	}()
	m, err := r.frames.next()
	if f, ok := err.(*fault); ok {
		if f.state == Interrupted {
			return &FormatError{Reason: "the beginning of a recording that ends before its first event", Offset: prefixBytes}
		}
		return &FormatError{Reason: "an Arrow file whose schema cannot be read: " + f.reason, Offset: prefixBytes}
	}
	if err != nil {
		return err
	}
	if m.end || m.header != headerSchema || len(m.body) != 0 {
		return &FormatError{Reason: "an Arrow file that does not begin with a schema", Offset: prefixBytes}
	}
	header, fields, err := readSchema(&m)
	if err != nil {
		return err
	}
	r.header = header
	r.schema = bytes.Clone(m.meta.b)
	r.views = make([]view, len(fields))
	for i, f := range fields {
		r.views[i].field = f
		if f.typ == TypeLabel {
			r.labels = append(r.labels, i)
		}
	}
	r.frames.accept()
	return r.peek()
}

// peek looks at the first message after the schema, which in a recording has a
// checksum. Faults are left to Next.
func (r *Reader) peek() error {
	head, err := r.frames.in.Peek(prefixBytes)
	if err != nil {
		return nil
	}
	size := int64(int32(binary.LittleEndian.Uint32(head[4:])))
	if size <= 0 || size > int64(r.frames.in.Size())-prefixBytes {
		return nil
	}
	head, err = r.frames.in.Peek(prefixBytes + int(size))
	if err != nil {
		return nil
	}
	var m message
	if _, err := m.parse(head[prefixBytes:]); err == nil && m.crcAt == 0 {
		return &FormatError{Reason: "a recording that another program wrote anew: give the original run.arrow", Offset: r.frames.offset}
	}
	return nil
}

// sniff says what a file is that does not begin as a recording does.
func sniff(head []byte) error {
	is := func(prefix string) bool { return bytes.HasPrefix(head, []byte(prefix)) }
	fail := func(reason string) error { return &FormatError{Reason: reason} }
	const begin = magic + "\x00\x00"
	switch text := bytes.TrimSpace(head); {
	case is(begin):
		return nil
	case len(head) == 0:
		return fail("an empty file: nothing was recorded")
	case len(head) < len(begin) && begin[:len(head)] == string(head):
		return fail("the beginning of a recording that ends before its first event")
	case is("FEA1"):
		return fail("a Feather V1 file, not a recording: recordings are Arrow IPC files")
	case is("PAR1"):
		return fail("a Parquet file, not a recording: give the run.arrow that it was exported from")
	case is("\xff\xff\xff\xff"):
		return fail("an Arrow stream, not a recording: recordings are Arrow IPC files, which begin with ARROW1")
	case is("\x1f\x8b"):
		return fail("compressed with gzip: decompress it first (gunzip)")
	case is("\x28\xb5\x2f\xfd"):
		return fail("compressed with zstd: decompress it first (zstd -d)")
	case is("PK\x03\x04"):
		return fail("a ZIP archive: unpack it first (unzip)")
	case is("BZh"):
		return fail("compressed with bzip2: decompress it first (bunzip2)")
	case is("\xfd7zXZ\x00"):
		return fail("compressed with xz: decompress it first (unxz)")
	case bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("[")):
		return fail("JSON, not a recording: Daft's own events.jsonl is read by `daft-analyze import`")
	case isText(head):
		return fail("a text file, not a recording: the output of `daft-analyze dump` is read by `daft-analyze assemble`")
	}
	return fail("not a recording: it does not begin with ARROW1")
}

// isText reports whether the head of a file is text, which may be cut within
// its last character.
func isText(head []byte) bool {
	for len(head) > 0 {
		r, n := utf8.DecodeRune(head)
		if r == utf8.RuneError && n <= 1 {
			return len(head) < utf8.UTFMax
		}
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' {
			return false
		}
		head = head[n:]
	}
	return true
}
