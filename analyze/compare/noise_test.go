package compare

import (
	"math"
	"testing"
)

// What the others did is told by all of them, by their time: not by one.
func TestOthersAreAddedUp(t *testing.T) {
	rates := []rated{{was: 100, now: 2}, {was: 1_000, now: 900}, {was: 50, now: 1}, {was: 50, now: 49}}
	for i, want := range []float64{950.0 / 1_100, 52.0 / 200, 951.0 / 1_150, 903.0 / 1_150} {
		if got := othersOf(rates)[i]; math.Abs(got-want) > 1e-9 {
			t.Errorf("beside %d they took %g times as long, want %g", i, got, want)
		}
	}
	if got := othersOf(rates[:1])[0]; got != 1 {
		t.Errorf("none took %g times as long", got)
	}
}
