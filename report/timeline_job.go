package report

import (
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

const (
	jobRows = 30 // queries that have a row of their own in the job's drawing
	jobOpen = 8  // rows of more: one for each that were open at a time
)

// printJob draws the queries of a recording over time.
func printJobTimeline(p *page, j *timeline.Job, o TimelineOptions) {
	scale, ok := j.Zoom(o.From, o.To)
	if !ok {
		return
	}
	c := chartOf(p, 22, scale)
	head := "job  " + humanize.Wall(j.Length())
	if len(j.Queries) > 0 {
		head += ", " + humanize.Plural(int64(len(j.Queries)), "query", "queries") + jobParts(j)
	}
	p.text(bold, 0, 2, head)
	c.axis("")
	rows := j.Rows()
	for _, q := range j.Queries {
		if len(j.Queries) > jobRows {
			break
		}
		if scale.Shows(q.Start, q.End) {
			c.jobRow(strconv.Itoa(q.Number)+" "+q.Query.ID, []timeline.Lane{{Bars: []timeline.Bar{q.Bar()}}}, humanize.Duration(analyze.Interval{Start: q.Start, End: q.End}.Length()))
		}
	}
	for i := range rows {
		if len(j.Queries) <= jobRows {
			break
		}
		if i == jobOpen && len(rows) > jobOpen+1 {
			c.jobRow("up to "+humanize.Count(int64(len(rows))), rows[i:], "")
			break
		}
		label := "queries, 1 at a time"
		if i > 0 {
			label = humanize.Count(int64(i+1)) + " at a time"
		}
		c.jobRow(label, rows[i:i+1], humanize.Count(int64(len(rows[i].Bars))))
	}
	c.curve("memory", j.Memory, j.Memory.Most, "of "+j.Memory.Text(j.Memory.Most))
	if len(j.Queries) > jobRows {
		c.signs("queries")
	}
	if j.Left > 0 {
		p.field(dim, "drawn", humanize.Plural(int64(j.Left), "query is", "queries are")+" not drawn, as its start or its end was not recorded")
	}
}

func (c *chart) jobRow(label string, lanes []timeline.Lane, tail string) {
	row := c.cells(c.scale.Row(lanes), timeline.Slots)
	c.row(plain, label, row, tail)
}

// jobParts says how the job's time divides.
func jobParts(j *timeline.Job) string {
	sums := map[timeline.PartKind]int64{}
	for _, x := range j.Parts {
		sums[x.Kind] = saturate.Add(sums[x.Kind], analyze.Interval{Start: x.Start, End: x.End}.Length())
	}
	text := ""
	for _, k := range []struct {
		kind timeline.PartKind
		text string
	}{{timeline.Before, "before the first query"}, {timeline.During, "in queries"}, {timeline.Between, "between"}, {timeline.After, "after the last"}} {
		if ns := sums[k.kind]; ns > 0 {
			text += ", " + humanize.Duration(ns) + " " + k.text
		}
	}
	return text
}
