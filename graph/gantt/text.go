package gantt

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// escaped makes a string of a recording fit to stand in XML, and visible.
func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(humanize.Visible(s))) // a buffer takes all
	return b.String()
}

// longest is how much of a text a tooltip shows.
const longest = 400

// clip shortens a text to so many characters, of which wide ones count twice.
func clip(s string, most int) string {
	n := 0
	for i, r := range s {
		if n += wide(r); n > most {
			_, last := utf8.DecodeLastRuneInString(s[:i]) // gives way to the ellipsis
			return strings.TrimRight(s[:i-last], " ") + "…"
		}
	}
	return s
}

func wide(r rune) int {
	if r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0x1f300) {
		return 2
	}
	return 1
}

func cells(s string) (n int) {
	for _, r := range s {
		n += wide(r)
	}
	return n
}

// num writes a coordinate, to a tenth of a pixel.
func num(x float64) string {
	return strconv.FormatFloat(float64(int64(x*10+0.5))/10, 'f', -1, 64)
}
