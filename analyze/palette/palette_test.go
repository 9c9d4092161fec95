package palette

import (
	"math"
	"strconv"
	"testing"
)

// WCAG 2.2: text needs 4.5:1 against its ground, what is drawn 3:1.
func TestContrast(t *testing.T) {
	check := func(name string, c Color, least float64) {
		for _, at := range []struct{ ground, color string }{{Ground.Light, c.Light}, {Ground.Dark, c.Dark}, {Panel.Light, c.Light}, {Panel.Dark, c.Dark}} {
			if got := contrast(luminance(t, at.ground), luminance(t, at.color)); got < least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, less than %.1f", name, at.color, at.ground, got, least)
			}
		}
	}
	check("ink", Ink, 4.5)
	check("faint", Faint, 4.5)
	check("path", Path, 4.5)
	check("warn", Warn, 4.5)
	check("bad", Bad, 4.5)
	check("longer", Longer, 4.5)
	check("shorter", Shorter, 4.5)
	check("line", Line, 2.8)
	for k, c := range kinds {
		if k == "unrecorded" {
			continue // recedes
		}
		check(string(k), c, 3)
	}
}

func TestKindsDiffer(t *testing.T) {
	seen := map[Color]string{}
	for k, c := range kinds {
		if other, ok := seen[c]; ok {
			t.Errorf("%s looks as %s", k, other)
		}
		seen[c] = string(k)
	}
	if Kind("nonsense") != Kind("unrecorded") {
		t.Error("an unknown kind has a colour of its own")
	}
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil || len(hex) != 7 {
		t.Fatalf("%q is no colour", hex)
	}
	linear := func(b uint64) float64 {
		v := float64(b) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8&255) + 0.0722*linear(n&255)
}

func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }
