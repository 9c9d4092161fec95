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

// style is how a text looks where colour is wanted. Only the 16 colours that
// every terminal has in its own palette are used, so that text is legible on
// dark and light grounds alike.
type style string

const (
	plain   style = ""
	bold    style = "\x1b[1m"
	dim     style = "\x1b[2m"
	red     style = "\x1b[31m"
	green   style = "\x1b[32m"
	yellow  style = "\x1b[33m"
	blue    style = "\x1b[34m"
	magenta style = "\x1b[35m"
	cyan    style = "\x1b[36m"
	gray    style = "\x1b[90m"

	unstyled = "\x1b[0m"
)

// part is a piece of a line with a look of its own.
type part struct {
	look style
	text string
}

// page writes lines that fit a width and makes harmless whatever it is given:
// its callers need safe only for what they measure or cut themselves. The first
// error of its writer sticks.
type page struct {
	w     *bufio.Writer
	width int
	color bool
	whole bool // no text is cut for being long

	showedDuration bool // a column of Daft's own durations, which the foot explains
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
func (p *page) line(s style, text string) { p.parts(part{s, text}) }

// parts writes one line of several looks. What is too wide is cut.
func (p *page) parts(list ...part) {
	for i := range list {
		list[i].text = safe(bounded(list[i].text, max(longestText, 4*p.width)))
	}
	list = trimmed(list)
	whole := 0
	for _, x := range list {
		whole += cells(x.text)
	}
	for whole > p.width && len(list) > 0 { // the last piece gives, then the one before it
		last := &list[len(list)-1]
		have := cells(last.text)
		if have > whole-p.width {
			last.text = clip(last.text, have-(whole-p.width))
			break
		}
		whole -= have
		list = list[:len(list)-1]
	}
	for _, x := range trimmed(list) {
		if p.color && x.look != plain && strings.TrimSpace(x.text) != "" {
			x.text = string(x.look) + x.text + unstyled
		}
		p.w.WriteString(x.text)
	}
	p.w.WriteByte('\n')
}

// trimmed takes blanks from the end of a line.
func trimmed(list []part) []part {
	for n := len(list); n > 0; n-- {
		if text := strings.TrimRight(list[n-1].text, " "); text != "" {
			list[n-1].text = text
			return list[:n]
		}
	}
	return nil
}

func (p *page) blank() { p.line(plain, "") }

// text writes a text, wrapped, each line of it after the indent, all but the
// first after hang more blanks.
func (p *page) text(s style, indent, hang int, text string) {
	text = p.bounded(text)
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

// bounded is a text made harmless, and not too long to be read.
func (p *page) bounded(text string) string {
	if !p.whole {
		text = bounded(text, longestText)
	}
	return safe(text)
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

// fieldColumn is where the text of a field begins, after its indent.
const fieldColumn = 10

// field writes a text beside its label, wrapped in a column of its own.
func (p *page) field(s style, label, text string) {
	for i, l := range wrap(p.bounded(text), p.width-2-fieldColumn) {
		if i > 0 {
			label = ""
		}
		p.line(s, "  "+pad(label, fieldColumn, false)+l)
	}
}
