package layout

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

// Style is how a text looks where colour is wanted. Only the 16 colours that
// every terminal has in its own palette are used, so that text is legible on
// dark and light grounds alike.
type Style string

const (
	Plain   Style = ""
	Bold    Style = "\x1b[1m"
	Dim     Style = "\x1b[2m"
	Red     Style = "\x1b[31m"
	Green   Style = "\x1b[32m"
	Yellow  Style = "\x1b[33m"
	Blue    Style = "\x1b[34m"
	Magenta Style = "\x1b[35m"
	Cyan    Style = "\x1b[36m"
	Gray    Style = "\x1b[90m"

	Unstyled = "\x1b[0m"
)

// Part is a piece of a line with a look of its own.
type Part struct {
	Look Style
	Text string
}

// Page writes lines that fit a width and makes harmless whatever it is given:
// its callers need Safe only for what they measure or cut themselves. The first
// error of its writer sticks.
type Page struct {
	w     *bufio.Writer
	Width int
	Color bool
	Whole bool // no text is cut for being long
}

// NewPage begins a page of so many cells, DefaultWidth where that is 0.
func NewPage(w io.Writer, width int, color bool) *Page {
	switch {
	case width == 0:
		width = DefaultWidth
	case width < MinWidth:
		width = MinWidth
	}
	return &Page{w: bufio.NewWriter(w), Width: min(width, Unlimited), Color: color}
}

// Close writes what is pending and returns the first error.
func (p *Page) Close() error { return p.w.Flush() }

// Line writes one line in one style. Callers lay out for the width; what is
// too wide all the same is cut.
func (p *Page) Line(s Style, text string) { p.Parts(Part{s, text}) }

// Parts writes one line of several looks. What is too wide is cut.
func (p *Page) Parts(list ...Part) {
	for i := range list {
		list[i].Text = Safe(Bounded(list[i].Text, max(LongestText, 4*p.Width)))
	}
	list = trimmed(list)
	whole := 0
	for _, x := range list {
		whole += Cells(x.Text)
	}
	for whole > p.Width && len(list) > 0 { // the last piece gives, then the one before it
		last := &list[len(list)-1]
		have := Cells(last.Text)
		if have > whole-p.Width {
			last.Text = Clip(last.Text, have-(whole-p.Width))
			break
		}
		whole -= have
		list = list[:len(list)-1]
	}
	for _, x := range trimmed(list) {
		if p.Color && x.Look != Plain && strings.TrimSpace(x.Text) != "" {
			x.Text = string(x.Look) + x.Text + Unstyled
		}
		p.w.WriteString(x.Text)
	}
	p.w.WriteByte('\n')
}

// trimmed takes blanks from the end of a line.
func trimmed(list []Part) []Part {
	for n := len(list); n > 0; n-- {
		if text := strings.TrimRight(list[n-1].Text, " "); text != "" {
			list[n-1].Text = text
			return list[:n]
		}
	}
	return nil
}

// Blank writes an empty line.
func (p *Page) Blank() { p.Line(Plain, "") }

// Text writes a text, wrapped, each line of it after the indent, all but the
// first after hang more blanks.
func (p *Page) Text(s Style, indent, hang int, text string) {
	text = p.Bounded(text)
	room := p.Width - indent - hang
	first := Wrap(text, room+hang)
	if len(first) == 0 {
		return
	}
	p.Line(s, strings.Repeat(" ", indent)+first[0])
	rest := strings.TrimPrefix(strings.Join(strings.Fields(text), " "), first[0])
	for _, l := range Wrap(rest, room) {
		p.Line(s, strings.Repeat(" ", indent+hang)+l)
	}
}

// Bounded is a text made harmless, and not too long to be read.
func (p *Page) Bounded(text string) string {
	if !p.Whole {
		text = Bounded(text, LongestText)
	}
	return Safe(text)
}

// Items writes short texts side by side as far as they fit.
func (p *Page) Items(s Style, indent int, items ...string) {
	for i := range items {
		items[i] = Safe(items[i])
	}
	for _, l := range Flow(items, p.Width-indent) {
		p.Line(s, strings.Repeat(" ", indent)+l)
	}
}

// FieldColumn is where the text of a field begins, after its indent.
const FieldColumn = 10

// Field writes a text beside its label, wrapped in a column of its own.
func (p *Page) Field(s Style, label, text string) {
	for i, l := range Wrap(p.Bounded(text), p.Width-2-FieldColumn) {
		if i > 0 {
			label = ""
		}
		p.Line(s, "  "+Pad(label, FieldColumn, false)+l)
	}
}

// Headline writes the first line of a page, wrapped: what stands before it, and
// what is said in a look of its own.
func (p *Page) Headline(look Style, before, text string) {
	if look == Plain {
		look = Bold
	}
	before, text = Bounded(before, LongestCell), Bounded(text, LongestCell)
	for i, l := range Wrap(Safe(before+text), p.Width-2) {
		if rest, ok := strings.CutPrefix(l, Safe(before)); ok && i == 0 {
			p.Parts(Part{Bold, Safe(before)}, Part{look, rest})
			continue
		}
		if i > 0 {
			l = "  " + l
		}
		p.Line(look, l)
	}
}
