package export

import (
	"strings"
	"unicode/utf8"
)

// Cut marks where a text was cut.
const Cut = "…"

// Text makes a string of a recording fit for a format that takes UTF-8 only and
// readers that do not expect a megabyte: bytes that are not UTF-8 become U+FFFD, and
// what is beyond so many bytes is cut, which the text says and cut reports.
func Text(s string, most int) (text string, cut bool) {
	if len(s) > most {
		cut = true
		s = s[:most]
		for range utf8.UTFMax - 1 { // not within a character
			if r, n := utf8.DecodeLastRuneInString(s); r != utf8.RuneError || n != 1 {
				break
			}
			s = s[:len(s)-1]
		}
		s += Cut
	}
	return strings.ToValidUTF8(s, "\ufffd"), cut
}
