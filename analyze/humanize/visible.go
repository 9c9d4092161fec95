package humanize

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible makes a string from a recording harmless wherever it is shown and
// visible to its reader: control characters, line ends, terminal escapes,
// bidirectional overrides and other invisible format characters are written as
// escapes, and bytes that are not UTF-8 as U+FFFD.
func Visible(s string) string {
	if !suspicious(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case !hidden(r):
			b.WriteRune(r) // an invalid byte arrives here as U+FFFD
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

func suspicious(s string) bool {
	if !utf8.ValidString(s) {
		return true
	}
	for _, r := range s {
		if hidden(r) {
			return true
		}
	}
	return false
}

// hidden reports whether r does something to a terminal or to the order of the
// text, instead of being seen. Joiners stay, for scripts and emoji need them.
func hidden(r rune) bool {
	switch {
	case r == '\u200c' || r == '\u200d':
		return false
	case unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
		return true
	}
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r)
}
