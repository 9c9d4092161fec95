package layout

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// Markdown, as GitHub reads it, makes markup, links and mentions of what is
// meant as text: #4 becomes a link to issue 4, @name calls somebody, a word of
// hexadecimal digits may be a commit. In code it does none of that, so every
// word that could become something is written as code.

// Prose writes a text of this program or of a recording as Markdown that shows
// just that text.
func Prose(text string) string {
	var out []string
	words := strings.Fields(Safe(Bounded(text, LongestCell)))
	for i := 0; i < len(words); i++ {
		word := words[i]
		if harmless(trimClosing(strings.TrimLeft(word, "("))) {
			out = append(out, mdPlain(word))
			continue
		}
		head := word[:len(word)-len(strings.TrimLeft(word, "("))]
		core := word[len(head):]
		for n := 0; n < mostWordsOfCall && i+1 < len(words) && strings.Count(core, "(") > strings.Count(core, ")"); n++ {
			i++ // a call with several arguments is one piece of code
			core += " " + words[i]
		}
		kept := trimClosing(core)
		if kept == "" {
			kept = core
		}
		out = append(out, head+Code(kept)+core[len(kept):])
	}
	return strings.Join(out, " ")
}

// mostWordsOfCall bounds how far the end of a call is looked for.
const mostWordsOfCall = 8

// trimClosing takes the punctuation that ends a word from it, but not a bracket
// that the word opens, nor dots that stand for something.
func trimClosing(word string) string {
	for word != "" {
		before, last := word[:len(word)-1], word[len(word)-1]
		switch {
		case strings.IndexByte(",;:", last) >= 0:
		case last == '.' && !strings.HasSuffix(before, ".") && !strings.HasSuffix(before, "("):
		case last == ')' && strings.Count(word, ")") > strings.Count(word, "("):
		default:
			return word
		}
		word = before
	}
	return word
}

// harmless reports whether a word, without what ends it, means nothing to
// Markdown or GitHub.
func harmless(word string) bool {
	letters, digits, hex := false, false, true
	for i, r := range word {
		switch {
		case r >= '0' && r <= '9':
			digits = true
		case r >= 'a' && r <= 'f', r >= 'A' && r <= 'F':
			letters = true
		case unicode.IsLetter(r), unicode.Is(unicode.Mn, r):
			letters, hex = true, false
		case r == '~' && i == 0, (r == '>' || r == '<') && i <= 1:
			hex = false
		case strings.ContainsRune(",;.'%/?+-\"…µ", r):
			hex = false
		default:
			return false
		}
	}
	switch {
	case !letters && !digits:
		return word == Ellipsis || word == "%" || word == "->" || word == "<-" || word == "<" || word == ">"
	case hex && digits && letters && len(word) >= 7:
		return false // may be a commit
	}
	lower := strings.ToLower(strings.Trim(word, `"'`))
	return !strings.HasPrefix(lower, "www.") && !strings.HasPrefix(lower, "gh-")
}

// mdPlain writes a harmless word, whose marks before a number, and a dot after
// it, are the only characters that could mean something.
func mdPlain(word string) string {
	if digits := strings.TrimRight(word, ".)"); digits != word && strings.Trim(digits, "0123456789") == "" {
		word = digits + "\\" + word[len(digits):]
	}
	return strings.NewReplacer("~", "\\~", ">", "&gt;", "<", "&lt;").Replace(word)
}

// Code writes a text as code, whatever it holds.
func Code(text string) string {
	text = Safe(text)
	if strings.TrimSpace(text) == "" {
		return ""
	}
	ticks := strings.Repeat("`", longestRun(text, '`')+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") {
		text = " " + text + " "
	}
	return ticks + text + ticks
}

// Cell writes a text as the code of a table's cell, in which neither | nor a
// backslash can be written inside of backticks.
func Cell(text string) string {
	text = Safe(text)
	if !strings.ContainsAny(text, "|`\\") {
		return Code(text)
	}
	var b strings.Builder
	b.WriteString("<code>")
	for _, r := range text {
		if r < utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ' ' {
			b.WriteString("&#" + strconv.Itoa(int(r)) + ";")
			continue
		}
		b.WriteRune(r)
	}
	b.WriteString("</code>")
	return b.String()
}

// CellProse writes a text in a table's cell, as prose where that can be.
func CellProse(text string) string {
	if strings.ContainsAny(text, "|`\\") {
		return Cell(text)
	}
	return Prose(text)
}

// Fence writes lines as a block of code.
func Fence(text string) string {
	ticks := strings.Repeat("`", max(3, longestRun(text, '`')+1))
	return ticks + "text\n" + strings.TrimRight(text, "\n") + "\n" + ticks + "\n"
}

// longestRun returns how often a byte stands side by side at most.
func longestRun(text string, c byte) (most int) {
	run := 0
	for i := range len(text) {
		if text[i] != c {
			run = 0
			continue
		}
		run++
		most = max(most, run)
	}
	return most
}

// Short makes a text harmless that is going to be cut.
func Short(text string) string { return Safe(Bounded(text, LongestCell)) }

// ClipLines keeps whole lines from the beginning of a text, of so many bytes, and
// says how many it left out; "" where there is not even room for one.
func ClipLines(text string, room int) string {
	if len(text) <= room {
		return text
	}
	const remark = 60
	var b strings.Builder
	kept := 0
	lines := strings.SplitAfter(text, "\n")
	for _, l := range lines {
		if b.Len()+len(l) > room-remark {
			break
		}
		b.WriteString(l)
		kept++
	}
	if kept == 0 {
		return ""
	}
	return b.String() + humanize.Plural(int64(len(lines)-kept), "line is", "lines are") + " left out here\n"
}
