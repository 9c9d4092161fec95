package eventlog

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
)

// maxLine bounds the lines that are read, in bytes. The longest that Daft
// writes holds a plan.
const maxLine = 32 << 20

// A scanner reads the lines of a file, compressed by gzip or not. What is wrong
// with its text is said by its lines.
type scanner struct {
	in   *watched
	text *bufio.Reader
	line Line
	buf  []byte
	done bool
	err  error // of the file system
}

// watched knows the error of the reader below, to tell it from errors of what
// is built upon it.
type watched struct {
	io.Reader
	err error
}

// Read reads.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

func newScanner(in io.Reader, path string) *scanner {
	s := &scanner{in: &watched{Reader: in}, line: Line{Path: path}}
	s.text = bufio.NewReaderSize(s.in, 1<<16)
	if magic, _ := s.text.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(s.text)
		if err != nil {
			s.text = bufio.NewReader(failing{err})
		} else {
			s.text = bufio.NewReaderSize(unpacked, 1<<16)
		}
	}
	return s
}

type failing struct{ err error }

// Read fails.
func (f failing) Read([]byte) (int, error) { return 0, f.err }

// next reads the next line that is not empty, and reports whether there is one.
// The line stands until the next call.
func (s *scanner) next() bool {
	for !s.done {
		s.line.Number++
		s.line.Broken, s.line.Unended = "", false
		err := s.read()
		switch {
		case err == io.EOF:
			s.done, s.line.Unended = true, true
		case s.in.err != nil:
			s.done, s.err = true, s.in.err
			return false
		case err != nil:
			s.done = true
			s.line.Broken = "the compressed data breaks off within it: " + err.Error()
			return true
		}
		if len(bytes.TrimSpace(s.line.Text)) > 0 {
			return true
		}
	}
	return false
}

// read reads up to the end of a line. Of one that is too long the beginning is
// kept.
func (s *scanner) read() error {
	s.buf = s.buf[:0]
	size := 0
	for {
		part, err := s.text.ReadSlice('\n')
		size += len(part)
		if room := maxLine - len(s.buf); len(part) > room {
			part = part[:room]
		}
		s.buf = append(s.buf, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		s.line.Text = bytes.TrimSuffix(s.buf, []byte("\n"))
		if size > maxLine {
			s.line.Broken = "it is longer than 32 MiB"
		}
		return err
	}
}
