package report

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

func studyOf(t *testing.T, path string) *finding.Study {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(formattest.Recorded(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	return finding.Of(run)
}

// first returns the first rows of a table, sorted as its command does.
func first(t *testing.T, s *finding.Study, table *relation.Table, sort string, n int) (*relation.Table, TableOptions) {
	t.Helper()
	rows := table.Match()
	if sort != "" {
		keys, err := relation.ParseKeys(table.Columns, sort)
		if err != nil {
			t.Fatal(err)
		}
		table.Sort(rows, keys)
	}
	o := TableOptions{All: table.Rows(), Matching: len(rows), Several: len(s.Run.Queries) > 1}
	return table.Pick(rows[:min(n, len(rows))]), o
}

// tableGoldens are the tables of real recordings, as people see them.
func tableGoldens(t *testing.T) map[string]string {
	all := map[string]string{}
	for _, name := range []string{"skew-ray", "node-killed-ray", "udf-fails-ray", "tpch-native", "several-native"} {
		s := studyOf(t, filepath.Join("..", "testdata", "recordings", name+".arrow"))
		var b bytes.Buffer
		for _, x := range []struct{ table, sort string }{{"tasks", "-wall"}, {"operators", "-path"}, {"workers", ""}} {
			kind, _ := relation.KindOf(x.table)
			for _, width := range []int{100, 160} {
				table, o := first(t, s, kind.Of(s, s.All()), x.sort, 8)
				o.Width = width
				fmt.Fprintf(&b, "%s, %d cells wide\n\n", x.table, width)
				if err := Table(&b, table, o); err != nil {
					t.Fatal(err)
				}
				b.WriteString("\n")
			}
			table, o := first(t, s, kind.Of(s, s.All()), x.sort, 3)
			if err := TableMarkdown(&b, table, o); err != nil {
				t.Fatal(err)
			}
			b.WriteString("\n")
		}
		all["tables-"+name+".txt"] = b.String()
	}
	return all
}

var hostileTexts = []string{"a|b", `a\|b`, "a`b", "line\nline", "\x1b[31mred", "\u202eoverride", "<script>alert(1)</script>", "@somebody", "#1", "www.example.com", "- item", "*bold*",
	"_low_", "~x~", "$e$", "漢字漢字", strings.Repeat("long", 300_000), "", " ", "\xff", "\x00", "|", "||", "`", "``"}

// hostileTables has texts of a recording that would be more than text.
func hostileTable() *relation.Table {
	lines := make([]analyze.LogLine, len(hostileTexts))
	for i, s := range hostileTexts {
		lines[i] = analyze.LogLine{Kind: analyze.LogOutput, Text: s, Name: s, Severity: s}
	}
	return relation.Logs(lines)
}

// No text of a recording breaks a table, moves a cursor, or grows a line.
func TestHostileTextsInTables(t *testing.T) {
	table := hostileTable()
	for _, columns := range [][]int{nil, {table.Index("text"), table.Index("name")}} {
		o := TableOptions{Width: 120, Columns: columns, All: table.Rows(), Matching: table.Rows()}
		var b bytes.Buffer
		if err := Table(&b, table, o); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		if len(lines) < table.Rows()+2 || len(lines) > table.Rows()+4 {
			t.Errorf("%d lines for %d rows", len(lines), table.Rows())
		}
		for _, l := range lines {
			if cells(l) > 120 || strings.ContainsAny(l, "\x1b\x00\u202e") {
				t.Errorf("%d cells: %q", cells(l), l)
			}
		}
		b.Reset()
		if err := TableMarkdown(&b, table, o); err != nil {
			t.Fatal(err)
		}
		want := -1
		for i, l := range strings.Split(strings.TrimSpace(b.String()), "\n") {
			if i < 2 {
				continue // how many there are
			}
			n := len(unescapedPipe.FindAllString(l, -1))
			if want < 0 {
				want = n
			}
			if n != want || strings.ContainsAny(l, "\x1b\x00\u202e") || strings.Contains(outsideCode(l), "<script") || mention.MatchString(outsideCode(l)) {
				t.Errorf("%d cells, want %d: %.300q", n, want, l)
			}
		}
	}
}

var (
	unescapedPipe = regexp.MustCompile(`\|`) // a backslash before one may itself be one that is escaped: there may be none
	mention       = regexp.MustCompile(`@\w|#\d|www\.`)
	code          = regexp.MustCompile("(`+)[^`].*?(`+)|<code>.*?</code>")
)

func outsideCode(l string) string { return code.ReplaceAllString(l, "") }

// Nothing of any real recording is wider than it may be, and every row is there.
func TestTablesFit(t *testing.T) {
	paths := formattest.Recordings(t, "../testdata/recordings/*.arrow")
	for _, path := range paths {
		s := studyOf(t, path)
		for _, kind := range relation.Kinds() {
			table := kind.Of(s, s.All())
			for _, width := range []int{80, 200} {
				shown, o := first(t, s, table, "", 20)
				o.Width = width
				var b bytes.Buffer
				if err := Table(&b, shown, o); err != nil {
					t.Fatal(err)
				}
				lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
				if shown.Rows() > 0 && len(lines) < shown.Rows()+2 {
					t.Errorf("%s: %s: %d lines for %d rows", path, kind.Name, len(lines), shown.Rows())
				}
				for _, l := range lines {
					if cells(l) > width {
						t.Errorf("%s: %s: %d cells of %d", path, kind.Name, cells(l), width)
					}
				}
			}
			if err := TableMarkdown(io.Discard, table, TableOptions{All: table.Rows(), Matching: table.Rows()}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestCellsForPeople(t *testing.T) {
	for _, c := range []struct {
		column relation.Column
		cell   relation.Cell
		want   string
	}{
		{relation.Column{Type: relation.Integer, Unit: relation.UnitNanoseconds}, relation.Cell{Known: true, Int: 1_500_000_000, Derived: true}, "~1.50 s"},
		{relation.Column{Type: relation.Integer, Unit: relation.UnitNanoseconds}, relation.Cell{}, "?"},
		{relation.Column{Type: relation.Integer, Unit: relation.UnitBytes}, relation.Cell{Known: true, Int: 1536}, "1.5 KiB"},
		{relation.Column{Type: relation.Integer}, relation.Cell{Known: true, Int: 12345}, "12345"},
		{relation.Column{Type: relation.Integer}, relation.Cell{}, "-"},
		{relation.Column{Type: relation.Integer, Unit: relation.UnitRows}, relation.Cell{Known: true, Int: 12345}, "12,345"},
		{relation.Column{Type: relation.Real, Unit: relation.UnitShare}, relation.Cell{Known: true, Real: 0.1234}, "12.3%"},
		{relation.Column{Type: relation.Real, Unit: relation.UnitShare}, relation.Cell{Known: true, Real: 0.0001}, "<0.1%"},
		{relation.Column{Type: relation.Real, Unit: relation.UnitShare}, relation.Cell{Known: true, Real: 0.99999}, ">99.9%"},
		{relation.Column{Type: relation.Real, Unit: relation.UnitShare}, relation.Cell{Known: true}, "0.0%"},
		{relation.Column{Type: relation.Real, Unit: relation.UnitTimes}, relation.Cell{Known: true, Real: 2.06}, "2.1x"},
		{relation.Column{Type: relation.Truth}, relation.Cell{Known: true, Int: 1}, "yes"},
		{relation.Column{Type: relation.Text}, relation.Cell{}, "-"},
		{relation.Column{Type: relation.Integers}, relation.Cell{Known: true, Ints: []int64{3, 4}}, "3,4"},
		{relation.Column{Type: relation.Time, Unit: relation.UnitNanoseconds}, relation.Cell{Known: true, Int: 1795394768858464000}, "2026-11-23 00:46:08.858 UTC"},
	} {
		if got := cellText(c.column, c.cell); got != c.want {
			t.Errorf("%+v: %q, want %q", c.cell, got, c.want)
		}
	}
}
