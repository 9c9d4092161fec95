package screen

// An effect is what a piece of the job's output does to the terminal that
// matters to who shares it.
type effect uint8

const (
	none       effect = iota
	wholeBegin        // it takes the whole screen, as editors and pagers do
	wholeEnd          // it gives that back
	reset             // margins, or all, are as at the beginning
	margins           // it sets margins of its own
	save              // it stores the place of the cursor
	restore           // it went back there
)

// escapes follows the escape sequences of a stream, in whatever pieces it comes.
type escapes struct {
	state   state
	private byte   // of a control sequence: '?', '>', '!' and the like, 0 if none
	params  []byte // of it, as far as they matter
	rest    int    // bytes that the UTF-8 character under way still lacks
}

type state uint8

const (
	ground state = iota
	escape
	escapeMore // after an intermediate byte: the next one ends it
	control
	text // a string that BEL or ESC \ ends
	textEscape
)

const paramsMost = 32

// whole reports whether no sequence and no character is under way, so that
// something else may be written.
func (e *escapes) whole() bool { return e.state == ground && e.rest == 0 }

// next takes bytes up to and with the first that has an effect. It returns how
// many these are, all where none has one.
func (e *escapes) next(p []byte) (n int, f effect) {
	for i, b := range p {
		if f := e.byte(b); f != none {
			return i + 1, f
		}
	}
	return len(p), none
}

func (e *escapes) byte(b byte) effect {
	switch {
	case b == 0x1b:
		if e.state == text {
			e.state = textEscape
		} else {
			e.state = escape
		}
		e.rest = 0
		return none
	case b == 0x18 || b == 0x1a: // they abort a sequence
		e.state = ground
		return none
	}
	switch e.state {
	case ground:
		e.character(b)
	case escape, textEscape:
		return e.afterEscape(b)
	case escapeMore:
		if b >= 0x30 {
			e.state = ground
		}
	case control:
		return e.inControl(b)
	case text:
		if b == 0x07 {
			e.state = ground
		}
	}
	return none
}

// character counts the bytes of UTF-8.
func (e *escapes) character(b byte) {
	switch {
	case b < 0x80:
		e.rest = 0
	case b < 0xc0:
		e.rest = max(0, e.rest-1)
	case b < 0xe0:
		e.rest = 1
	case b < 0xf0:
		e.rest = 2
	default:
		e.rest = 3
	}
}

func (e *escapes) afterEscape(b byte) effect {
	inText := e.state == textEscape
	e.state = ground
	switch {
	case b == '\\' && inText:
	case b == '[':
		e.state, e.private, e.params = control, 0, e.params[:0]
	case b == ']' || b == 'P' || b == '_' || b == '^' || b == 'X':
		e.state = text
	case b >= 0x20 && b < 0x30:
		e.state = escapeMore
	case b == 'c':
		return reset
	case b == '7':
		return save
	case b == '8':
		return restore
	}
	return none
}

func (e *escapes) inControl(b byte) effect {
	switch {
	case b >= 0x3c && b <= 0x3f || b >= 0x20 && b < 0x30:
		e.private = b
		return none
	case b < 0x40:
		if len(e.params) < paramsMost {
			e.params = append(e.params, b)
		}
		return none
	}
	e.state = ground
	switch {
	case e.private == '?' && (b == 'h' || b == 'l'):
		switch string(e.params) {
		case "47", "1047", "1049":
			if b == 'h' {
				return wholeBegin
			}
			return wholeEnd
		}
	case e.private == '!' && b == 'p':
		return reset
	case e.private != 0:
	case b == 'r' && len(e.params) == 0:
		return reset
	case b == 'r':
		return margins
	case b == 's':
		return save
	case b == 'u':
		return restore
	}
	return none
}
