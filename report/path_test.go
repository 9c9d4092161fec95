package report

import (
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// What "(no operator)" is stands below the tables that have it.
func TestPathSaysWhatNoOperatorIs(t *testing.T) {
	for name, want := range map[string]string{
		"tpch-ray":      "(no operator): time of tasks that Daft counts for none",
		"tpch-native":   "(no operator): time in which no operator was seen at work",
		"cancel-native": "",
	} {
		var text strings.Builder
		if err := CriticalPath(&text, finding.Of(replay(t, name)), ViewOptions{Width: 100}); err != nil {
			t.Fatal(err)
		}
		if got := text.String(); !strings.Contains(got, want) || want == "" && strings.Contains(got, "(no operator):") {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

// What is gained is written as what the query loses; nothing has no sign.
func TestSaved(t *testing.T) {
	for want, v := range map[string]analyze.Value{"0 ns": analyze.Derived.Of(0), "-1.50 s": analyze.Derived.Of(1_500_000_000), "?": {}} {
		if got := saved(v); got != want {
			t.Errorf("%+v is %q, want %q", v, got, want)
		}
	}
}
