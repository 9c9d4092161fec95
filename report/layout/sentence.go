package layout

import "strings"

// Gist is the beginning of a text that takes no more than so many cells: whole
// sentences of it, or parts of one, and a mark where that is not all.
func Gist(text string, room int) string {
	text = Bounded(text, max(8*room, LongestCell))
	if Cells(text) <= room {
		return text
	}
	room -= 2
	end, depth := 0, 0
	for i, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		case '.', ';':
			if depth <= 0 && strings.HasPrefix(text[i+1:], " ") && Cells(text[:i]) <= room {
				end = i
			}
		}
	}
	if end == 0 || Cells(text[:end]) < room/3 {
		return Wrap(text, max(room, 1))[0] + " " + Ellipsis
	}
	return text[:end+1] + " " + Ellipsis
}

// ShellWord writes a word as a shell takes it.
func ShellWord(s string) string {
	plainly := s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+=:@%,", r))
	}) < 0
	if plainly && !strings.HasPrefix(s, "-") {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
