package report

import (
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// What "(no operator)" is stands below the table that has it, and only there.
func TestPathSaysWhatNoOperatorIs(t *testing.T) {
	for name, want := range map[string]bool{"tpch-ray": true, "tpch-native": false} {
		var text strings.Builder
		if err := CriticalPath(&text, finding.Of(replay(t, name)), ViewOptions{Width: 100}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(text.String(), "(no operator): time of tasks that Daft counts for none"); got != want {
			t.Errorf("%s: said %v\n%s", name, got, text.String())
		}
	}
}
