package tables

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/analyze/relation"
	"github.com/daft-analyze/daft-analyze/report"
)

// JSON writes tables as one document: an object with schema_version and, under the
// name of each table, the list of its rows. Each row is an object on a line of its
// own, with every column. The first error of what is written to sticks.
type JSON struct {
	w     *bufio.Writer
	open  bool // a list of rows is
	rows  bool // it has some
	line  []byte
	names []string // of the columns, as JSON with the colon
}

// NewJSON begins a document.
func NewJSON(w io.Writer) *JSON {
	j := &JSON{w: bufio.NewWriterSize(w, 1<<16)}
	fmt.Fprintf(j.w, "{\n  \"schema_version\": %d", report.SchemaVersion)
	return j
}

// Number writes a number beside the tables.
func (j *JSON) Number(name string, v int64) {
	j.end()
	fmt.Fprintf(j.w, ",\n  %s: %d", appendText(nil, name), v)
}

// Text writes a text beside the tables.
func (j *JSON) Text(name, text string) {
	j.end()
	fmt.Fprintf(j.w, ",\n  %s: %s", appendText(nil, name), appendText(nil, text))
}

// Begin begins a table.
func (j *JSON) Begin(name string, columns []relation.Column) {
	j.end()
	fmt.Fprintf(j.w, ",\n  %s: [", appendText(nil, name))
	j.open, j.rows = true, false
	j.names = j.names[:0]
	for i, c := range columns {
		lead := ", "
		if i == 0 {
			lead = ""
		}
		j.names = append(j.names, lead+string(appendText(nil, c.Name))+": ")
	}
}

// Write writes rows of the table that was begun.
func (j *JSON) Write(t *relation.Table) error {
	var err error
	for row := range t.Rows() {
		j.line = j.line[:0]
		if j.rows {
			j.line = append(j.line, ',')
		}
		j.rows = true
		j.line = append(j.line, "\n    {"...)
		for i := range t.Columns {
			j.line = append(j.line, j.names[i]...)
			j.line = appendValue(j.line, t.Columns[i].Type, t.Cell(row, i))
		}
		j.line = append(j.line, '}')
		if _, err = j.w.Write(j.line); err != nil {
			break
		}
	}
	return err
}

func (j *JSON) end() {
	if j.open {
		if j.rows {
			j.w.WriteString("\n  ")
		}
		j.w.WriteString("]")
	}
	j.open = false
}

// Close ends the document. It does not close what is written to.
func (j *JSON) Close() error {
	j.end()
	j.w.WriteString("\n}\n")
	return j.w.Flush()
}

// appendText appends a string as JSON. Beside what JSON asks for, it writes as
// escapes what some terminals and scripts take for more than text.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r < ' ' || 0x7f <= r && r < 0xa0 || r == 0x2028 || r == 0x2029:
			b = append(b, `\u`...)
			hex := strconv.FormatInt(int64(r), 16)
			b = append(append(b, "0000"[len(hex):]...), hex...)
		default: // a byte that is no UTF-8 is U+FFFD here
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
