package tables

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
)

// CSV writes tables of equal columns one below the other, as RFC 4180 says but for
// the line end, which is a line feed: a head, then one record a row. What is
// unknown is empty, a list is JSON.
//
// Texts are as they were recorded. One that begins with =, +, - or @ is a formula
// to a spreadsheet; changing it would make CSV differ from other forms and spoil
// each second line of a log.
type CSV struct {
	w       *csv.Writer
	record  []string
	visible bool
}

// NewCSV begins to write to w. With visible, as for a terminal, what controls one
// is written as escapes.
func NewCSV(w io.Writer, columns []relation.Column, visible bool) (*CSV, error) {
	c := &CSV{w: csv.NewWriter(w), record: make([]string, len(columns)), visible: visible}
	for i, column := range columns {
		c.record[i] = column.Name
	}
	return c, c.w.Write(c.record)
}

// Write writes the rows of a table.
func (c *CSV) Write(t *relation.Table) error {
	for row := range t.Rows() {
		for i := range t.Columns {
			text := field(t.Columns[i].Type, t.Cell(row, i))
			if c.visible {
				text = humanize.Visible(text)
			}
			c.record[i] = text
		}
		if err := c.w.Write(c.record); err != nil {
			return err
		}
	}
	return nil
}

// Close writes what is pending. It does not close what is written to.
func (c *CSV) Close() error {
	c.w.Flush()
	return c.w.Error()
}

// field writes a cell for CSV.
func field(t relation.Type, x relation.Cell) string {
	if !x.Known {
		return ""
	}
	switch t {
	case relation.Text:
		return x.Text
	case relation.Real:
		return string(appendValue(nil, t, x))
	case relation.Truth:
		return strconv.FormatBool(x.Int != 0)
	case relation.Integers, relation.Texts:
		return string(appendValue(nil, t, x))
	}
	return strconv.FormatInt(x.Int, 10)
}

// appendValue appends a cell as JSON.
func appendValue(b []byte, t relation.Type, x relation.Cell) []byte {
	if !x.Known {
		return append(b, "null"...)
	}
	switch t {
	case relation.Text:
		return appendText(b, x.Text)
	case relation.Real:
		text, err := json.Marshal(x.Real)
		if err != nil { // no number
			return append(b, "null"...)
		}
		return append(b, text...)
	case relation.Truth:
		return strconv.AppendBool(b, x.Int != 0)
	case relation.Integers:
		b = append(b, '[')
		for i, v := range x.Ints {
			if i > 0 {
				b = append(b, ',')
			}
			b = strconv.AppendInt(b, v, 10)
		}
		return append(b, ']')
	case relation.Texts:
		b = append(b, '[')
		for i, s := range x.Texts {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendText(b, s)
		}
		return append(b, ']')
	}
	return strconv.AppendInt(b, x.Int, 10)
}
