package gantt

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
	"github.com/daft-analyze/daft-analyze/analyze/wording"
)

// query draws one query.
func (d *drawing) query(t *timeline.Timeline, o Options) {
	d.y += 16
	d.text("h", margin, d.y, clip(t.Case.Query.ID, 80)+"  "+outcome(t.Case.Query))
	d.y += 4
	scale, ok := t.Zoom(o.From, o.To)
	if !ok {
		d.line("f", "No time of it lies in what is drawn.")
		return
	}
	d.zoom(scale)
	d.merged, d.folded, d.step = false, false, 1
	d.axis()
	top, body := d.y, d.body.String()
	d.body.Reset()
	d.path(t)
	d.findings(t)
	d.stages(t)
	d.lanes(t)
	d.curves(t)
	rows := d.body.String()
	d.body.Reset()
	d.body.WriteString(body)
	d.body.WriteString(d.grid(top)) // behind the rows
	d.body.WriteString(rows)
	d.ends(t, top)
	d.legend(t)
	d.notes(t)
}

// outcome says how a query ended.
func outcome(q *analyze.Query) string {
	wall := humanize.Unknown
	if q.Wall.Known() {
		wall = humanize.Wall(q.Wall.V)
	}
	switch q.Outcome {
	case analyze.OutcomeFinished:
		return "finished in " + wall
	case analyze.OutcomeFailed, analyze.OutcomeCanceled:
		return string(q.Outcome) + " after " + wall
	}
	return string(q.Outcome) + ", open for " + wall
}

// path draws the critical path: below what there is most of in each pixel, above
// the segments that have one to themselves.
func (d *drawing) path(t *timeline.Timeline) {
	if len(t.Path) == 0 {
		return
	}
	const height = 16
	d.label("b", "critical path", "", height)
	best, most := make([]critical.Kind, d.scale.Columns), make([]float64, d.scale.Columns)
	for _, k := range kinds {
		var of []analyze.Interval
		for _, s := range t.Path {
			if s.Kind == k {
				of = append(of, analyze.Interval{Start: s.Start, End: s.End})
			}
		}
		for i, x := range d.scale.Shares(of) {
			if x > most[i] {
				best[i], most[i] = k, x
			}
		}
	}
	for i := 0; i < len(best); {
		from := i
		for ; i < len(best) && best[i] == best[from]; i++ {
		}
		if best[from] != "" {
			d.rect("k-"+string(best[from]), d.x(float64(from)), d.y, d.x(float64(i))-d.x(float64(from)), height, "")
		}
	}
	for _, s := range t.Path {
		if a, z := d.scale.At(s.Start), d.scale.At(s.End); z-a >= 1 {
			d.rect("k-"+string(s.Kind), d.x(a), d.y, d.x(z)-d.x(a), height, d.segmentText(s))
		}
	}
	d.y += height + 4
}

func (d *drawing) segmentText(s critical.Segment) string {
	text := s.Kind.Called() + " " + humanize.Duration(s.Length()) + ", " + d.percent(s.Length()) + ", from " + d.at(int64(s.Start-d.scale.Base))
	if s.Task != nil {
		text += fmt.Sprintf(", task %d", s.Task.ID)
		if s.Worker != nil {
			text += " on " + s.Worker.Label
		}
	}
	if s.Operator != nil {
		text += ", " + operatorName(s.Operator)
	}
	if s.Estimated {
		text += " (estimated)"
	}
	return text
}

func operatorName(o *analyze.Operator) string {
	return wording.Operator(o, func(name string) string { return name }) // what is drawn is made harmless as it is written
}

// findings draws of which parts of the path each finding is, one row each.
func (d *drawing) findings(t *timeline.Timeline) {
	const height, most = 12, 8
	shown := 0
	for _, m := range numbered(t) {
		if shown == most || m.Where == nil {
			break
		}
		shown++
		class := "find"
		if m.Finding.Severity == finding.High {
			class = "findhigh"
		}
		d.label("f", fmt.Sprintf("finding %d: %s", m.Number, m.Finding.ID), cost(m.Finding), height)
		for i, x := range d.runs(d.scale.Shares(m.Where), 0.05) {
			if i == 500 {
				break
			}
			d.rect(class, d.x(float64(x[0])), d.y, d.x(float64(x[1]))-d.x(float64(x[0])), height, m.Text)
		}
		d.y += height + 2
	}
}

func cost(f *finding.Finding) string {
	if f.Cost.Known() {
		return humanize.Duration(f.Cost.V)
	}
	return ""
}

// numbered returns the marks of findings, costliest first.
func numbered(t *timeline.Timeline) (list []timeline.Mark) {
	for _, m := range t.Marks {
		if m.Kind == timeline.MarkFinding {
			list = append(list, m)
		}
	}
	slices.SortStableFunc(list, func(a, b timeline.Mark) int { return cmp.Compare(a.Number, b.Number) })
	return list
}

// runs joins columns that hold at least so much into stretches.
func (d *drawing) runs(shares []float64, least float64) (list [][2]int) {
	for i, x := range shares {
		if x < least {
			continue
		}
		if n := len(list); n > 0 && list[n-1][1] == i {
			list[n-1][1]++
		} else {
			list = append(list, [2]int{i, i + 1})
		}
	}
	return list
}

// ends draws what concerns the whole query: a lost worker, and its end where it
// did not finish.
func (d *drawing) ends(t *timeline.Timeline, top float64) {
	for _, m := range t.Marks {
		if (m.Kind == timeline.MarkLost || m.Kind == timeline.MarkEnd) && d.scale.Shows(m.Time, m.Time) {
			x := num(d.x(d.scale.At(m.Time)))
			fmt.Fprintf(&d.body, "<line class=\"mark\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"><title>%s</title></line>\n", x, x, num(top), num(d.y), escaped(clip(m.Text, longest)))
		}
	}
}

// legend says what colours mean.
func (d *drawing) legend(t *timeline.Timeline) {
	d.y += 18
	x := margin
	item := func(class, text string) {
		width := 16 + float64(cells(text)+2)*letter
		if x+width > d.width-margin {
			x = margin
			d.y += 16
		}
		if strings.HasPrefix(class, "wait") {
			fmt.Fprintf(&d.body, "<line class=\"%s\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>\n", class, num(x), num(x+12), num(d.y-4), num(d.y-4))
		} else {
			d.rect(class, x, d.y-10, 12, 12, "")
		}
		d.text("f", x+16, d.y, text)
		x += width
	}
	sums := make(map[critical.Kind]int64)
	for _, s := range t.Path {
		if from, to := max(s.Start, d.scale.From), min(s.End, d.scale.To); from < to {
			sums[s.Kind] = saturate.Add(sums[s.Kind], int64(to-from))
		}
	}
	for _, k := range kinds {
		if sums[k] > 0 {
			item("k-"+string(k), k.Called()+" "+d.percent(sums[k]))
		}
	}
	d.y += 18
	x = margin
	seen := make(map[timeline.BarKind]bool)
	on := false
	for _, g := range t.Groups {
		for i := range g.Lanes {
			on = on || len(g.Lanes[i].OnPath) > 0
			for _, b := range g.Lanes[i].Bars {
				seen[b.Kind] = true
			}
		}
	}
	if on {
		item("on", "on the critical path")
	}
	running := "running"
	if t.Unit == timeline.Operators {
		running = "at work: the higher, the more threads"
	}
	for _, k := range []struct {
		kind        timeline.BarKind
		class, text string
	}{{timeline.Running, "run", running}, {timeline.Waiting, "wait", "waiting"}, {timeline.Retry, "retry", "given out in vain"}, {timeline.Failed, "failed", "failed"}, {timeline.Cancelled, "cancelled", "cancelled"},
		{timeline.Open, "open", "no end recorded"}, {timeline.Reading, "reading", "put out rows, by its counters"}, {timeline.Seen, "seen", "nothing tells when it worked"}} {
		if seen[k.kind] {
			item(k.class, k.text)
		}
	}
	if len(numbered(t)) > 0 {
		item("find", "part of the path that a finding is about")
	}
}

// notes says what is in the findings, and what the picture leaves out.
func (d *drawing) notes(t *timeline.Timeline) {
	d.y += 6
	for i, m := range numbered(t) {
		if i == 12 {
			break
		}
		text := fmt.Sprintf("%d  %s", m.Number, m.Text)
		if c := cost(m.Finding); c != "" {
			text += ", costs " + c
		}
		d.line("", text)
	}
	failures := 0
	for _, m := range t.Marks {
		switch m.Kind {
		case timeline.MarkFailure:
			if failures++; failures <= 6 {
				d.line("bad", d.at(int64(m.Time-d.scale.Base))+"  "+m.Text)
			}
		case timeline.MarkLost, timeline.MarkEnd:
			d.line("bad", d.at(int64(m.Time-d.scale.Base))+"  "+m.Text)
		}
	}
	var notes []string
	if d.merged {
		notes = append(notes, "bars shorter than a pixel are drawn as one: the darker, the more of the time was busy")
	}
	if d.folded {
		notes = append(notes, "each worker is drawn as one row: the darker, the more of its slots were busy")
	}
	if t.Left > 0 {
		notes = append(notes, humanize.Plural(int64(t.Left), "task is", "tasks are")+" not drawn: too few of their times are known, or they lie outside of the query")
	}
	if t.Outside > 0 {
		notes = append(notes, humanize.Plural(int64(t.Outside), "bar goes", "bars go")+" on outside of the query and is cut off there")
	}
	clocks := ""
	for _, u := range t.Clocks {
		clocks += ", " + u.What + ": the " + string(u.Clock) + "'s clock"
		if u.Moved != 0 {
			clocks += " moved by " + humanize.Duration(u.Moved)
		}
	}
	if clocks != "" {
		notes = append(notes, strings.TrimPrefix(clocks, ", "))
	}
	for _, n := range notes {
		d.line("f", n)
	}
}
