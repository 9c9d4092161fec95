package layout

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

const Ellipsis = "…"

// Cells returns how many terminal cells s takes.
func Cells(s string) int { return displaywidth.String(s) }

// Clip shortens s to at most n cells. It cuts between grapheme clusters and
// marks the cut with an ellipsis.
func Clip(s string, n int) string {
	switch {
	case n <= 0:
		return ""
	case Cells(s) <= n:
		return s
	}
	return strings.TrimRight(displaywidth.TruncateString(s, n-1, ""), " ") + Ellipsis
}

// Bounded cuts a text to so many bytes, between characters, before work is done
// that grows with it: a string of a recording may be megabytes long.
func Bounded(s string, bytes int) string {
	if len(s) <= bytes {
		return s
	}
	for bytes > 0 && !utf8.RuneStart(s[bytes]) {
		bytes--
	}
	return s[:bytes] + Ellipsis
}

// Bytes of what stands on its own line, in a cell, and as a name.
const (
	LongestText = 20_000
	LongestCell = 2_000
	LongestName = 400
)

// Pad fills s up with blanks to n cells, on the left where right is set.
func Pad(s string, n int, right bool) string {
	blanks := n - Cells(s)
	if blanks <= 0 {
		return s
	}
	if right {
		return strings.Repeat(" ", blanks) + s
	}
	return s + strings.Repeat(" ", blanks)
}

// units are the words that stay on the line of the number before them.
var units = map[string]bool{"ns": true, "µs": true, "ms": true, "s": true, "min": true, "h": true,
	"B": true, "KiB": true, "MiB": true, "GiB": true, "TiB": true, "k": true, "M": true, "G": true}

// Words splits a text at its blanks, but not between a number and its unit.
func Words(text string) []string {
	var list []string
	for _, w := range strings.Fields(text) {
		if n := len(list); n > 0 && units[strings.TrimRight(w, ",;:.)")] {
			if before := list[n-1]; before[len(before)-1] >= '0' && before[len(before)-1] <= '9' {
				list[n-1] = before + " " + w
				continue
			}
		}
		list = append(list, w)
	}
	return list
}

// Wrap breaks a text into lines of at most n cells at blanks, and within words
// that are longer than a line.
func Wrap(text string, n int) []string {
	n = max(n, 1)
	var lines []string
	line, room := "", n
	flush := func() {
		if line != "" {
			lines = append(lines, line)
		}
		line, room = "", n
	}
	for _, word := range Words(text) {
		w := Cells(word)
		switch {
		case line != "" && w+1 <= room:
			line += " " + word
			room -= w + 1
			continue
		case line != "":
			flush()
		}
		for w > n {
			head := displaywidth.TruncateString(word, n, "")
			if head == "" { // one cluster wider than the line
				break
			}
			lines = append(lines, head)
			word = word[len(head):]
			w = Cells(word)
		}
		line, room = word, n-w
	}
	flush()
	return lines
}

// Flow lays items out on lines of at most n cells with three blanks between
// them. An item that is longer than a line is wrapped.
func Flow(items []string, n int) []string {
	const gap = "   "
	var lines []string
	line := ""
	for _, item := range items {
		if item == "" {
			continue
		}
		if line != "" && Cells(line)+len(gap)+Cells(item) <= n {
			line += gap + item
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = item
		if Cells(item) > n {
			parts := Wrap(item, n)
			lines = append(lines, parts[:len(parts)-1]...)
			line = parts[len(parts)-1]
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// Cut breaks a line into pieces of at most n cells and keeps its blanks.
func Cut(line string, n int) []string {
	var pieces []string
	for Cells(line) > n {
		head := displaywidth.TruncateString(line, n, "")
		if head == "" {
			break
		}
		pieces = append(pieces, head)
		line = line[len(head):]
	}
	return append(pieces, line)
}
