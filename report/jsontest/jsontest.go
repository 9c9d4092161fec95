// Package jsontest holds JSON that the packages of report write against
// docs/json.md, which describes it.
package jsontest

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Compare fails where the tables of a document are not those of the objects that
// are written: each field in its place, with its type, and nothing else. Tables
// whose heading is not mine are another test's.
func Compare(t *testing.T, path string, objects map[reflect.Type]string, mine func(heading string) bool) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	documented := tablesOf(string(text))
	for object, name := range objects {
		var fields []string
		for i := range object.NumField() {
			f := object.Field(i)
			fields = append(fields, f.Tag.Get("json")+": "+typeName(f.Type, objects))
		}
		if !slices.Equal(fields, documented[name]) {
			t.Errorf("docs/json.md, %s: it has\n%s\nand should have\n%s", name, strings.Join(documented[name], "\n"), strings.Join(fields, "\n"))
		}
		delete(documented, name)
	}
	for name := range documented {
		if mine(name) {
			t.Errorf("docs/json.md documents %q, which nothing writes", name)
		}
	}
}

// typeName is how the documentation calls a type.
func typeName(t reflect.Type, objects map[reflect.Type]string) string {
	if name := objects[t]; name != "" {
		return "[" + name + "](#" + strings.ReplaceAll(name, " ", "-") + ")"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem(), objects) + ", null"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Map {
			return "list"
		}
		return "list of " + typeName(t.Elem(), objects)
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Float64:
		return "number"
	case reflect.Int, reflect.Int64:
		return "integer"
	}
	return t.String()
}

// tablesOf returns the first two columns of the table under each heading.
func tablesOf(text string) map[string][]string {
	tables := map[string][]string{}
	heading := ""
	for line := range strings.SplitSeq(text, "\n") {
		if h, ok := strings.CutPrefix(line, "#"); ok {
			heading = strings.TrimLeft(h, "# ")
		}
		if columns := strings.Split(line, "|"); strings.HasPrefix(line, "| `") && len(columns) >= 4 {
			tables[heading] = append(tables[heading], strings.Trim(columns[1], " `")+": "+strings.TrimSpace(columns[2]))
		}
	}
	return tables
}
