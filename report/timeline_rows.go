package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

const (
	timelineRows   = 24 // lanes that are drawn one by one, else workers in one row each
	foldedRows     = 12 // of these
	timelineStages = 12 // stages that have a row
)

// lanesRow is one row of the drawing: a lane, or several as one.
type lanesRow struct {
	label string
	lanes []timeline.Lane
	style style
	fold  bool // it stands for several workers
	died  bool
}

// lanesOf chooses what has a row: all lanes where they are few; else each worker;
// else those that the path goes through, where tasks failed and that were busiest,
// and the others as one.
func lanesOf(t *timeline.Timeline, o TimelineOptions) (rows []lanesRow) {
	most := timelineRows
	if o.Top > 0 {
		most = o.Top
	}
	if t.Unit == timeline.Operators {
		return operatorLanes(t, most, o)
	}
	if t.Lanes() <= most || o.Full {
		for _, g := range t.Groups {
			for i := range g.Lanes {
				label := strings.Repeat(" ", len(workerLabel(g.Worker))) + " " + strconv.Itoa(g.Lanes[i].Slot)
				if i == 0 {
					label = workerLabel(g.Worker) + " 1"
				}
				rows = append(rows, lanesRow{label: label, lanes: g.Lanes[i : i+1], died: g.Died})
			}
		}
		return rows
	}
	if o.Top == 0 && len(t.Groups) > most {
		most = foldedRows
	}
	shown := interestingGroups(t.Groups, most)
	var others []timeline.Lane
	workers := 0
	for i, g := range t.Groups {
		if !shown[i] {
			others, workers = append(others, g.Lanes...), workers+1
			continue
		}
		rows = append(rows, lanesRow{label: workerLabel(g.Worker) + slotsText(len(g.Lanes)), lanes: g.Lanes, died: g.Died})
	}
	if workers > 0 {
		rows = append(rows, lanesRow{label: humanize.Plural(int64(workers), "other worker", "other workers"), lanes: others, fold: true, style: dim})
	}
	return rows
}

func slotsText(n int) string {
	if n == 1 {
		return ""
	}
	return " x" + strconv.Itoa(n)
}

// interestingGroups chooses groups: those with most of the path, failures and retries
// first, then the busiest.
func interestingGroups(groups []timeline.Group, most int) map[int]bool {
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := groups[a], groups[b]
		trouble := func(g timeline.Group) int {
			if g.Died {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(trouble(y), trouble(x)), cmp.Compare(y.OnPath, x.OnPath), cmp.Compare(y.Failed, x.Failed), cmp.Compare(y.Retries, x.Retries), cmp.Compare(y.Busy, x.Busy))
	})
	shown := make(map[int]bool)
	for _, i := range order[:min(most, len(order))] {
		shown[i] = true
	}
	return shown
}

// operatorRows chooses operators in the order of the plan: those on the path and
// those that worked longest.
func operatorLanes(t *timeline.Timeline, most int, o TimelineOptions) (rows []lanesRow) {
	for _, g := range t.Groups {
		order := make([]int, len(g.Lanes))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int {
			return cmp.Or(cmp.Compare(g.Lanes[b].PathNS, g.Lanes[a].PathNS), cmp.Compare(g.Lanes[b].Busy, g.Lanes[a].Busy))
		})
		shown := make(map[int]bool)
		for i, n := range order {
			if i < most || o.Full {
				shown[n] = true
			}
		}
		var others []timeline.Lane
		for i := range g.Lanes {
			if !shown[i] {
				others = append(others, g.Lanes[i])
				continue
			}
			rows = append(rows, lanesRow{label: operatorName(g.Lanes[i].Operator), lanes: g.Lanes[i : i+1]})
		}
		if len(others) > 0 {
			rows = append(rows, lanesRow{label: humanize.Plural(int64(len(others)), "other", "others"), lanes: others, fold: true, style: dim})
		}
	}
	return rows
}

// newChart lays out the columns of a query's drawing.
func newChart(p *page, t *timeline.Timeline, scale timeline.Scale, rows []lanesRow) *chart {
	widest := len("parallelism")
	for _, r := range rows {
		widest = max(widest, cells(safe(r.label))+1)
	}
	if shownStages(t) != nil {
		widest = 30
	}
	return chartOf(p, min(widest, p.width*22/100, 32), scale)
}

// kindSigns are the signs of what the path waits for.
var kindSigns = map[critical.Kind]glyph{
	critical.Plan: {'p', magenta}, critical.Startup: {'s', yellow}, critical.Driver: {'d', magenta}, critical.Schedule: {'>', cyan}, critical.Handoff: {'h', green},
	critical.Retry: {'r', red}, critical.Run: {'█', blue}, critical.Consumer: {'u', yellow}, critical.Tail: {'t', dim}, critical.Unrecorded: {'?', dim},
}

// path draws what the query waited for: in each column what it waited for
// longest.
func (c *chart) path(t *timeline.Timeline) {
	if len(t.Path) == 0 {
		return
	}
	row, best := c.blanks(), make([]float64, c.scale.Columns)
	now := make([]float64, c.scale.Columns)
	for _, k := range kinds {
		clear(now)
		for _, s := range t.Path {
			if s.Kind != k {
				continue
			}
			a, z := c.scale.At(s.Start), c.scale.At(s.End)
			for i := int(a); i < c.scale.Columns && float64(i) < z; i++ {
				now[i] += min(z, float64(i+1)) - max(a, float64(i))
			}
		}
		for i, x := range now {
			if x > best[i] {
				best[i], row[i] = x, kindSigns[k]
			}
		}
	}
	c.row(bold, "path", row, "")
}

// shownStages returns the stages that have a row: those with most of the path and the
// longest tasks, in order.
func shownStages(t *timeline.Timeline) map[int]bool {
	if len(t.Stages) < 2 {
		return nil
	}
	weights, onPath := make([]int64, len(t.Stages)), make([]int64, len(t.Stages))
	for _, g := range t.Groups {
		for i := range g.Lanes {
			for _, b := range g.Lanes[i].Bars {
				if b.Kind != timeline.Waiting && b.Stage >= 0 {
					weights[b.Stage] = saturate.Add(weights[b.Stage], b.Length())
					if b.OnPath {
						onPath[b.Stage] = saturate.Add(onPath[b.Stage], b.Length())
					}
				}
			}
		}
	}
	order := make([]int, len(t.Stages))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(onPath[b], onPath[a]), cmp.Compare(weights[b], weights[a]))
	})
	list := make(map[int]bool)
	for _, i := range order[:min(len(order), timelineStages)] {
		list[i] = true
	}
	return list
}

// stages draws of each stage what part of all slots its tasks had.
func (c *chart) stages(t *timeline.Timeline) {
	show := shownStages(t)
	if show == nil {
		return
	}
	hidden := 0
	for i, r := range c.scale.StageRows(t) {
		switch {
		case !show[i]:
			hidden++
		case r.Bars > 0:
			c.row(plain, t.StageLabels[i]+" "+stageName(t.Stages[i].Name), c.cells(r, t.Unit), c.busy(r))
		}
	}
	if hidden > 0 {
		c.page.line(dim, "  and "+humanize.Plural(int64(hidden), "more stage", "more stages"))
	}
}

// lanes draws the lanes.
func (c *chart) lanes(rows []lanesRow, t *timeline.Timeline) {
	for _, r := range rows {
		x := c.scale.Row(r.lanes)
		glyphs := c.cells(x, t.Unit)
		if len(r.lanes) == 1 && r.lanes[0].Operator == nil {
			c.names(glyphs, r.lanes[0])
		}
		label := r.label
		if x.Estimated {
			label = "~" + label
			c.estimated = true
		}
		look := r.style
		if r.died {
			label, look = label+" died", red
		}
		c.row(look, label, glyphs, c.busy(x))
	}
}

// busy says of a row how much of the time it was busy, and on the path.
func (c *chart) busy(r timeline.Row) string {
	whole := c.scale.Length()
	text := pad(humanize.Percent(r.Busy/int64(max(1, r.Lanes)), whole), 4, true)
	if r.Path > 0 {
		text += pad(humanize.Percent(r.Path, whole), 5, true)
	}
	return text
}

// names writes the ids of tasks into bars that are long enough.
func (c *chart) names(row []glyph, l timeline.Lane) {
	for _, b := range l.Bars {
		if b.Kind == timeline.Waiting || b.Task == nil || b.End <= c.scale.From || b.Start >= c.scale.To {
			continue
		}
		from, to := c.scale.At(b.Start), c.scale.At(b.End)
		name := strconv.FormatInt(b.Task.ID, 10)
		at := int(from)
		if float64(at) < from {
			at++
		}
		if to-float64(at) < float64(len(name))+1 {
			continue
		}
		put(row, at, name, plain)
	}
}

// curves draws parallelism, the queue and memory.
func (c *chart) curves(t *timeline.Timeline) {
	for _, x := range t.Curves {
		label, top, tail := string(x.Name), x.Most, "of "+x.Text(x.Most)
		if x.Name == timeline.Parallelism {
			label = x.Unit
			if room := float64(x.Room.V); x.Room.Known() && room > 8*top { // most of it had nothing to do with this query
				tail = x.Text(top) + " of " + x.Text(room)
			} else if x.Room.Known() && room > top {
				top, tail = room, "of "+x.Text(room)
			}
		}
		c.curve(label, x, top, tail)
	}
}

func (c *chart) curve(label string, x timeline.Curve, top float64, tail string) {
	points := append(slices.Clone(x.Points), parallel.Point{Time: x.To})
	line := bars(points, analyze.Interval{Start: c.scale.From, End: c.scale.To}, top, c.scale.Columns)
	if line == "" {
		return
	}
	var row []glyph
	for _, r := range line {
		row = append(row, glyph{r, cyan})
	}
	c.row(plain, label, row, tail)
}
