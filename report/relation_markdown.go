package report

import (
	"bufio"
	"io"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
)

// TableMarkdown writes the rows of a table as a table of GitHub's Markdown.
func TableMarkdown(w io.Writer, t *relation.Table, o TableOptions) error {
	b := bufio.NewWriter(w)
	b.WriteString(tableCounts(t, o) + "\n")
	list := columnsShown(t, o)
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
				text = markdownCell(c.Name, clip(clipped(text), markdownCells))
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
		b.WriteString("\n" + mdProse(o.Note) + "\n")
	}
	return b.Flush()
}

// markdownCells is how wide a text may be in a table of Markdown.
const markdownCells = 120

// markdownNumber makes what humanize writes stay what it is.
var markdownNumber = strings.NewReplacer("<", "&lt;", "~", `\~`)

// markdownCell writes a text in a table's cell: sentences as prose, names whole as
// code where a part of them could mean something.
func markdownCell(column, text string) string {
	switch column {
	case "title", "cause", "message", "evidence", "advice", "check", "text", "error":
		return mdCellProse(text)
	}
	if prose := mdCellProse(text); prose == text {
		return prose
	}
	return mdCell(text)
}
