package graph

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// An image has the size of its picture, and its lines, frames and texts are
// really there: go-graphviz draws images without lines.
func TestImage(t *testing.T) {
	c := caseOf(t, formattest.Recorded(t, "../testdata/recordings/skew-ray.arrow"), 0)
	for _, theme := range []Theme{Light, Dark} {
		o := Options{Theme: theme}
		data, err := Encode([]*finding.Case{c}, FormPNG, o)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		p, err := draw([]*finding.Case{c}, o)
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() != int(math.Ceil(2*p.Width)) || b.Dy() != int(math.Ceil(2*p.Height)) {
			t.Errorf("%s: %v for %f x %f points", theme, b, p.Width, p.Height)
		}
		lines, frames, texts := 0, 0, 0
		visit(p.Items, func(i picture.Item) {
			switch x := i.(type) {
			case picture.Path:
				lines++
				if part := alongPath(img, x); part < 0.5 { // dashes leave a third out
					t.Errorf("%s: %.0f%% of the line from %v is there", theme, 100*part, x.Start)
				}
			case picture.Rect:
				if x.Look == picture.HotFrame(0) || x.Look == picture.HotFrame(0.01) || x.Look == picture.HotFrame(0.1) {
					frames++
					if !differs(img, picture.Point{X: x.X, Y: x.Y + x.H/2}, 6) || !differs(img, picture.Point{X: x.X + x.W, Y: x.Y + x.H/2}, 6) {
						t.Errorf("%s: the box at %f, %f has no frame", theme, x.X, x.Y)
					}
				}
			case picture.Text:
				texts++
				if x.Anchor == picture.Start && !differs(img, picture.Point{X: x.At.X + x.Size/2, Y: x.At.Y - x.Size/3}, int(x.Size)) {
					t.Errorf("%s: %q is not there", theme, x.String)
				}
			}
		})
		if lines < 13 || frames < 2 || texts < 40 {
			t.Errorf("%s: %d lines, %d frames, %d texts", theme, lines, frames, texts)
		}
	}
}

func visit(items []picture.Item, f func(picture.Item)) {
	for _, i := range items {
		if g, ok := i.(*picture.Group); ok {
			visit(g.Items, f)
			continue
		}
		f(i)
	}
}

// alongPath returns the part of a path near which the image is not even.
func alongPath(img image.Image, p picture.Path) float64 {
	n, seen := 0, 0
	from := p.Start
	for _, c := range p.Curves {
		for k := range 20 {
			s := float64(k) / 20
			at := func(a, b, c, d float64) float64 {
				return (1-s)*(1-s)*(1-s)*a + 3*(1-s)*(1-s)*s*b + 3*(1-s)*s*s*c + s*s*s*d
			}
			n++
			if differs(img, picture.Point{X: at(from.X, c[0].X, c[1].X, c[2].X), Y: at(from.Y, c[0].Y, c[1].Y, c[2].Y)}, 8) {
				seen++
			}
		}
		from = c[2]
	}
	return float64(seen) / float64(max(n, 1))
}

// differs reports whether pixels around a place differ in brightness.
func differs(img image.Image, at picture.Point, around int) bool {
	x, y := int(2*at.X), int(2*at.Y)
	least, most := math.Inf(1), math.Inf(-1)
	for dy := -around; dy <= around; dy += 2 {
		for dx := -around; dx <= around; dx++ {
			r, g, b, _ := img.At(x+dx, y+dy).RGBA()
			v := float64(r+g+b) / 3 / 65535
			least, most = min(least, v), max(most, v)
		}
	}
	return most-least > 0.08
}
