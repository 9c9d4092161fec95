package picture

import (
	"bytes"
	"encoding/xml"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Theme is what ground a picture is for.
type Theme string

// Themes.
const (
	Auto  Theme = "auto" // light, or dark where the viewer says so by prefers-color-scheme
	Light Theme = "light"
	Dark  Theme = "dark"
)

// fonts are what most systems have of the kind that texts are measured by.
const fonts = "'Go','Segoe UI','Helvetica Neue',Helvetica,Arial,'Liberation Sans',sans-serif"

// classPrefix keeps looks apart from a page's own classes.
const classPrefix = "g-"

// Fragment writes a picture as an SVG element to be put into a page: without a
// prolog, and without a script, a style element or attribute, or a reference to
// anything outside, so that it may stand under a strict Content-Security-Policy.
// Colours are attributes, of the dark ground only where the theme is Dark, which
// the rules of CSS replace. Ids begin with prefix.
func Fragment(p *Picture, t Theme, prefix string) []byte {
	w := svg{dark: t == Dark, prefix: prefix}
	w.open(p)
	w.items(p.Items)
	w.raw("</svg>")
	return w.Bytes()
}

// Document writes a picture as a file of its own, on a ground.
func Document(p *Picture, t Theme) []byte {
	w := svg{dark: t == Dark}
	w.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	w.open(p)
	body := svg{dark: w.dark, used: map[Look]bool{}}
	body.items([]Item{Rect{W: p.Width, H: p.Height, Look: Ground}})
	body.items(p.Items)
	if t == Auto {
		w.raw("<style>@media (prefers-color-scheme: dark) {\n" + rules("", true, body.used) + "}</style>\n")
	}
	w.Write(body.Bytes())
	w.raw("</svg>\n")
	return w.Bytes()
}

// CSS returns rules that give every look its colours on a light or a dark
// ground, for elements below a selector.
func CSS(selector string, dark bool) string { return rules(selector, dark, nil) }

// rules are those of some looks, nil for all.
func rules(selector string, dark bool, of map[Look]bool) string {
	var b strings.Builder
	if selector != "" {
		selector += " "
	}
	all := paints()
	for _, look := range slices.Sorted(maps.Keys(all)) {
		x := all[look]
		if of != nil && !of[look] {
			continue
		}
		b.WriteString(selector + "." + classPrefix + string(look) + " {")
		if x.fill.Light != "" {
			b.WriteString(" fill: " + in(x.fill, dark) + ";")
		}
		if x.stroke.Light != "" {
			b.WriteString(" stroke: " + in(x.stroke, dark) + ";")
		}
		b.WriteString(" }\n")
	}
	return b.String()
}

// svg writes elements.
type svg struct {
	bytes.Buffer
	dark   bool
	prefix string
	used   map[Look]bool // nil where nobody asks
}

func (w *svg) raw(s string) { w.WriteString(s) }

// attribute writes an attribute, unless it is empty.
func (w *svg) attribute(name, value string) {
	if value == "" {
		return
	}
	w.raw(" " + name + `="`)
	w.text(value)
	w.raw(`"`)
}

func (w *svg) number(name string, v float64) { w.raw(" " + name + `="` + number(v) + `"`) }

// text writes character data: what XML cannot hold becomes U+FFFD.
func (w *svg) text(s string) { _ = xml.EscapeText(w, []byte(s)) } // a Buffer never fails

func (w *svg) open(p *Picture) {
	w.raw(`<svg xmlns="http://www.w3.org/2000/svg" class="dag"`)
	w.number("width", p.Width)
	w.number("height", p.Height)
	w.raw(` viewBox="0 0 ` + number(p.Width) + " " + number(p.Height) + `" role="img"`)
	w.attribute("aria-label", p.Title)
	w.attribute("font-family", fonts)
	w.raw(">\n")
}

func (w *svg) items(items []Item) {
	for _, i := range items {
		switch x := i.(type) {
		case *Group:
			w.group(x)
		case Rect:
			w.raw("<rect")
			w.number("x", x.X)
			w.number("y", x.Y)
			w.number("width", x.W)
			w.number("height", x.H)
			if x.Round > 0 {
				w.number("rx", x.Round)
			}
			w.look(x.Look, 0)
			w.raw("/>\n")
		case Path:
			w.raw(`<path d="` + route(x) + `"`)
			w.look(x.Look, x.Width)
			w.raw("/>\n")
		case Polygon:
			w.raw(`<polygon points="`)
			for k, at := range x.Points {
				if k > 0 {
					w.raw(" ")
				}
				w.raw(place(at))
			}
			w.raw(`"`)
			w.look(x.Look, 0)
			w.raw("/>\n")
		case Text:
			w.line(x)
		}
	}
}

func (w *svg) group(g *Group) {
	w.raw("<g")
	if g.ID != "" {
		w.attribute("id", w.prefix+g.ID)
	}
	w.attribute("class", g.Class)
	for _, d := range g.Data {
		if d.ID {
			d.Value = w.prefix + d.Value
		}
		w.attribute("data-"+d.Name, d.Value)
	}
	w.raw(">")
	if g.Tip != "" {
		w.raw("<title>")
		w.text(g.Tip)
		w.raw("</title>")
	}
	w.raw("\n")
	w.items(g.Items)
	w.raw("</g>\n")
}

func (w *svg) line(t Text) {
	w.raw("<text")
	w.number("x", t.At.X)
	w.number("y", t.At.Y)
	w.number("font-size", t.Size)
	if t.Bold {
		w.raw(` font-weight="bold"`)
	}
	switch t.Anchor {
	case Middle:
		w.raw(` text-anchor="middle"`)
	case End:
		w.raw(` text-anchor="end"`)
	}
	w.look(t.Look, 0)
	w.raw(">")
	w.text(t.String)
	w.raw("</text>\n")
}

// look writes how a shape is painted; width, unless 0, is that of its line.
func (w *svg) look(l Look, width float64) {
	if w.used != nil {
		w.used[l] = true
	}
	x := paints()[l]
	w.attribute("class", classPrefix+string(l))
	if x.fill.Light != "" {
		w.attribute("fill", in(x.fill, w.dark))
	} else {
		w.attribute("fill", "none")
	}
	if x.stroke.Light == "" {
		return
	}
	if width == 0 {
		width = x.width
	}
	w.attribute("stroke", in(x.stroke, w.dark))
	w.number("stroke-width", width)
	if len(x.dash) > 0 {
		var list []string
		for _, d := range x.dash {
			list = append(list, number(d))
		}
		w.attribute("stroke-dasharray", strings.Join(list, " "))
	}
}

func route(p Path) string {
	var b strings.Builder
	b.WriteString("M" + place(p.Start))
	for _, c := range p.Curves {
		b.WriteString("C" + place(c[0]) + " " + place(c[1]) + " " + place(c[2]))
	}
	return b.String()
}

func place(p Point) string { return number(p.X) + "," + number(p.Y) }

// number writes a length with two digits after the point at most.
func number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		v = 0
	}
	v = math.Round(v*100) / 100
	if v == 0 {
		v = 0 // not -0
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
