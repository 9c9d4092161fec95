package report

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
)

// TableMarkdown writes the rows of a table as a table of GitHub's Markdown.
func TableMarkdown(w io.Writer, t *relation.Table, o TableOptions) error {
	b := bufio.NewWriter(w)
	b.WriteString(tableCounts(t, o) + "\n")
	list := shown(t, o.Columns)
	if t.Rows() > 0 && len(list) > 0 {
		b.WriteString("\n|")
		for _, s := range list {
			b.WriteString(" " + heading(t.Columns[s.index]) + " |")
		}
		b.WriteString("\n|")
		for _, s := range list {
			if rightAligned(t.Columns[s.index]) {
				b.WriteString(" ---: |")
			} else {
				b.WriteString(" --- |")
			}
		}
		b.WriteString("\n")
	}
	for row := range t.Rows() {
		b.WriteString("|")
		for _, s := range list {
			c, x := t.Columns[s.index], t.Cell(row, s.index)
			text := inTable(t, row, s.index)
			if x.Known && (c.Type == relation.Text || c.Type == relation.Texts) {
				text = markdownText(clip(clipped(text), markdownCells))
			} else {
				text = markdownNumber.Replace(text)
			}
			b.WriteString(" " + text + " |")
		}
		b.WriteString("\n")
	}
	if rest := o.Matching - t.Rows(); rest > 0 {
		b.WriteString("\nand " + humanize.Count(int64(rest)) + " more\n")
	}
	if o.Note != "" {
		b.WriteString("\n" + markdownText(o.Note) + "\n")
	}
	return b.Flush()
}

// markdownCells is how wide a text may be in a table of Markdown.
const markdownCells = 120

// markdownNumber makes what humanize writes stay what it is.
var markdownNumber = strings.NewReplacer("<", "&lt;", "~", `\~`, "|", `\|`)

// markdownText makes a text of a recording stay text in GitHub's Markdown, in and
// outside of tables. What could mean more there, as markup, HTML, a link, or the
// name of somebody who would be told, goes into a code span.
func markdownText(s string) string {
	s = strings.TrimSpace(safe(s))
	if s == "" {
		return ""
	}
	plain := strings.IndexFunc(s, func(r rune) bool {
		return !(r == ' ' || r == ',' || r == '%' || r == '(' || r == ')' || r > 0x7f && unicode.IsPrint(r) || unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '.')
	}) < 0
	if lower := strings.ToLower(s); plain && !strings.Contains(lower, "www.") && s[0] != '-' && !unicode.IsDigit(rune(s[0])) && !reference(lower) {
		return s
	}
	if !strings.ContainsAny(s, "|`\\") {
		return "`" + s + "`"
	}
	var b strings.Builder // neither | nor a backslash can be written inside of backticks in a table
	b.WriteString("<code>")
	for _, r := range s {
		if r < utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ' ' {
			b.WriteString("&#" + strconv.Itoa(int(r)) + ";")
			continue
		}
		b.WriteRune(r)
	}
	b.WriteString("</code>")
	return b.String()
}

// reference reports whether GitHub may take a word for an issue or a commit.
func reference(lower string) bool {
	for word := range strings.FieldsFuncSeq(lower, func(r rune) bool { return r == ' ' || r == ',' || r == '(' || r == ')' }) {
		if strings.HasPrefix(word, "gh-") || len(word) >= 7 && strings.Trim(word, "0123456789abcdef") == "" {
			return true
		}
	}
	return false
}
