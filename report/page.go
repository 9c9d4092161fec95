package report

import (
	"bufio"
	"io"
	"math"
	"strings"
)

const (
	// DefaultWidth is the width of text that does not go to a terminal.
	DefaultWidth = 100
	// MinWidth is the least width that text is laid out for.
	MinWidth = 80
	// Unlimited is the width of text that is never cut.
	Unlimited = math.MaxInt32
)

// style is how a line looks where colour is wanted.
type style string

const (
	plain style = ""
	bold  style = "\x1b[1m"
	dim   style = "\x1b[2m"
	red   style = "\x1b[31m"

	unstyled = "\x1b[0m"
)

// page writes lines that fit a width and makes harmless whatever it is given:
// its callers need safe only for what they measure or cut themselves. The first
// error of its writer sticks.
type page struct {
	w     *bufio.Writer
	width int
	color bool
}

func newPage(w io.Writer, width int, color bool) *page {
	switch {
	case width == 0:
		width = DefaultWidth
	case width < MinWidth:
		width = MinWidth
	}
	return &page{w: bufio.NewWriter(w), width: min(width, Unlimited), color: color}
}

// close writes what is pending and returns the first error.
func (p *page) close() error { return p.w.Flush() }

// line writes one line in one style. Callers lay out for the width; what is
// too wide all the same is cut.
func (p *page) line(s style, text string) {
	text = strings.TrimRight(clip(strings.TrimRight(safe(text), " "), p.width), " ")
	if p.color && s != plain && text != "" {
		text = string(s) + text + unstyled
	}
	p.w.WriteString(text)
	p.w.WriteByte('\n')
}

func (p *page) blank() { p.line(plain, "") }

// text writes a text, wrapped, each line of it after the indent, all but the
// first after hang more blanks.
func (p *page) text(s style, indent, hang int, text string) {
	text = safe(text)
	room := p.width - indent - hang
	first := wrap(text, room+hang)
	if len(first) == 0 {
		return
	}
	p.line(s, strings.Repeat(" ", indent)+first[0])
	rest := strings.TrimPrefix(strings.Join(strings.Fields(text), " "), first[0])
	for _, l := range wrap(rest, room) {
		p.line(s, strings.Repeat(" ", indent+hang)+l)
	}
}

// items writes short texts side by side as far as they fit.
func (p *page) items(s style, indent int, items ...string) {
	for i := range items {
		items[i] = safe(items[i])
	}
	for _, l := range flow(items, p.width-indent) {
		p.line(s, strings.Repeat(" ", indent)+l)
	}
}

// field writes a text beside its label, wrapped in a column of its own.
func (p *page) field(s style, label, text string) {
	const column = 10
	for i, l := range wrap(safe(text), p.width-2-column) {
		if i > 0 {
			label = ""
		}
		p.line(s, "  "+pad(label, column, false)+l)
	}
}

// listed writes short texts side by side beside their label.
func (p *page) listed(s style, label string, items []string) {
	const column = 10
	for i, l := range flow(items, p.width-2-column) {
		if i > 0 {
			label = ""
		}
		p.line(s, "  "+pad(label, column, false)+l)
	}
}

// raw writes a line that is safe, styled and fits already.
func (p *page) raw(text string) {
	p.w.WriteString(text)
	p.w.WriteByte('\n')
}
