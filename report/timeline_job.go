package report

import (
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

// jobRows is how many queries have a row of their own in the job's drawing.
const jobRows = 30

// printJob draws the queries of a recording over time.
func printJobTimeline(p *page, j *timeline.Job, o TimelineOptions) {
	from, to, ok := zoomed(j.From, j.To, j.From, o)
	if !ok {
		return
	}
	c := chartOf(p, 22, j.From, from, to)
	p.line(bold, "job  "+humanize.Wall(j.Length())+", "+humanize.Plural(int64(len(j.Queries)), "query", "queries"))
	c.axis("")
	for _, q := range j.Queries {
		row := c.blanks()
		a, z := c.scale.Column(q.Start), c.scale.Column(q.End)
		s := glyph{'█', blue}
		if unsuccessful(q.Case.Query) {
			s = glyph{'X', red}
		}
		if q.End < from || q.Start > to {
			continue
		}
		for i := a; i <= z; i++ {
			row[i] = s
		}
		c.row(plain, strconv.Itoa(q.Number)+" "+q.Case.Query.ID, row, humanize.Duration(int64(q.End-q.Start)))
	}
	c.curve("memory", j.Memory, j.Memory.Most, "of "+humanize.Bytes(int64(j.Memory.Most)))
}
