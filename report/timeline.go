package report

import (
	"fmt"
	"io"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

// TimelineOptions say what a timeline shows and how.
type TimelineOptions struct {
	ViewOptions
	Full     bool             // every lane and every query
	From, To analyze.LogBound // of what is shown: since a query's start, or moments
}

// Timeline draws each query over time: what ran where, what the query waited for,
// and how much ran and was held. Of several queries it shows the job first.
func Timeline(w io.Writer, s *finding.Study, o TimelineOptions) error {
	chosen, err := selectQueries(s.Run, o.Query)
	if err != nil {
		return err
	}
	p := newPage(w, o.Width, o.Color)
	if len(chosen) == 0 {
		printEmpty(p, s.Run)
	}
	if len(s.Run.Queries) > 1 && o.Query == "" || len(chosen) == 0 {
		printJobTimeline(p, timeline.OfJob(s), o)
	}
	detailed := chosen
	if !o.Full {
		detailed = worthDetail(chosen)
	}
	if len(detailed) < len(chosen) {
		p.blank()
		p.text(dim, 0, 2, detailRemark(chosen, detailed))
	}
	for i, c := range casesOf(s, detailed) {
		if i > 0 || len(s.Run.Queries) > 1 && o.Query == "" {
			p.blank()
		}
		printQueryHead(p, detailed[i])
		printTimeline(p, timeline.Of(c), o)
	}
	return p.close()
}

// TimelineQueries returns the queries that Timeline draws each.
func TimelineQueries(s *finding.Study, o TimelineOptions) ([]*analyze.Query, error) {
	chosen, err := selectQueries(s.Run, o.Query)
	if err != nil {
		return nil, err
	}
	if !o.Full {
		chosen = worthDetail(chosen)
	}
	var list []*analyze.Query
	for _, n := range chosen {
		list = append(list, n.Query)
	}
	return list, nil
}

// printTimeline draws one query.
func printTimeline(p *page, t *timeline.Timeline, o TimelineOptions) {
	scale, ok := t.Zoom(o.From, o.To)
	switch {
	case t.From >= t.To:
		p.line(dim, "  its start or its end was not recorded: there is no time to draw")
		return
	case !ok:
		p.line(dim, "  nothing of it lies between --from and --to")
		return
	}
	rows := lanesOf(t, o)
	c := newChart(p, t, scale, rows)
	c.axis("busy path")
	c.path(t)
	c.stages(t)
	c.lanes(rows, t)
	c.curves(t)
	c.findings(t)
	c.axisBelow(len(rows))
	for _, n := range c.notes {
		p.text(n.look, 2, 3, n.text)
	}
	c.legend(t)
	printMarks(p, t, scale, o)
	printTimelineNotes(p, t, scale)
}

// printMarks lists what is marked in the drawing.
func printMarks(p *page, t *timeline.Timeline, scale timeline.Scale, o TimelineOptions) {
	const most = 6
	wall := t.Length()
	counts := map[timeline.MarkKind]int{}
	for _, m := range t.Marks {
		if !scale.Shows(m.Time, m.To) {
			continue
		}
		at := humanize.Mark(int64(m.Time-t.From), wall)
		look := plain
		switch m.Kind {
		case timeline.MarkFinding:
			continue // beside its row
		case timeline.MarkMemory:
			continue // in its row
		case timeline.MarkFailure, timeline.MarkLost, timeline.MarkEnd:
			look = red
		}
		if counts[m.Kind]++; counts[m.Kind] > most && !o.Full {
			continue
		}
		p.field(look, at, m.Text)
	}
	for _, k := range []timeline.MarkKind{timeline.MarkRetry, timeline.MarkFailure, timeline.MarkLost} {
		if hidden := counts[k] - most; hidden > 0 && !o.Full {
			p.line(dim, "  and "+humanize.Plural(int64(hidden), "more "+markName(k, true), "more "+markName(k, false))+": --full lists them")
		}
	}
}

func markName(k timeline.MarkKind, one bool) string {
	names := map[timeline.MarkKind][2]string{timeline.MarkRetry: {"retry", "retries"}, timeline.MarkFailure: {"failure", "failures"}, timeline.MarkLost: {"lost worker", "lost workers"}}
	if one {
		return names[k][0]
	}
	return names[k][1]
}

// printTimelineNotes says what the drawing leaves out and who stamped it.
func printTimelineNotes(p *page, t *timeline.Timeline, scale timeline.Scale) {
	text := ""
	add := func(s string) {
		if text != "" {
			text += "; "
		}
		text += s
	}
	if scale.From != t.From || scale.To != t.To {
		add(fmt.Sprintf("shown: %s of %s", humanize.Window(int64(scale.From-t.From), int64(scale.To-t.From), t.Length()), humanize.Duration(t.Length())))
	}
	if t.Left > 0 {
		add(humanize.Plural(int64(t.Left), "task is", "tasks are") + " not drawn: too few of their times are known, or they lie outside of the query")
	}
	if t.Unrun > 0 {
		add(humanize.Plural(int64(t.Unrun), "task was", "tasks were") + " never given to a worker")
	}
	if t.Outside > 0 {
		add(humanize.Plural(int64(t.Outside), "bar goes", "bars go") + " on outside of the query and is cut off there")
	}
	if text != "" {
		p.field(dim, "drawn", text)
	}
	clocks := ""
	for i, u := range t.Clocks {
		if i > 0 {
			clocks += "; "
		}
		clocks += u.What + ": the " + string(u.Clock) + "'s"
		if u.Moved != 0 {
			clocks += ", moved by " + humanize.Duration(u.Moved)
		}
	}
	if clocks != "" {
		p.field(dim, "clocks", clocks)
	}
}
