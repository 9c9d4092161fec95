package output

import (
	"bytes"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
)

const (
	// MaxLine is the most that is kept of a line, in bytes.
	MaxLine = 8 << 10
	// settled is how long a line above the last one must have stood unchanged to
	// be told of: progress bars of several lines are drawn anew all the time.
	settled = 2 * time.Second
	// maxAbove bounds how far up a cursor is followed, in lines.
	maxAbove = 64
)

// A Splitter parts one stream of output into lines. It follows a terminal's
// cursor as far as progress bars move it: a carriage return, or an erased line,
// begins the line again; a cursor that goes up rewrites lines that were told of
// already, and each of these is told of again once it stands for a while. Colours and all
// other escape sequences go, and so do control characters but tabs.
type Splitter struct {
	emit func(*Line)
	at   format.Time // of the bytes at hand
	esc  escape
	skip bool // to the next line end: the line's beginning is missing

	row    row   // at the cursor
	bottom row   // the last one, while the cursor is above it
	above  []row // the lines before it, as far as a cursor has ever gone up
	up     int   // how many of them the cursor is above the last one

	line Line
}

// A row is one line that may still change.
type row struct {
	text      []byte
	bytes     int64 // of the text before it was cut
	rewritten int64
	restart   bool        // what comes next replaces the text
	at        format.Time // of the last change
	changed   bool        // since it was told of
}

// NewSplitter returns a Splitter that tells emit of each line. The line stands
// until emit returns.
func NewSplitter(emit func(*Line)) *Splitter { return &Splitter{emit: emit} }

// Add takes the next bytes of the stream, which were read at this moment.
func (s *Splitter) Add(b []byte, at format.Time) {
	s.at = at
	if s.skip {
		b = s.resume(b)
	}
	for len(b) > 0 {
		if s.esc.state != escNone {
			b = s.escape(b)
			continue
		}
		n := printable(b)
		if n > 0 {
			s.put(b[:n])
			b = b[n:]
			continue
		}
		s.control(b[0])
		b = b[1:]
	}
	s.settle()
}

// Break says that bytes are missing here; within reports whether they end
// within a line.
func (s *Splitter) Break(within bool) {
	s.row, s.bottom, s.above, s.up = row{}, row{}, nil, 0
	s.esc = escape{}
	s.skip = within
}

// End tells of what is left at the stream's end.
func (s *Splitter) End() {
	for s.up > 0 {
		s.down()
	}
	for i := range s.above {
		s.tell(&s.above[i], false)
	}
	s.above = nil
	if len(s.row.text) > 0 {
		s.row.changed = true
		s.tell(&s.row, true)
	}
	s.row = row{}
}

// resume skips to the line end.
func (s *Splitter) resume(b []byte) []byte {
	for i, c := range b {
		if c == '\n' {
			s.skip = false
			return b[i+1:]
		}
	}
	return nil
}

// printable returns how many bytes at the beginning are no control characters.
func printable(b []byte) int {
	for i, c := range b {
		if c < ' ' && c != '\t' || c == 0x7f {
			return i
		}
	}
	return len(b)
}

func (s *Splitter) put(b []byte) {
	r := &s.row
	if r.restart {
		r.begin()
	}
	r.bytes += int64(len(b))
	r.text = append(r.text, b[:min(len(b), MaxLine-len(r.text))]...)
	r.at, r.changed = s.at, true
}

// begin lets a row's text begin again.
func (r *row) begin() {
	switch {
	case len(bytes.TrimRight(r.text, " ")) > 0:
		r.rewritten++
	case len(r.text) > 0:
		r.rewritten = 0 // it was wiped, to make room for something else
	}
	r.text, r.bytes, r.restart = r.text[:0], 0, false
}

func (s *Splitter) control(c byte) {
	switch c {
	case '\n':
		s.newline()
	case '\r':
		s.row.restart = true
	case '\b':
		if t := s.row.text; len(t) > 0 && !s.row.restart && s.row.bytes == int64(len(t)) {
			n := len(t) - 1
			for n > 0 && t[n]&0xc0 == 0x80 {
				n--
			}
			s.row.bytes -= int64(len(t) - n)
			s.row.text = t[:n]
		}
	case 0x1b:
		s.esc = escape{state: escBegin}
	}
}

// newline ends the row at the cursor.
func (s *Splitter) newline() {
	if s.up > 0 {
		s.down()
		return
	}
	r := &s.row
	r.at, r.changed = s.at, true
	s.tell(r, false)
	if len(s.above) > 0 {
		s.push()
	}
	*r = row{text: r.text[:0]}
}

// push makes the last row one of those above, once a cursor has gone up there.
func (s *Splitter) push() {
	if len(s.above) == maxAbove {
		s.tell(&s.above[0], false)
		s.above = append(s.above[:0], s.above[1:]...)
	}
	s.above = append(s.above, row{})
}

// move moves the cursor by n rows, down where n is positive.
func (s *Splitter) move(n int) {
	for ; n < 0 && s.up < maxAbove; n++ {
		if s.up == 0 {
			s.row.restart = true // where the cursor comes back
			s.bottom = s.row
		} else {
			s.keep()
		}
		s.up++
		if s.up > len(s.above) {
			s.above = append([]row{{}}, s.above...)
		}
		s.row = row{}
	}
	for ; n > 0 && s.up > 0; n-- {
		s.down()
	}
}

// down moves the cursor one row down.
func (s *Splitter) down() {
	s.keep()
	s.up--
	s.row = row{}
	if s.up == 0 {
		s.row, s.bottom = s.bottom, row{}
	}
}

// keep keeps what was written to a row above the last one.
func (s *Splitter) keep() {
	if !s.row.changed {
		return
	}
	r := &s.above[len(s.above)-s.up]
	r.rewritten += s.row.rewritten + 1
	r.text, r.bytes, r.at, r.changed = s.row.text, s.row.bytes, s.row.at, true
	if t := TagOf(string(r.text[:min(len(r.text), maxTag)])); t.Name != "" {
		r.rewritten = 0 // Ray or Daft put a line above its progress bars
		s.tell(r, false)
	}
}

// settle tells of the rows that have stood for a while.
func (s *Splitter) settle() {
	for i := range s.above {
		if r := &s.above[i]; r.changed && s.at.Sub(r.at) > settled {
			s.tell(r, false)
		}
	}
}

// tell tells of a row, if it has changed since it was told of.
func (s *Splitter) tell(r *row, unended bool) {
	if !r.changed {
		return
	}
	if r.rewritten == 0 || len(bytes.TrimRight(r.text, " ")) > 0 { // else a progress bar that was wiped
		s.line = Line{Text: r.text, At: r.at, Bytes: r.bytes, Rewritten: r.rewritten, Unended: unended}
		s.emit(&s.line)
	}
	r.rewritten, r.changed = 0, false
}
