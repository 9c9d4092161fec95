package otlp

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

// docs/otlp.md has the attributes that the code has.
func TestAttributesAreDocumented(t *testing.T) {
	const path = "../../../docs/otlp.md"
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	table.WriteString("| attribute | type | of | what |\n| --- | --- | --- | --- |\n")
	for _, a := range Attributes {
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s |\n", a.Name, a.Type, a.On, a.Doc)
	}
	begin, end := "<!-- attributes -->\n", "<!-- end -->"
	before, rest, found := bytes.Cut(doc, []byte(begin))
	_, after, closed := bytes.Cut(rest, []byte(end))
	if !found || !closed {
		t.Fatal("no markers")
	}
	want := []byte(string(before) + begin + table.String() + end + string(after))
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(doc, want) {
		t.Error("docs/otlp.md is not what the code says: go test ./report/export/otlp -update")
	}
}
