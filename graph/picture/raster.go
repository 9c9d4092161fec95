package picture

import (
	"image"
	"image/color"
	"math"
	"strings"

	"git.sr.ht/~sbinet/gg"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
)

// mostPixels bounds an image: 64 million pixels take 256 MB.
const mostPixels = 64_000_000

// Raster draws a picture with so many pixels to a point, on its ground. A
// picture that would have more than 64 million pixels is drawn smaller; the
// second result is the scale that was used.
func Raster(p *Picture, dark bool, scale float64) (image.Image, float64) {
	w, h := max(p.Width, 1), max(p.Height, 1)
	if w*h*scale*scale > mostPixels {
		scale = math.Sqrt(mostPixels / (w * h))
	}
	if longest := max(w, h) * scale; longest > 32_000 { // beyond which the rasteriser's fixed point numbers overflow
		scale *= 32_000 / longest
	}
	r := raster{Context: gg.NewContext(int(math.Ceil(w*scale)), int(math.Ceil(h*scale))), dark: dark, scale: scale, faces: map[faceKey]font.Face{}}
	r.items([]Item{Rect{W: w + 1, H: h + 1, Look: Ground}})
	r.items(p.Items)
	return r.Image(), scale
}

type faceKey struct {
	size float64
	bold bool
}

// raster draws items.
type raster struct {
	*gg.Context
	dark  bool
	scale float64
	faces map[faceKey]font.Face
}

func (r *raster) items(items []Item) {
	for _, i := range items {
		switch x := i.(type) {
		case *Group:
			r.items(x.Items)
		case Rect:
			s := r.scale
			if x.Round > 0 {
				r.DrawRoundedRectangle(x.X*s, x.Y*s, x.W*s, x.H*s, min(x.Round, x.W/2, x.H/2)*s)
			} else {
				r.DrawRectangle(x.X*s, x.Y*s, x.W*s, x.H*s)
			}
			r.paint(x.Look, 0)
		case Path:
			r.moveTo(x.Start)
			for _, c := range x.Curves {
				a, b, end := r.at(c[0]), r.at(c[1]), r.at(c[2])
				r.CubicTo(a.X, a.Y, b.X, b.Y, end.X, end.Y)
			}
			r.paint(x.Look, x.Width)
		case Polygon:
			for k, at := range x.Points {
				if k == 0 {
					r.moveTo(at)
				} else {
					at = r.at(at)
					r.LineTo(at.X, at.Y)
				}
			}
			r.ClosePath()
			r.paint(x.Look, 0)
		case Text:
			r.text(x)
		}
	}
}

func (r *raster) at(p Point) Point { return Point{p.X * r.scale, p.Y * r.scale} }

func (r *raster) moveTo(p Point) {
	p = r.at(p)
	r.MoveTo(p.X, p.Y)
}

// paint fills and strokes the path.
func (r *raster) paint(l Look, width float64) {
	x := paints()[l]
	if x.fill.Light != "" {
		r.SetColor(rgb(in(x.fill, r.dark)))
		r.FillPreserve()
	}
	if x.stroke.Light != "" {
		if width == 0 {
			width = x.width
		}
		dashes := make([]float64, len(x.dash))
		for i, d := range x.dash {
			dashes[i] = d * r.scale
		}
		r.SetColor(rgb(in(x.stroke, r.dark)))
		r.SetLineWidth(width * r.scale)
		r.SetLineCapButt()
		r.SetDash(dashes...)
		r.StrokePreserve()
	}
	r.ClearPath()
}

// missing stands for a character that the font lacks.
const missing = '\u25a1'

func (r *raster) text(t Text) {
	face := r.face(t.Size, t.Bold)
	if face == nil {
		return
	}
	letters := faceOf(t.Bold)
	s := strings.Map(func(c rune) rune {
		if c == ' ' || letters.has(c) {
			return c
		}
		return missing
	}, t.String)
	r.SetFontFace(face)
	r.SetColor(rgb(in(paints()[t.Look].fill, r.dark)))
	at := r.at(t.At)
	w, _ := r.MeasureString(s)
	switch t.Anchor {
	case Middle:
		at.X -= w / 2
	case End:
		at.X -= w
	}
	r.DrawString(s, at.X, at.Y)
}

func (r *raster) face(size float64, isBold bool) font.Face {
	key := faceKey{size, isBold}
	f, ok := r.faces[key]
	if !ok {
		f, _ = opentype.NewFace(faceOf(isBold).font, &opentype.FaceOptions{Size: size * r.scale, DPI: 72, Hinting: font.HintingNone})
		r.faces[key] = f
	}
	return f
}

func rgb(hex string) color.Color {
	c := channels(hex)
	return color.NRGBA{c[0], c[1], c[2], 255}
}
