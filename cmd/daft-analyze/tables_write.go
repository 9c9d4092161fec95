package main

import (
	"io"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
	"github.com/daft-analyze/daft-analyze/report"
	"github.com/daft-analyze/daft-analyze/report/export/tables"
)

// writeTable writes a table as CSV or JSON.
func writeTable(t *relation.Table, columns []int, leftOut int, form formatFlag, w io.Writer) error {
	if columns != nil {
		t = t.Choose(columns)
	}
	if form == formatCSV {
		c, err := tables.NewCSV(w, t.Columns, isTerminal(w))
		if err != nil {
			return err
		}
		if err := c.Write(t); err != nil {
			return err
		}
		return c.Close()
	}
	j := tables.NewJSON(w)
	j.Begin(t.Name, t.Columns)
	if err := j.Write(t); err != nil {
		return err
	}
	if leftOut > 0 {
		j.Number("left_out", int64(leftOut))
	}
	return j.Close()
}

// explainCSV writes the findings of explain as CSV.
func explainCSV(w io.Writer, study *finding.Study, query string) error {
	cases, err := report.Cases(study, query)
	if err != nil {
		return err
	}
	return writeTable(relation.Findings(study, cases), nil, 0, formatCSV, w)
}

func terminalWidth(w io.Writer) int {
	width, _ := terminal(w)
	return width
}
