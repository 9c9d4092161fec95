package report

import (
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

// cells turns a row into signs.
func (c *chart) cells(r timeline.Row, unit timeline.Unit) []glyph {
	row := c.blanks()
	for i, x := range r.Cells {
		if k := sign(x, r.Lanes, unit); k >= 0 {
			row[i], c.drawn[k] = glyph{signs[k].r, signs[k].s}, true
		}
	}
	return row
}

// signs are what a column shows, in the order of the legend.
var signs = []struct {
	glyph
	text string
}{
	onPath:    {glyph{'█', boldRed}, "on the critical path"},
	busyAll:   {glyph{'▓', blue}, "busy"},
	busyMost:  {glyph{'▒', blue}, "a third of the time or more"},
	busySome:  {glyph{'░', blue}, "less"},
	waits:     {glyph{'·', dim}, "waiting"},
	retried:   {glyph{'r', red}, "given out in vain"},
	failed:    {glyph{'X', boldRed}, "failed"},
	cancelled: {glyph{'c', yellow}, "cancelled"},
	unended:   {glyph{'~', yellow}, "no end recorded"},
	unsure:    {glyph{'-', dim}, "nothing tells when it worked between first and last sign"},
}

// fewLanes is up to how many lanes a row shows each retry: of more there is always one.
const fewLanes = 16

const (
	onPath = iota
	busyAll
	busyMost
	busySome
	waits
	retried
	failed
	cancelled
	unended
	unsure
)

// sign chooses what one column shows, the rarest and worst first, -1 for nothing.
func sign(x timeline.Cell, lanes int, unit timeline.Unit) int {
	switch {
	case x.Failed > 0:
		return failed
	case x.Retries > 0 && lanes <= fewLanes || x.Retry > 0 && x.Retry >= x.Busy/2:
		return retried
	case x.Path >= 1.0/3:
		return onPath
	case x.Open > 0:
		return unended
	case x.Cancelled > 0 && x.Cancelled >= x.Busy/2:
		return cancelled
	case x.Unsure > 0 && x.Unsure >= x.Busy/2:
		return unsure
	case x.Busy >= 2.0/3:
		return busyAll
	case x.Busy >= 1.0/3:
		return busyMost
	case x.Busy > 0:
		return busySome
	case x.Waiting > 0.5 || x.Waiting > 0 && unit == timeline.Operators:
		return waits
	}
	return -1
}
