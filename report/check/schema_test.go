package check

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemaPath is where the JSON Schema of what JSON writes is kept.
var schemaPath = filepath.Join("..", "..", "docs", "schema", "check.schema.json")

// choices are the members that have one of few values.
var choices = map[string][]any{
	"verdict": {"regression", "incomparable", "inconclusive", "ok"},
	"unit":    {"ns", "bytes", "rows", "count", nil},
}

// schemaOf makes a JSON Schema of what is written, with the words of docs/json.md.
// New members may come: a reader must not refuse them.
func schemaOf(t *testing.T) []byte {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "json.md"))
	if err != nil {
		t.Fatal(err)
	}
	definitions := map[string]any{}
	for object, name := range objects {
		members, required := map[string]any{}, []string{}
		for i := range object.NumField() {
			f := object.Field(i)
			member := f.Tag.Get("json")
			s := typeSchema(f.Type)
			if about := meaning(string(text), name, member); about != "" {
				s["description"] = about
			}
			if list := choices[member]; list != nil {
				delete(s, "type")
				s["enum"] = list
			}
			if member == "schema_version" {
				s = map[string]any{"const": SchemaVersion}
			}
			members[member], required = s, append(required, member)
		}
		definitions[defined(name)] = map[string]any{"type": "object", "properties": members, "required": required}
	}
	doc := map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://github.com/daft-analyze/daft-analyze/docs/schema/check.schema.json",
		"title": "daft-analyze check --format json, schema_version 1", "$ref": "#/$defs/check", "$defs": definitions,
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(doc); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func defined(name string) string { return strings.ReplaceAll(name, " ", "_") }

func typeSchema(t reflect.Type) map[string]any {
	if name := objects[t]; name != "" {
		return map[string]any{"$ref": "#/$defs/" + defined(name)}
	}
	switch t.Kind() {
	case reflect.Pointer:
		s := typeSchema(t.Elem())
		if s["type"] == nil {
			return map[string]any{"anyOf": []any{s, map[string]any{"type": "null"}}}
		}
		return map[string]any{"type": []any{s["type"], "null"}}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": typeSchema(t.Elem())}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	}
	return map[string]any{"type": "integer"}
}

var links = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)

// meaning is what docs/json.md says of a member.
func meaning(text, object, member string) string {
	_, section, _ := strings.Cut(text, "# "+object+"\n")
	section, _, _ = strings.Cut(section, "\n#")
	for line := range strings.Lines(section) {
		if columns := strings.Split(line, "|"); len(columns) >= 4 && strings.TrimSpace(columns[1]) == "`"+member+"`" {
			return strings.ReplaceAll(links.ReplaceAllString(strings.TrimSpace(columns[3]), "$1"), "`", "")
		}
	}
	return ""
}

func TestSchemaIsThatOfWhatIsWritten(t *testing.T) {
	want := schemaOf(t)
	if *update {
		if err := os.WriteFile(schemaPath, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(schemaPath); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is another (%v); -update rewrites it", schemaPath, err)
	}
}

// Everything that JSON writes is valid by the schema, and what is changed so that
// it should not be is not.
func TestJSONIsValidBySchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(schemaPath)
	if err != nil {
		t.Fatal(err)
	}
	valid := func(doc []byte) error {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
		if err != nil {
			return err
		}
		return schema.Validate(value)
	}
	for _, f := range fixtures {
		r := f.of()
		if f.name == "nothing" {
			r.Verdict = "ok"
		}
		if err := valid(written(t, "json", r, f.o)); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
	}
	good := string(written(t, "json", regression(), Options{}))
	for _, change := range [][2]string{
		{`"schema_version": 1`, `"schema_version": 2`}, {`"verdict": "regression"`, `"verdict": "fine"`}, {`"exact": true`, `"exact": "yes"`},
		{`"unit": "ns"`, `"unit": "s"`}, {`"gated"`, `"gates"`}, {`"ratio": 1.45`, `"ratio": "1.45"`}, {`"evidence": [`, `"evidence": [1,`}, {`"node_id": 3`, `"node_id": 3.5`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Errorf("%s is not there to be changed", change[0])
		} else if valid([]byte(bad)) == nil {
			t.Errorf("with %s it is valid still", change[1])
		}
	}
	// A reader must take members that it does not know.
	if err := valid([]byte(strings.Replace(good, `"verdict"`, `"new_member": {}, "verdict"`, 1))); err != nil {
		t.Error(err)
	}
}
