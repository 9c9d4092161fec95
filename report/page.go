package report

import (
	"io"

	"github.com/daft-analyze/daft-analyze/report/layout"
)

// page is a layout.Page, and what this package keeps beside it.
type page struct {
	*layout.Page
	width int
	color bool

	showedDuration bool // a column of Daft's own durations, which the foot explains
}

// part is a piece of a line with a look of its own.
type part struct {
	look style
	text string
}

func newPage(w io.Writer, width int, color bool) *page {
	p := layout.NewPage(w, width, color)
	return &page{Page: p, width: p.Width, color: color}
}

func (p *page) close() error                                { return p.Close() }
func (p *page) line(s style, text string)                   { p.Line(s, text) }
func (p *page) blank()                                      { p.Blank() }
func (p *page) text(s style, indent, hang int, text string) { p.Text(s, indent, hang, text) }
func (p *page) bounded(text string) string                  { return p.Bounded(text) }
func (p *page) items(s style, indent int, items ...string)  { p.Items(s, indent, items...) }
func (p *page) field(s style, label, text string)           { p.Field(s, label, text) }
func (p *page) headline(look style, before, text string)    { p.Headline(look, before, text) }

func (p *page) parts(list ...part) {
	parts := make([]layout.Part, len(list))
	for i, x := range list {
		parts[i] = layout.Part{Look: x.look, Text: x.text}
	}
	p.Parts(parts...)
}
