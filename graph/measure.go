package graph

import (
	"cmp"
	"math"

	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// Sizes, in points.
const (
	fontSize   = 10.0
	lineHeight = 1.3 // times the size of the font
	padding    = 8.0
	barHeight  = 4.0
	mostWidth  = 260.0 // of a line in a box
	leastWidth = 84.0
	slack      = 1.12 // a viewer's font may be wider than ours
)

// titleSize is the size of a box's title: as in pprof's graphs, boxes with more
// of the whole are larger, by the root of their part.
func (n *node) titleSize() float64 { return 11.5 * (1 + 0.6*math.Sqrt(min(max(n.share, 0), 1))) }

func (n *node) lineSize() float64 { return fontSize * (1 + 0.25*math.Sqrt(min(max(n.share, 0), 1))) }

// textLine is a line of text in a box or beside a line.
type textLine struct {
	text   string
	figure string // at the right end
	size   float64
	bold   bool
	look   picture.Look
	chip   bool // it stands on a ground of its own, as its colour would not be seen on every heat
}

// room is how much a box takes, with its lines as far as they fit.
type room struct {
	w, h  float64
	lines []textLine
}

// box measures a box.
func (n *node) box() room {
	var r room
	t := n.titleSize()
	gap := 0.0
	if n.figure != "" {
		gap = t + picture.Width(n.figure, t, true)
	}
	r.add(textLine{text: picture.Clip(n.title, t, true, mostWidth), figure: n.figure, size: t, bold: true, look: picture.Ink}, gap)
	for _, text := range n.lines {
		r.add(textLine{text: picture.Clip(text, n.lineSize(), false, mostWidth), size: n.lineSize(), look: picture.Ink}, 0)
	}
	for _, m := range n.marks {
		r.add(m.line(n.lineSize()), 0)
	}
	r.w = max(leastWidth, r.w*slack) + 2*padding
	r.h += 2 * padding
	if n.share > 0 {
		r.h += barHeight + 2
	}
	r.w, r.h = max(r.w, n.leastW), max(r.h, n.leastH)
	return r
}

func (r *room) add(l textLine, extra float64) {
	r.lines = append(r.lines, l)
	r.w = max(r.w, picture.Width(l.text, l.size, l.bold)+extra)
	r.h += l.size * lineHeight
}

func (m mark) line(size float64) textLine {
	look := picture.Warn
	if m.bad {
		look = picture.Bad
	}
	return textLine{text: picture.Clip(cmp.Or(m.sign, "▲")+" "+m.text, size, true, mostWidth), size: size, bold: true, look: look, chip: true}
}

// box measures what is written on a cluster.
func (c *cluster) box() room {
	var r room
	for i, text := range c.titles {
		if i == 4 && len(c.titles) > 5 {
			r.add(textLine{text: "…", size: fontSize, look: picture.Faint}, 0)
			break
		}
		r.add(textLine{text: picture.Clip(text, fontSize, false, 1.5*mostWidth), size: fontSize, look: picture.Faint}, 0)
	}
	for i, m := range c.marks {
		if i == 4 {
			break
		}
		r.add(m.line(fontSize), 0)
	}
	r.w *= slack
	return r
}

func (c *cluster) label() (w, h float64) {
	r := c.box()
	return r.w, r.h
}

// label measures what is written beside a line.
func (e *edge) label() (w, h float64) {
	for _, text := range e.lines {
		w = max(w, picture.Width(text, fontSize, false)*slack)
		h += fontSize * lineHeight
	}
	if h > 0 {
		w += 14 // off the line itself
	}
	return w, h
}

// width is how thick a line is: by the root of its bytes.
func (s *sketch) width(e *edge) float64 {
	w := 1.2
	if s.mostBytes > 0 {
		w += 4.3 * math.Sqrt(float64(e.bytes)/float64(s.mostBytes))
	}
	if e.onPath {
		w = max(w, 2.5)
	}
	return w
}
