package picture

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// typeface is one font with the widths of its characters, which are kept.
type typeface struct {
	mutex  sync.Mutex
	font   *sfnt.Font
	buffer sfnt.Buffer
	widths map[rune]float64 // in sizes
}

var (
	regular = sync.OnceValue(func() *typeface { return newTypeface(goregular.TTF) })
	bold    = sync.OnceValue(func() *typeface { return newTypeface(gobold.TTF) })
)

func newTypeface(ttf []byte) *typeface {
	t := &typeface{widths: map[rune]float64{}}
	t.font, _ = opentype.Parse(ttf) // comes with the program: a test parses it
	return t
}

func faceOf(isBold bool) *typeface {
	if isBold {
		return bold()
	}
	return regular()
}

// Width returns how wide a text is, in points. Characters that the font lacks
// are taken to be square where they are of a script that is written so.
func Width(s string, size float64, isBold bool) float64 {
	t := faceOf(isBold)
	t.mutex.Lock()
	defer t.mutex.Unlock()
	sum := 0.0
	for _, r := range s {
		sum += t.width(r)
	}
	return sum * size
}

func (t *typeface) width(r rune) float64 {
	if w, ok := t.widths[r]; ok {
		return w
	}
	const units = 1000
	w := 0.6
	index, err := t.font.GlyphIndex(&t.buffer, r)
	switch {
	case err == nil && index != 0:
		if advance, err := t.font.GlyphAdvance(&t.buffer, index, fixed.I(units), font.HintingNone); err == nil {
			w = float64(advance) / 64 / units
		}
	case unicode.In(r, unicode.Mn, unicode.Me):
		w = 0
	case r >= 0x1100:
		w = 1
	}
	t.widths[r] = w
	return w
}

// has reports whether the font can draw a character.
func (t *typeface) has(r rune) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	index, err := t.font.GlyphIndex(&t.buffer, r)
	return err == nil && index != 0
}

// Clip shortens a text to a width, in points, with an ellipsis at its end.
func Clip(s string, size float64, isBold bool, most float64) string {
	if len(s) > 4096 { // none of it would fit
		s = s[:4096]
		for !utf8.ValidString(s) && len(s) > 4092 {
			s = s[:len(s)-1]
		}
	}
	if Width(s, size, isBold) <= most {
		return s
	}
	const dots = "…"
	most -= Width(dots, size, isBold)
	kept, sum := 0, 0.0
	for kept < len(s) {
		r, n := utf8.DecodeRuneInString(s[kept:])
		sum += Width(string(r), size, isBold)
		if sum > most {
			break
		}
		kept += n
	}
	return s[:kept] + dots
}
