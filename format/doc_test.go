package format

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the tables of docs/format.md")

// TestDoc compares the tables of docs/format.md with those in code.
func TestDoc(t *testing.T) {
	const path = "../docs/format.md"
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := doc
	for name, table := range map[string]string{"types": typesTable(), "limits": limitsTable(), "columns": columnsTable(), "kinds": kindsTable()} {
		begin, end := "<!-- "+name+" -->\n", "<!-- end -->"
		before, rest, found := bytes.Cut(want, []byte(begin))
		_, after, closed := bytes.Cut(rest, []byte(end))
		if !found || !closed {
			t.Fatalf("no markers %s", name)
		}
		want = []byte(string(before) + begin + table + end + string(after))
	}
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(doc, want) {
		t.Error("docs/format.md is not what the tables in code say: go test ./format -update")
	}
	if version := fmt.Sprintf("format %d.%d.", VersionMajor, VersionMinor); !strings.Contains(string(doc), version) {
		t.Errorf("docs/format.md does not say %q", version)
	}
}

// typeNames are the words of docs/format.md for the types of columns.
var typeNames = [...]string{
	TypeInt: "int", TypeFloat: "float", TypeLabel: "label", TypeText: "text", TypeInts: "ints", TypeTexts: "texts", TypeAttrs: "attrs",
}

func typesTable() string {
	docs := [...]string{
		TypeInt: "64-bit signed integer", TypeFloat: "64-bit IEEE float", TypeLabel: "text that repeats", TypeText: "text that does not repeat",
		TypeInts: "list of integers", TypeTexts: "list of text", TypeAttrs: "name to JSON text, keys sorted",
	}
	var b strings.Builder
	b.WriteString("| type | Arrow type | what |\n| --- | --- | --- |\n")
	for i, name := range typeNames {
		fmt.Fprintf(&b, "| %s | `%s` | %s |\n", name, Type(i).arrowType(), docs[i])
	}
	return b.String()
}

func limitsTable() string {
	var b strings.Builder
	b.WriteString("| what | at most |\n| --- | --- |\n")
	bytes := func(n int) string { return fmt.Sprintf("%d MiB", n>>20) }
	count := func(n int) string { return fmt.Sprint(n) }
	for _, l := range [][2]string{
		{"columns in the schema", count(maxColumns)},
		{"metadata of one message", bytes(maxMetadataBytes)},
		{"body of one message, as stored", bytes(maxBodyBytes)},
		{"rows of one batch", count(maxBatchRows)},
		{"list items or attributes of one batch, per column", count(maxBatchItems)},
		{"one buffer, decompressed", bytes(maxBufferBytes)},
		{"all buffers of one message, decompressed, without those of columns without any value", bytes(maxBatchBytes)},
		{"values of all dictionaries together", count(maxDictionaryValues)},
		{"text of all dictionaries together", bytes(maxDictionaryBytes)},
		{"text, lists and attributes of one event", bytes(maxEventBytes)},
		{"items of one list, or attributes, of one event", count(maxEventItems)},
		{"all compressed buffers of the file, decompressed, without those of columns without any value",
			fmt.Sprintf("%s, or %d times the size of the file if that is more", bytes(inflateFloor), inflateRatio)},
	} {
		fmt.Fprintf(&b, "| %s | %s |\n", l[0], l[1])
	}
	return b.String()
}

func columnsTable() string {
	var b strings.Builder
	b.WriteString("| column | type | what |\n| --- | --- | --- |\n")
	for _, c := range Columns() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Name, typeNames[c.Type], c.Doc)
	}
	return b.String()
}

func kindsTable() string {
	var b strings.Builder
	b.WriteString("| kind | what | always | when known |\n| --- | --- | --- | --- |\n")
	for _, k := range Kinds() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", k.Name, k.Doc, strings.Join(k.Always, ", "), strings.Join(k.Maybe, ", "))
	}
	return b.String()
}
