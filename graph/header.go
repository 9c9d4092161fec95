package graph

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/wording"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// title is the lines above a picture: which query, how it ended, and how far
// the picture can be trusted.
func title(c *finding.Case) []string {
	q := c.Query
	about := []string{engineName(q.Engine)}
	if n := len(q.Workers); n > 0 {
		about[0] += ", " + humanize.Plural(int64(n), "worker", "workers")
	}
	about = append(about, humanize.Plural(int64(len(q.Operators)), "operator", "operators"))
	if n := len(q.Tasks); n > 0 {
		about = append(about, humanize.Plural(int64(n), "task", "tasks"))
	}
	if q.Trust.Complete {
		about = append(about, "recorded completely")
	} else {
		about = append(about, "NOT recorded completely: numbers may be too low")
	}
	lines := []string{safe(q.ID) + "  " + wording.Outcome(q), strings.Join(about, ", ")}
	if e := q.Error; e != nil {
		lines = append(lines, "failed: "+safe(e.Cause))
	}
	return lines
}

const (
	leastStrip = 420.0
	mostStrip  = 900.0
)

// header draws the title and how the wall time divides, within a width. It
// returns its height and how wide it came to be.
func header(c *finding.Case, width float64) (items []picture.Item, h, w float64) {
	y := 0.0
	add := func(text string, size float64, bold bool, look picture.Look) {
		y += size * lineHeight
		text = picture.Clip(text, size, bold, max(width, mostStrip))
		w = max(w, picture.Width(text, size, bold))
		items = append(items, picture.Text{At: picture.Point{Y: y - 0.3*size}, String: text, Size: size, Bold: bold, Look: look})
	}
	for i, text := range title(c) {
		switch {
		case i == 0 && c.Query.Outcome == analyze.OutcomeFinished:
			add(text, 15, true, picture.Ink)
		case i == 0:
			add(text, 15, true, picture.Bad)
		case i == 1:
			add(text, 11, false, picture.Faint)
		default:
			add(text, 11, true, picture.Bad)
		}
	}
	room := min(max(width, leastStrip), mostStrip)
	strip, below, right := wallStrip(c, room, room, y+6)
	return append(items, strip...), below, max(w, right)
}

// wallStrip draws the critical path of a query by kind, as a bar so long with what
// each colour means below it, within a width.
func wallStrip(c *finding.Case, long, width, y float64) (items []picture.Item, below, right float64) {
	const height, size, gap = 10.0, 10.0, 14.0
	wall := c.Path.Wall()
	if wall <= 0 {
		return nil, y, 0
	}
	var kinds []critical.Kind
	var sums []int64
	for _, k := range picture.Kinds {
		if ns := c.Path.Sum(k); ns > 0 {
			kinds, sums = append(kinds, k), append(sums, ns)
		}
	}
	_, lasts := humanize.Parts(wall, sums)
	x := 0.0
	for i, k := range kinds {
		w := long * float64(sums[i]) / float64(wall)
		items = append(items, picture.Rect{X: x, Y: y, W: w, H: height, Look: picture.Kind(k)})
		x += w
	}
	x, y = 0, y+height+size*lineHeight
	for i, k := range kinds {
		text := k.Called() + " " + lasts[i] + " " + humanize.Percent(sums[i], wall)
		w := picture.Width(text, size, false)*slack + size + 4
		if x > 0 && x+w > width {
			x, y = 0, y+size*lineHeight
		}
		items = append(items, picture.Rect{X: x, Y: y - size + 2, W: size - 2, H: size - 2, Round: 1, Look: picture.Kind(k)},
			picture.Text{At: picture.Point{X: x + size + 2, Y: y}, String: text, Size: size, Look: picture.Ink})
		x += w + gap
		right = max(right, x)
	}
	return items, y + 6, max(right, width)
}
