package report

import (
	"io"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/relation"
)

// Columns writes what columns a table has and what they mean.
func Columns(w io.Writer, name string, columns []relation.Column, width int) error {
	p := newPage(w, width, false)
	p.text(plain, 0, 0, "columns of "+name+", as they are called in print and in JSON and CSV; the unit at the end of a name may be left out")
	p.blank()
	lead := 0
	for _, c := range columns {
		lead = max(lead, cells(columnNames(c)))
	}
	for _, c := range columns {
		for i, l := range wrap(strings.ReplaceAll(c.Doc, "`", ""), p.width-lead-4) {
			head := ""
			if i == 0 {
				head = columnNames(c)
			}
			p.line(plain, "  "+pad(head, lead, false)+"  "+l)
		}
	}
	return p.close()
}

func columnNames(c relation.Column) string {
	if c.Short != "" {
		return c.Short + ", " + c.Name
	}
	return c.Name
}
