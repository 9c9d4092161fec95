package relation

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the tables of docs/tables.md")

// docs/tables.md is made from the columns.
func TestDoc(t *testing.T) {
	const path = "../../docs/tables.md"
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- tables -->\n", "<!-- end -->"
	before, rest, found := bytes.Cut(doc, []byte(begin))
	_, after, closed := bytes.Cut(rest, []byte(end))
	if !found || !closed {
		t.Fatal("no markers")
	}
	want := []byte(string(before) + begin + tablesText() + end + string(after))
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(doc, want) {
		t.Error("docs/tables.md is not what the columns say: go test ./analyze/relation -update")
	}
}

var typeNames = [...]string{Text: "text", Integer: "integer", Real: "real", Truth: "truth", Time: "time", Integers: "list of integer", Texts: "list of text"}

func described() []Kind {
	kinds := Kinds()
	for _, columns := range []func() (name, doc string, columns []Column){LogColumns, CauseColumns} {
		name, doc, list := columns()
		kinds = append(kinds, Kind{Name: name, Doc: doc, Columns: func() []Column { return list }})
	}
	return kinds
}

func tablesText() string {
	var b strings.Builder
	for _, k := range described() {
		fmt.Fprintf(&b, "\n## %s\n\nA row is %s.\n\n| column | also | type | unit | what |\n| --- | --- | --- | --- | --- |\n", k.Name, k.Doc)
		for _, c := range k.Columns() {
			short := ""
			if c.Short != "" {
				short = "`" + c.Short + "`"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", c.Name, short, typeNames[c.Type], c.Unit, c.Doc)
		}
	}
	b.WriteString("\n")
	return b.String()
}

// Names are those of a database, say their unit, and are told apart.
func TestColumnsAreNamedAlike(t *testing.T) {
	plain := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	for _, k := range described() {
		seen := map[string]bool{}
		for _, c := range k.Columns() {
			for _, name := range []string{c.Name, c.Short} {
				if name == "" {
					continue
				}
				if seen[name] || !plain.MatchString(name) {
					t.Errorf("%s: the name %q", k.Name, name)
				}
				seen[name] = true
			}
			if c.Doc == "" || strings.HasSuffix(c.Doc, ".") {
				t.Errorf("%s.%s: %q", k.Name, c.Name, c.Doc)
			}
			if (c.Unit == UnitNanoseconds) != (strings.HasSuffix(c.Name, "_ns") || c.Name == "ns") {
				t.Errorf("%s.%s is in %q", k.Name, c.Name, c.Unit)
			}
			if c.Type == Time && c.Unit != UnitNanoseconds || c.Unit != UnitNone && c.Type != Integer && c.Type != Real && c.Type != Time {
				t.Errorf("%s.%s: type %s in %q", k.Name, c.Name, typeNames[c.Type], c.Unit)
			}
		}
	}
}
