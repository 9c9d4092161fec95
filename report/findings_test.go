package report

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// A saving says its bounds in one unit, with the share that goes with each.
func TestSavings(t *testing.T) {
	q := &analyze.Query{Wall: known(4_000_000_000)}
	for _, c := range []struct {
		saving, low, high analyze.Value
		want              string
	}{
		{known(482_000_000), known(188_000_000), known(482_000_000), "188 to 482 ms (5 to 12%)"},
		{known(1_200_000_000), known(940_000_000), known(1_200_000_000), "940 ms to 1.20 s (24 to 30%)"},
		{known(1_200_000_000), known(1_199_000_000), known(1_200_000_000), "1.20 s (30%)"},
		{known(57_500_000), known(0), known(57_500_000), "up to 57.5 ms (1%)"},
		{known(2_000_000_000), known(2_000_000_000), known(2_000_000_000), "2.00 s (50%)"},
		{known(2_000_000), known(1_000_000), known(2_000_000), "1.00 to 2.00 ms (<1%)"},
		{known(130_000_000_000), known(120_000_000_000), known(130_000_000_000), "2 min 00 s to 2 min 10 s (3000 to 3250%)"}, // no run has it
		{analyze.Value{}, analyze.Value{}, analyze.Value{}, ""},
	} {
		if got := savesText(q, finding.Finding{Saving: c.saving, Low: c.low, High: c.high}); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if got := savesText(&analyze.Query{}, finding.Finding{Saving: known(1_000)}); got != "1.00 µs" {
		t.Errorf("%q where the wall is not known", got)
	}
}

// What is cut is cut after a sentence, or else after a word, and marked.
func TestGist(t *testing.T) {
	const text = "Filter first. Daft (0.7; or later) does so by itself; not past columns. And more, and more, and more."
	for _, c := range []struct {
		room int
		want string
	}{
		{200, text},
		{80, "Filter first. Daft (0.7; or later) does so by itself; not past columns. …"},
		{60, "Filter first. Daft (0.7; or later) does so by itself; …"},
		{40, "Filter first. …"},
		{10, "Filter …"},
		{1, "F …"},
	} {
		if got := gist(text, c.room); got != c.want {
			t.Errorf("%d: %q, want %q", c.room, got, c.want)
		}
	}
}
