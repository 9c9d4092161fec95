package picture

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

func TestHeat(t *testing.T) {
	for part, want := range map[float64]Look{0: "h0", -1: "h0", math.NaN(): "h0", 1e-9: "h1", 0.01: "h1", 0.25: "h5", 0.99: "h10", 1: "h10", 7: "h10", math.Inf(1): "h10"} {
		if got := Heat(part); got != want {
			t.Errorf("Heat(%v) = %s, want %s", part, got, want)
		}
	}
	all := paints()
	for i := range Heats {
		for _, l := range []Look{Heat(float64(i*i) / 100), HotFrame(float64(i*i) / 100), BadFrame(float64(i*i) / 100)} {
			if _, ok := all[l]; !ok {
				t.Errorf("there is no look %s", l)
			}
		}
	}
	for _, k := range Kinds {
		if _, ok := all[Kind(k)]; !ok {
			t.Errorf("there is no look of %s", k)
		}
	}
	if len(Kinds) != 10 || Kinds[0] != critical.Plan {
		t.Error("kinds are missing")
	}
}

// Text on every heat can be read: WCAG wants 4.5 to 1.
func TestContrast(t *testing.T) {
	all := paints()
	for i := range Heats {
		ground := all[Heat(float64(i*i)/100)].fill
		for _, dark := range []bool{false, true} {
			if got := contrast(in(ground, dark), in(all[Ink].fill, dark)); got < 4.5 {
				t.Errorf("heat %d, dark %v: a contrast of %.2f", i, dark, got)
			}
		}
	}
}

func contrast(a, b string) float64 {
	light := func(hex string) float64 {
		c := channels(hex)
		sum := 0.0
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			v := float64(c[i]) / 255
			if v <= 0.04045 {
				v /= 12.92
			} else {
				v = math.Pow((v+0.055)/1.055, 2.4)
			}
			sum += weight * v
		}
		return sum
	}
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestClip(t *testing.T) {
	for _, s := range []string{"", "a", "HashJoin", strings.Repeat("w", 10_000), strings.Repeat("日本", 9_000), "\xff\xfe" + strings.Repeat("\xff", 9000), "e\u0301"} {
		for _, most := range []float64{0, 3, 20, 200} {
			got := Clip(s, 10, true, most)
			if w := Width(got, 10, true); w > most && got != "…" {
				t.Errorf("Clip(%.20q, %v) = %.40q is %v wide", s, most, got, w)
			}
			if utf8.ValidString(s) && !utf8.ValidString(got) {
				t.Errorf("Clip(%.20q, %v) cuts a character in two", s, most)
			}
		}
	}
	if got := Clip("HashJoin", 10, false, 1000); got != "HashJoin" {
		t.Errorf("what fits is cut: %q", got)
	}
	if Width("日本", 10, false) != 20 || Width("mm", 10, false) <= Width("ii", 10, false) || Width("aa", 20, false) != 2*Width("aa", 10, false) {
		t.Error("widths are not as they should be")
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 1.005: "1", 1.006: "1.01", -0.001: "0", 12.5: "12.5", 1e7: "10000000"} {
		if got := number(v); got != want {
			t.Errorf("number(%v) = %s, want %s", v, got, want)
		}
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got := number(v); got != "0" {
			t.Errorf("number(%v) = %s", v, got)
		}
	}
}

// A picture that is too large is drawn smaller, and odd text is drawn somehow.
func TestRaster(t *testing.T) {
	p := &Picture{Width: 100_000, Height: 50_000}
	p.Add(Text{At: Point{X: 10, Y: 100}, String: "日本語 \u0301\u202e 👩 \xff", Size: 40, Look: Ink})
	img, scale := Raster(p, true, 2)
	if b := img.Bounds(); b.Dx() > 32_001 || b.Dx()*b.Dy() > mostPixels+200_000 || scale >= 2 {
		t.Errorf("%v at %f", b, scale)
	}
	img, scale = Raster(&Picture{}, false, 2)
	if b := img.Bounds(); b.Dx() != 2 || b.Dy() != 2 || scale != 2 {
		t.Errorf("nothing is %v", b)
	}
}

func TestShift(t *testing.T) {
	items := []Item{Rect{X: 1, Y: 2}, &Group{ID: "g", Items: []Item{Text{At: Point{X: 3, Y: 4}}}},
		Path{Start: Point{X: 5, Y: 6}, Curves: [][3]Point{{{7, 8}, {9, 10}, {11, 12}}}}, Polygon{Points: []Point{{13, 14}}}}
	moved := Shift(items, 100, 1000)
	if r := moved[0].(Rect); r.X != 101 || r.Y != 1002 {
		t.Error(r)
	}
	if x := moved[1].(*Group).Items[0].(Text); x.At != (Point{103, 1004}) {
		t.Error(x)
	}
	if x := moved[2].(Path); x.Start != (Point{105, 1006}) || x.Curves[0][2] != (Point{111, 1012}) {
		t.Error(x)
	}
	if x := moved[3].(Polygon); x.Points[0] != (Point{113, 1014}) {
		t.Error(x)
	}
	if x := items[2].(Path); x.Curves[0][2] != (Point{11, 12}) {
		t.Error("the first are moved as well")
	}
}
