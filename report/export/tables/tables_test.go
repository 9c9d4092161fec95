package tables

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

func studied(t testing.TB, path string) *finding.Study {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(formattest.Recorded(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	return finding.Of(run)
}

// What CSV and JSON say of every table of real recordings is the same, and is
// what the table says.
func TestCSVAndJSONAgree(t *testing.T) {
	paths := formattest.Recordings(t, "../../../testdata/recordings/*.arrow")
	for _, path := range paths {
		s := studied(t, path)
		var doc bytes.Buffer
		j := NewJSON(&doc)
		j.Number("number", -5)
		j.Text("text", "a \"b\"\n")
		all := relation.All(s, s.All())
		sheets := make([][][]string, len(all))
		for i, table := range all {
			j.Begin(table.Name, table.Columns)
			if err := j.Write(table); err != nil {
				t.Fatal(err)
			}
			var sheet bytes.Buffer
			c, err := NewCSV(&sheet, table.Columns, false)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Write(table); err != nil {
				t.Fatal(err)
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			if sheets[i], err = csv.NewReader(&sheet).ReadAll(); err != nil {
				t.Fatalf("%s: %s: %v", path, table.Name, err)
			}
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		var got map[string]json.RawMessage
		if err := json.Unmarshal(doc.Bytes(), &got); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if string(got["number"]) != "-5" || string(got["text"]) != `"a \"b\"\n"` || string(got["schema_version"]) != "1" {
			t.Errorf("%s %s %s", got["number"], got["text"], got["schema_version"])
		}
		for i, table := range all {
			compare(t, path, table, sheets[i], got[table.Name])
		}
	}
}

func compare(t *testing.T, path string, table *relation.Table, sheet [][]string, doc json.RawMessage) {
	t.Helper()
	var rows []map[string]json.RawMessage
	if err := json.Unmarshal(doc, &rows); err != nil {
		t.Fatalf("%s: %s: %v", path, table.Name, err)
	}
	if len(rows) != table.Rows() || len(sheet) != table.Rows()+1 {
		t.Fatalf("%s: %s has %d rows: %d in JSON, %d in CSV", path, table.Name, table.Rows(), len(rows), len(sheet)-1)
	}
	for row := range rows {
		for c, column := range table.Columns {
			x, said, written := table.Cell(row, c), string(rows[row][column.Name]), sheet[row+1][c]
			if sheet[0][c] != column.Name || len(rows[row]) != len(table.Columns) {
				t.Fatalf("%s: %s: columns differ", path, table.Name)
			}
			want := "null"
			switch {
			case !x.Known:
				if written != "" {
					t.Errorf("%s: %s.%s: %q, want nothing", path, table.Name, column.Name, written)
				}
			case column.Type == relation.Text:
				b, _ := json.Marshal(x.Text)
				want = string(b)
				var text string
				if err := json.Unmarshal([]byte(said), &text); err != nil || text != x.Text {
					t.Errorf("%s: %s.%s: %s, want %s", path, table.Name, column.Name, said, want)
				}
				want = said
				if written != strings.ReplaceAll(x.Text, "\r\n", "\n") { // the reader of CSV changes that
					t.Errorf("%s: %s.%s: %q in CSV, want %q", path, table.Name, column.Name, written, x.Text)
				}
			default:
				want = written
			}
			if said != want {
				t.Errorf("%s: %s.%s: %s in JSON, %s in CSV", path, table.Name, column.Name, said, want)
			}
		}
	}
}

// A hostile text stays one field and one string, and a terminal is told nothing.
func TestHostileTexts(t *testing.T) {
	texts := []string{"a,b", "a\"b", "a\nb", "a\r\nb", "=1+1", "\x1b[31m", "\u202e", "</script>", "\x00", "\u009b31m", "\xff", strings.Repeat("x", 1<<20), "\u2028", " lead", `\u0041`}
	lines := make([]analyze.LogLine, len(texts))
	for i := range texts {
		lines[i] = analyze.LogLine{Kind: analyze.LogOutput, Text: texts[i]}
	}
	table := relation.Logs(lines)
	column := table.Index("text")
	for _, visible := range []bool{false, true} {
		var b bytes.Buffer
		c, err := NewCSV(&b, table.Columns, visible)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Write(table); err != nil {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		if visible && bytes.ContainsAny(b.Bytes(), "\x1b\x00\u009b\u202e") {
			t.Error("a terminal is told something")
		}
		records, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(records) != len(texts)+1 {
			t.Fatal(len(records), err)
		}
		for i, text := range texts {
			if got := records[i+1][column]; !visible && got != strings.ReplaceAll(text, "\r\n", "\n") {
				t.Errorf("%.20q: %.20q", text, got)
			}
		}
	}
	var b bytes.Buffer
	j := NewJSON(&b)
	j.Begin(table.Name, table.Columns)
	if err := j.Write(table); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if bytes.ContainsAny(b.Bytes(), "\x1b\x00\u009b") {
		t.Error("JSON has control characters")
	}
	var doc struct{ Logs []struct{ Text string } }
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		if want := strings.ToValidUTF8(text, "\ufffd"); doc.Logs[i].Text != want {
			t.Errorf("%.20q: %.20q", text, doc.Logs[i].Text)
		}
	}
}
