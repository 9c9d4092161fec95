package html

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/report"
)

// Every number of the operators, the findings and the wall is one that explain
// prints, on the line of the same operator or finding.
func TestNumbersAreThoseOfExplain(t *testing.T) {
	for _, path := range recordings(t) {
		events := formattest.Recorded(t, path)
		if len(events) > 8_000 {
			continue
		}
		run, err := analyze.Replay(formattest.NewReader(events))
		if err != nil {
			t.Fatal(err)
		}
		study, name := finding.Of(run), filepath.Base(path)
		var b bytes.Buffer
		if err := report.Explain(&b, study, report.ExplainOptions{Path: name, Full: true, Width: report.Unlimited}); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(b.String(), "\n")
		told := func(what string, words ...string) {
			t.Helper()
			if !slices.ContainsFunc(lines, func(line string) bool { return holdsInOrder(line, words) }) {
				t.Errorf("%s: explain has no line of %s with %q", name, what, words)
			}
		}
		for i, c := range study.All() {
			q := queryOf(c, i+1)
			told("the query", q.ID, q.Ended)
			for _, s := range q.Sums {
				told("the wall", s.Name+" "+s.Time)
			}
			for _, f := range q.Findings {
				told("a finding", strings.Join(strings.Fields(f.Title), " "))
				if f.Saving.Known() {
					told("its price", "costs "+strings.TrimPrefix(f.Cost, "~"), "saves "+f.Saves)
				}
			}
			for _, o := range q.Operators {
				if o.Again {
					continue
				}
				told("an operator", append([]string{o.Name}, o.Figures...)...)
			}
		}
	}
}

// holdsInOrder reports whether a line has all words, one after the other.
func holdsInOrder(line string, words []string) bool {
	for _, w := range words {
		_, rest, ok := strings.Cut(line, w)
		if !ok {
			return false
		}
		line = rest
	}
	return true
}

// The table of tasks has the tasks of the query in its order: bars are told by
// their row.
func TestTasksAreInTheirOrder(t *testing.T) {
	events := wide(2_000)
	run, err := analyze.Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	study := finding.Of(run)
	c := study.All()[0]
	tables, err := tablesOf(study, c)
	if err != nil {
		t.Fatal(err)
	}
	of := relation.Tasks(study, []*finding.Case{c})
	for _, d := range tables[0].Columns {
		at := of.Index(d.Name)
		sum := int64(0)
		for row := range of.Rows() {
			cell := of.Cell(row, at)
			switch {
			case d.Sum != nil, d.Type != "number" || cell.Real != 0:
				continue
			case d.Delta:
				sum += d.Numbers[row].v
			default:
				sum = d.Numbers[row].v
			}
			if cell.Known != d.Numbers[row].known || cell.Known && cell.Int != sum {
				t.Fatalf("%s of row %d is %d, not %d", d.Name, row, sum, cell.Int)
			}
			if d.Name == "task_id" && sum != c.Query.Tasks[row].ID {
				t.Fatalf("row %d is of task %d, not of %d", row, sum, c.Query.Tasks[row].ID)
			}
		}
	}
	if d := tables[0].Columns[slices.IndexFunc(tables[0].Columns, func(c *columnData) bool { return c.Name == "ended_since_ns" })]; len(d.Sum) != 2 {
		t.Error("the end of a task is not its last schedule and its wall")
	}
}
