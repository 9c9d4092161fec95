package report

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// A saving with both bounds and its share fits its column: the share is what
// people read first.
func TestSavingFitsItsColumn(t *testing.T) {
	q := &analyze.Query{Wall: known(230_000_000)}
	f := finding.Finding{Saving: known(59_800_000), Low: known(53_800_000), High: known(59_800_000)}
	const want = "53.8 ms to 59.8 ms (26%)"
	if got := savesText(q, f); got != want {
		t.Fatal(got)
	}
	p := newPage(nil, 100, false)
	if line := findingLine(p, "Findings", "~120 ms", want); len(line) > 100 || line[len(line)-len(want):] != want {
		t.Errorf("%q", line)
	}
	f.Low, f.Saving = known(0), known(57_500_000) // severity and share are of the saving
	if got := savesText(q, f); got != "up to 57.5 ms (25%)" {
		t.Error(got)
	}
}
