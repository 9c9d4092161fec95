package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

// findings draws of which parts of the path each finding is: in each column the
// one that has most of it.
func (c *chart) findings(t *timeline.Timeline) {
	row, best, any := c.blanks(), make([]float64, c.scale.Columns), false
	var list []timeline.Mark
	marks := slices.DeleteFunc(slices.Clone(t.Marks), func(m timeline.Mark) bool { return m.Kind != timeline.MarkFinding })
	slices.SortStableFunc(marks, func(a, b timeline.Mark) int { return cmp.Compare(a.Number, b.Number) }) // of two that have a column, the costlier is shown
	for _, m := range marks {
		seen := false
		for i, x := range c.scale.Shares(m.Where) {
			seen = seen || x > 0
			if x > best[i] {
				best[i], row[i] = x, glyph{findingSign(m.Number), severityLook(m.Finding.Severity)}
			}
		}
		if any = any || seen; seen {
			list = append(list, m)
		}
	}
	if any {
		c.row(plain, "findings", row, "")
	}
	for _, m := range list {
		cost := ""
		if m.Finding.Cost.Known() {
			cost = ", costs " + humanize.Duration(m.Finding.Cost.V)
		}
		c.notes = append(c.notes, note{severityLook(m.Finding.Severity), fmt.Sprintf("%c  %s%s [%s]", findingSign(m.Number), m.Text, cost, m.Finding.ID)})
	}
}

// findingSign is the number of a finding in one character.
func findingSign(n int) rune {
	const signs = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if n < 1 || n > len(signs) {
		return '*'
	}
	return rune(signs[n-1])
}

func severityLook(s finding.Severity) style {
	if s == finding.High {
		return red
	}
	return plain
}

// legend says what the signs mean, first those of the path with their parts.
func (c *chart) legend(t *timeline.Timeline) {
	sums := make(map[critical.Kind]int64)
	for _, s := range t.Path {
		from, to := max(s.Start, c.scale.From), min(s.End, c.scale.To)
		if from < to {
			sums[s.Kind] += int64(to - from)
		}
	}
	whole := c.scale.Length()
	var list []keyed
	for _, k := range kinds {
		if sums[k] > 0 {
			list = append(list, keyed{kindSigns[k], k.Called() + " " + humanize.Percent(sums[k], whole)})
		}
	}
	c.key("path", list)
	if len(t.Groups) > 0 {
		c.signs(string(t.Unit))
	}
}

// signs says what those mean that were drawn.
func (c *chart) signs(label string) {
	var list []keyed
	for k, x := range signs {
		if c.drawn[k] {
			list = append(list, keyed{x.glyph, x.text})
		}
	}
	if c.estimated {
		list = append(list, keyed{glyph{'~', plain}, "before a name: estimated from counters"})
	}
	c.key(label, list)
}

// keyed is a sign and what it means.
type keyed struct {
	glyph
	text string
}

// key writes what signs mean, as many beside each other as fit, each as it is
// drawn.
func (c *chart) key(label string, list []keyed) {
	const gap = 3
	line, room := []part(nil), 0
	flush := func() {
		if line != nil {
			c.page.parts(line...)
		}
		line, room = []part{{dim, "  " + pad(label, fieldColumn, false)}}, c.page.width-2-fieldColumn+gap
		label = ""
	}
	for _, k := range list {
		width := gap + 2 + cells(k.text)
		if line == nil || width > room {
			flush()
		} else {
			line = append(line, part{plain, strings.Repeat(" ", gap)})
		}
		line = append(line, part{k.s, string(k.r)}, part{dim, " " + k.text})
		room -= width
	}
	if len(list) > 0 {
		flush()
	}
}
