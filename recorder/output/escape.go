package output

// An escape is an escape sequence that is being read.
type escape struct {
	state  escapeState
	param  int  // the first number of a control sequence
	given  bool // that there was one
	second bool // its numbers after the first are read
	length int
}

type escapeState uint8

const (
	escNone    escapeState = iota
	escBegin               // after ESC
	escCharset             // one more byte follows, as in ESC ( B
	escCSI                 // control sequence, ESC [ ... letter
	escString              // such as a title, ESC ] ... up to BEL or ESC \
	escStringEnd
)

// maxEscape bounds a sequence, in bytes: what is longer is none.
const maxEscape = 4096

// escape takes bytes of an escape sequence, and returns what is left of b. A
// line end within one ends it: no sequence may swallow lines.
func (s *Splitter) escape(b []byte) []byte {
	for i, c := range b {
		s.esc.length++
		if c == '\n' || s.esc.length > maxEscape {
			s.esc = escape{}
			return b[i:]
		}
		s.step(c)
		if s.esc.state == escNone {
			return b[i+1:]
		}
	}
	return nil
}

// step takes one byte of a sequence; state is escNone after the last.
func (s *Splitter) step(c byte) {
	e := &s.esc
	switch e.state {
	case escBegin:
		switch c {
		case '[':
			e.state = escCSI
		case ']', 'P', 'X', '^', '_':
			e.state = escString
		case '(', ')', '*', '+', '#', '%', ' ':
			e.state = escCharset
		case 0x1b:
		default:
			e.state = escNone
		}
	case escCharset:
		e.state = escNone
	case escCSI:
		s.stepCSI(c)
	case escString:
		switch c {
		case 0x07:
			e.state = escNone
		case 0x1b:
			e.state = escStringEnd
		}
	case escStringEnd:
		if e.state = escString; c == '\\' {
			e.state = escNone
		}
	}
}

func (s *Splitter) stepCSI(c byte) {
	e := &s.esc
	switch {
	case '0' <= c && c <= '9':
		if !e.second && e.param < 1000 {
			e.param, e.given = 10*e.param+int(c-'0'), true
		}
	case c == ';' || c == ':':
		e.second = true
	case 0x40 <= c && c < 0x7f:
		done := *e
		*e = escape{}
		s.obey(c, done)
	case c == 0x1b: // the sequence broke off and another begins
		*e = escape{state: escBegin}
	}
}

// obey does what a control sequence does to lines. Colours do nothing.
func (s *Splitter) obey(final byte, e escape) {
	n := max(e.param, 1) // how far a cursor moves
	switch final {
	case 'A', 'F':
		s.move(-n)
	case 'B', 'E':
		s.move(n)
	case 'G':
		if n == 1 {
			s.row.restart = true
		}
	case 'K', 'J':
		if e.param == 2 { // else what is behind the cursor, which restart takes away as well
			s.row.restart = true
		}
	}
}
