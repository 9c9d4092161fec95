package report

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

// chart is rows of one character a column under one axis of time, each between
// its label and what is said of it.
type chart struct {
	page        *page
	scale       timeline.Scale
	label, tail int          // cells on either side
	drawn       map[int]bool // signs
	estimated   bool         // a lane
	notes       []note       // below the drawing
}

// chartOf lays out the columns of a drawing with labels of so many cells.
func chartOf(p *page, label int, scale timeline.Scale) *chart {
	const tail = 12
	scale.Columns = min(p.width-3-label-tail, 400)
	return &chart{page: p, scale: scale, label: label + 1, tail: tail, drawn: map[int]bool{}}
}

// boldRed is of what failed; like each look, what it is on has a sign of its own as well.
const boldRed style = "\x1b[1;31m"

// glyph is one column of a row.
type glyph struct {
	r rune
	s style
}

// row writes one row.
func (c *chart) row(s style, label string, glyphs []glyph, tail string) {
	list := []part{{s, "  " + pad(clip(safe(label), c.label-1), c.label, false)}}
	for i, g := range glyphs {
		if last := &list[len(list)-1]; i > 0 && (g.s == last.look || g.r == ' ') {
			last.text += string(g.r)
			continue
		}
		list = append(list, part{g.s, string(g.r)})
	}
	if tail != "" {
		list = append(list, part{s, strings.Repeat(" ", max(0, c.scale.Columns-len(glyphs))+1) + clip(safe(tail), c.tail-1)})
	}
	c.page.parts(list...)
}

// blanks is a row with nothing in it.
func (c *chart) blanks() []glyph {
	list := make([]glyph, c.scale.Columns)
	for i := range list {
		list[i].r = ' '
	}
	return list
}

// put writes a text into a row as far as there is room.
func put(row []glyph, at int, text string, s style) {
	for _, r := range text {
		if at >= 0 && at < len(row) {
			row[at] = glyph{r, s}
		}
		at++
	}
}

// axis writes round times and where they are, and what stands behind the rows.
func (c *chart) axis(tail string) {
	names, marks := c.ticks()
	c.row(dim, "", names, tail)
	c.row(dim, "", marks, "")
}

func (c *chart) ticks() (names, marks []glyph) {
	names, marks = c.blanks(), c.blanks()
	for i := range marks {
		marks[i] = glyph{'─', dim}
	}
	const apart = 11
	free := 0
	for _, t := range timeline.Ticks(c.scale.From, c.scale.To, c.scale.Base, max(2, c.scale.Columns/apart)) {
		at := c.scale.Column(t.Time)
		marks[at].r = '┬'
		at = min(at, c.scale.Columns-cells(t.Label))
		if at >= free {
			put(names, at, t.Label, dim)
			free = at + cells(t.Label) + 1
		}
	}
	return names, marks
}

// axisBelow repeats the axis below many rows.
func (c *chart) axisBelow(rows int) {
	if rows < 16 {
		return
	}
	names, marks := c.ticks()
	for i := range marks {
		if marks[i].r == '┬' {
			marks[i].r = '┴'
		}
	}
	c.row(dim, "", marks, "")
	c.row(dim, "", names, "")
}
