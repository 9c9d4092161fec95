package gantt

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

// Options say what of the timelines is drawn.
type Options struct {
	From, To analyze.LogBound // since each one's start, or moments
	Width    int              // in pixels, 0: DefaultWidth; LeastWidth at least
}

const (
	DefaultWidth = 1280
	LeastWidth   = 640
	MostWidth    = 10_000

	labels  = 200.0 // pixels on the left
	numbers = 92.0  // pixels on the right
	margin  = 12.0
	letter  = 6.65 // a character, about

	mostLabel = 28 // characters of a label
)

// Write draws timelines below each other, the job first where it is not nil. It
// fails where w does.
func Write(w io.Writer, job *timeline.Job, list []*timeline.Timeline, o Options) error {
	d := &drawing{width: float64(min(max(o.Width, LeastWidth), MostWidth)), y: margin}
	if o.Width == 0 {
		d.width = DefaultWidth
	}
	d.chart = d.width - labels - numbers - 2*margin
	if job != nil {
		if scale, ok := job.Zoom(o.From, o.To); ok {
			d.job(job, scale)
		}
	}
	for _, t := range list {
		if d.y > margin {
			d.y += 26
		}
		d.query(t, o)
	}
	if d.y == margin {
		d.line("f", "There is no time to draw.")
	}
	return d.write(w)
}

// drawing collects what is drawn, from the top down.
type drawing struct {
	body         strings.Builder
	width, chart float64
	y            float64
	scale        timeline.Scale
	merged       bool // bars below a pixel were drawn as one
	folded       bool // slots of a worker are one row
	step         int  // pixels of a column where several lanes are one row
}

func (d *drawing) write(w io.Writer) error {
	b := bufio.NewWriter(w)
	height := d.y + margin
	fmt.Fprintf(b, `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s" role="img">
<title>Timeline</title>
<style>
%s</style>
%s<rect class="ground" width="100%%" height="100%%"/>
`, num(d.width), num(height), num(d.width), num(height), style(), patterns)
	b.WriteString(d.body.String())
	b.WriteString("</svg>\n")
	return b.Flush()
}

// left is where the chart begins.
func (d *drawing) left() float64 { return margin + labels }

// x is where a column lies; the scale has as many columns as there are pixels.
func (d *drawing) x(columns float64) float64 {
	return d.left() + columns*d.chart/float64(max(1, d.scale.Columns))
}

// text writes a text that is escaped here.
func (d *drawing) text(class string, x, y float64, s string) {
	fmt.Fprintf(&d.body, "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n", class, num(x), num(y), escaped(s))
}

// line writes a line of text across the drawing.
func (d *drawing) line(class, s string) {
	d.y += 15
	d.tipped(class, margin, d.y-4, clip(s, int((d.width-2*margin)/letter)), s)
}

// tipped writes a text with a tooltip, where that says more.
func (d *drawing) tipped(class string, x, y float64, s, tip string) {
	if s == tip {
		d.text(class, x, y, s)
		return
	}
	fmt.Fprintf(&d.body, "<text class=\"%s\" x=\"%s\" y=\"%s\"><title>%s</title>%s</text>\n", class, num(x), num(y), escaped(clip(tip, longest)), escaped(s))
}

// label writes what a row is, and what is said of it on the right.
func (d *drawing) label(class, s, right string, height float64) {
	y := d.y + height/2 + 4
	short := clip(s, mostLabel)
	d.tipped(class, margin, y, short, s)
	if right != "" {
		d.text("f", d.left()+d.chart+8, y, right)
	}
}

// rect draws a rectangle with a tooltip.
func (d *drawing) rect(class string, x, y, width, height float64, tip string) {
	fmt.Fprintf(&d.body, "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"", class, num(x), num(y), num(max(width, 0.5)), num(height))
	if tip == "" {
		d.body.WriteString("/>\n")
		return
	}
	fmt.Fprintf(&d.body, "><title>%s</title></rect>\n", escaped(clip(tip, longest)))
}

// axis draws round times over a height yet to come, which grid draws.
func (d *drawing) axis() {
	d.y += 14
	free := 0.0
	for _, t := range timeline.Ticks(d.scale.From, d.scale.To, d.scale.Base, max(2, int(d.chart/90))) {
		x := d.x(d.scale.At(t.Time))
		if x >= free {
			d.text("f", x+2, d.y-3, t.Label)
			free = x + float64(cells(t.Label)+1)*letter
		}
	}
	fmt.Fprintf(&d.body, "<line class=\"axis\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>\n", num(d.left()), num(d.left()+d.chart), num(d.y), num(d.y))
	d.y += 3
}

// grid draws lines at round times from a height down to here.
func (d *drawing) grid(from float64) string {
	var b strings.Builder
	for _, t := range timeline.Ticks(d.scale.From, d.scale.To, d.scale.Base, max(2, int(d.chart/90))) {
		x := num(d.x(d.scale.At(t.Time)))
		fmt.Fprintf(&b, "<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>\n", x, x, num(from), num(d.y))
	}
	return b.String()
}

// zoom makes the scale: a column a pixel.
func (d *drawing) zoom(s timeline.Scale) {
	s.Columns = int(d.chart)
	d.scale = s
}

// at writes a moment since the base.
func (d *drawing) at(ns int64) string { return humanize.Mark(ns, d.scale.Length()) }

// percent writes a share of what is shown.
func (d *drawing) percent(ns int64) string { return humanize.Percent(ns, d.scale.Length()) }
