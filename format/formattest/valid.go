package formattest

import (
	"testing"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/format"
)

// CheckKind checks that an event fills what its kind promises, and no more. It
// is to fill the columns of also as well.
func CheckKind(t testing.TB, e *format.Event, also ...string) {
	t.Helper()
	spec := e.Kind.Spec()
	may, always := map[string]bool{"kind": true, "attrs": true}, map[string]bool{}
	for _, name := range also {
		always[name] = true
	}
	for _, name := range spec.Maybe {
		may[name] = true
	}
	for _, name := range spec.Always {
		may[name], always[name] = true, true
	}
	for _, c := range format.Columns() {
		_, known := e.Value(c)
		if known && !may[c.Name] {
			t.Errorf("%s has a column that it must not have: %s", spec.Name, c.Name)
		}
		if !known && always[c.Name] {
			t.Errorf("%s lacks %s", spec.Name, c.Name)
		}
	}
}

// CheckText checks that all text of an event is UTF-8.
func CheckText(t testing.TB, e *format.Event) {
	t.Helper()
	for _, c := range format.Columns() {
		v, _ := e.Value(c)
		if !utf8.ValidString(v.Text) {
			t.Errorf("%s is not UTF-8: %q", c.Name, v.Text)
		}
		for _, a := range v.Attrs {
			if !utf8.ValidString(a.Key) || !utf8.ValidString(a.Value) {
				t.Errorf("attr is not UTF-8: %q %q", a.Key, a.Value)
			}
		}
		for _, s := range v.Texts {
			if !utf8.ValidString(s) {
				t.Errorf("%s is not UTF-8: %q", c.Name, s)
			}
		}
	}
}
