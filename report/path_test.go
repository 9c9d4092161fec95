package report

import (
	"strings"
	"testing"

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
