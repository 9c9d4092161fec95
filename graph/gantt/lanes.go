package gantt

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

const (
	mostRows   = 240    // rows of lanes, and of workers
	mostShapes = 12_000 // about, of lanes: beyond that workers have a row each
	mostStages = 24
)

// row is one row: a lane, or several as one.
type row struct {
	label string
	class string
	lanes []timeline.Lane
	group *timeline.Group
	dense bool // bars are not drawn one by one
}

// lanes draws what ran where.
func (d *drawing) lanes(t *timeline.Timeline) {
	if len(t.Groups) == 0 {
		return
	}
	d.y += 4
	d.text("b", margin, d.y+10, map[timeline.Unit]string{timeline.Slots: "workers", timeline.Operators: "operators"}[t.Unit])
	d.text("f", d.left()+d.chart+8, d.y+10, "busy  path")
	d.y += 16
	if t.Unit == timeline.Operators {
		d.operators(t)
		return
	}
	rows := d.slotRows(t)
	height := 14.0
	if len(rows) > 60 {
		height = 9
	}
	d.step = 1 + len(rows)*d.scale.Columns/(2*mostShapes)
	for i, r := range rows {
		if i > 0 && r.group != rows[i-1].group {
			d.y += 3
		}
		d.slotRow(t, r, height)
		d.y += height + 1
	}
}

// slotRows are the rows of a query on Ray: slots, or workers where there are too
// many of those.
func (d *drawing) slotRows(t *timeline.Timeline) (rows []row) {
	shapes := 0
	for _, g := range t.Groups {
		for i := range g.Lanes {
			shapes += min(len(g.Lanes[i].Bars), 2*d.scale.Columns)
		}
	}
	if t.Lanes() <= mostRows && shapes <= mostShapes {
		for g := range t.Groups {
			x := &t.Groups[g]
			for i := range x.Lanes {
				label := workerLabel(x)
				if len(x.Lanes) > 1 {
					label += " slot " + strconv.Itoa(i+1)
				}
				rows = append(rows, row{label: label, class: died(x), lanes: x.Lanes[i : i+1], group: x})
			}
		}
		return rows
	}
	order := make([]int, len(t.Groups))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := t.Groups[a], t.Groups[b]
		return cmp.Or(cmp.Compare(y.OnPath, x.OnPath), cmp.Compare(y.Failed+y.Retries, x.Failed+x.Retries), cmp.Compare(y.Busy, x.Busy))
	})
	shown := make(map[int]bool)
	for _, i := range order[:min(mostRows, len(order))] {
		shown[i] = true
	}
	var others []timeline.Lane
	n := 0
	for g := range t.Groups {
		x := &t.Groups[g]
		if !shown[g] {
			others, n = append(others, x.Lanes...), n+1
			continue
		}
		rows = append(rows, row{label: fmt.Sprintf("%s, %s", workerLabel(x), humanize.Plural(int64(len(x.Lanes)), "slot", "slots")), class: died(x), lanes: x.Lanes, group: x, dense: true})
	}
	if n > 0 {
		rows = append(rows, row{label: humanize.Plural(int64(n), "other worker", "other workers"), lanes: others, dense: true})
	}
	return rows
}

func workerLabel(g *timeline.Group) string {
	if g.Worker == nil {
		return "unknown worker"
	}
	if g.Died {
		return g.Worker.Label + " (died)"
	}
	return g.Worker.Label
}

func died(g *timeline.Group) string {
	if g.Died {
		return "bad"
	}
	return ""
}

// slotRow draws one row: bars of a pixel or more one by one, the others by how
// much of each pixel they take.
func (d *drawing) slotRow(t *timeline.Timeline, r row, height float64) {
	sum := d.scale.Row(r.lanes)
	d.label(r.class, r.label, d.shares(sum), height)
	if r.dense {
		d.folded = true
		fine := d.scale
		d.scale.Columns = max(1, d.scale.Columns/d.step)
		d.dense(d.scale.Row(r.lanes), height, "slots")
		d.narrowPath(r.lanes, height)
		d.scale = fine
		return
	}
	l := r.lanes[0]
	var small timeline.Lane // what is too short to be drawn by itself
	for i := range l.Bars {
		b := &l.Bars[i]
		if !d.scale.Shows(b.Start, b.End) {
			continue
		}
		a, z := d.scale.At(b.Start), d.scale.At(b.End)
		if z-a < 1 {
			if b.Kind != timeline.Waiting {
				small.Bars = append(small.Bars, *b)
			}
			continue
		}
		d.bar(t, b, a, z, height)
	}
	if len(small.Bars) > 0 {
		for _, p := range l.OnPath {
			if d.scale.At(p.End)-d.scale.At(p.Start) < 1 {
				small.OnPath = append(small.OnPath, p)
			}
		}
		d.merged = true
		d.dense(d.scale.Row([]timeline.Lane{small}), height, "the time")
		d.narrowPath([]timeline.Lane{small}, height)
	}
}

// bar draws one bar: what is on the path over the whole height.
func (d *drawing) bar(t *timeline.Timeline, b *timeline.Bar, a, z, height float64) {
	x, width := d.x(a), d.x(z)-d.x(a)
	class, y, h := string(b.Kind), d.y+height*0.15, height*0.7
	switch {
	case b.Kind == timeline.Waiting:
		fmt.Fprintf(&d.body, "<line class=\"wait\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"><title>%s</title></line>\n", num(x), num(x+width), num(d.y+height/2), num(d.y+height/2), escaped(d.barText(t, b)))
		return
	case b.Kind == timeline.Running:
		class = []string{"run", "odd"}[max(b.Stage, 0)%2]
	}
	if b.OnPath {
		y, h = d.y, height
		if b.Kind == timeline.Running {
			class = "on"
		}
	}
	if width > 3 { // so that one ends where the next begins
		width -= 0.5
	}
	d.rect(class, x, y, width, h, d.barText(t, b))
	if b.Kind == timeline.Failed {
		d.text("x", x+width, d.y+height-3, "✕")
	}
	if name := strconv.FormatInt(b.Task.ID, 10); height >= 12 && float64(len(name))*5.6+4 < width && b.Kind != timeline.Retry {
		class := "i"
		if !b.OnPath {
			class = "o"
		}
		fmt.Fprintf(&d.body, "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n", class, num(x+2), num(d.y+height-4), name)
	}
}

func (d *drawing) barText(t *timeline.Timeline, b *timeline.Bar) string {
	text := fmt.Sprintf("task %d", b.Task.ID)
	if b.Attempt > 1 || b.Kind == timeline.Retry {
		text += fmt.Sprintf(", attempt %d", b.Attempt)
	}
	text += ", " + map[timeline.BarKind]string{timeline.Waiting: "waiting", timeline.Running: "ran", timeline.Retry: "given out in vain", timeline.Failed: "failed", timeline.Cancelled: "cancelled", timeline.Open: "has no end"}[b.Kind]
	text += " for " + humanize.Duration(b.Length()) + " from " + d.at(int64(b.Start-d.scale.Base))
	if b.OnPath {
		text += ", on the critical path"
	}
	if b.Estimated {
		text += " (estimated)"
	}
	if b.Kind != timeline.Waiting && b.Kind != timeline.Retry {
		for _, v := range []struct {
			name  string
			known bool
			text  string
		}{{"rows in", b.Task.RowsIn.Known(), humanize.CountShort(b.Task.RowsIn.V)}, {"rows out", b.Task.RowsOut.Known(), humanize.CountShort(b.Task.RowsOut.V)}, {"bytes out", b.Task.BytesOut.Known(), humanize.Bytes(b.Task.BytesOut.V)}} {
			if v.known {
				text += ", " + v.name + " " + v.text
			}
		}
	}
	if b.Stage >= 0 && b.Stage < len(t.Stages) {
		text += "; " + t.StageLabels[b.Stage] + " " + clip(t.Stages[b.Stage].Name, 120)
	}
	return text
}

// dense draws how much of each pixel was busy, in four steps.
func (d *drawing) dense(sum timeline.Row, height float64, of string) {
	level := func(c timeline.Cell) int {
		if c.Busy <= 0 {
			return 0
		}
		return min(4, 1+int(c.Busy*4))
	}
	for i := 0; i < len(sum.Cells); {
		n := level(sum.Cells[i])
		from := i
		busy := 0.0
		for ; i < len(sum.Cells) && level(sum.Cells[i]) == n; i++ {
			busy += sum.Cells[i].Busy
		}
		if n > 0 {
			d.rect("d"+strconv.Itoa(n), d.x(float64(from)), d.y+height*0.15, d.x(float64(i))-d.x(float64(from)), height*0.7,
				fmt.Sprintf("%.0f%% of %s busy", math.Max(1, 100*busy/float64(i-from)), of))
		}
	}
	for i, c := range sum.Cells {
		if c.Failed > 0 {
			d.rect("failed", d.x(float64(i))-1, d.y, 3, height, humanize.Plural(int64(c.Failed), "task", "tasks")+" failed")
		} else if c.Retries > 0 {
			d.rect("retry", d.x(float64(i))-1, d.y, 3, height, humanize.Plural(int64(c.Retries), "attempt", "attempts")+" in vain")
		}
	}
}

// narrowPath draws where the path goes through lanes that are drawn as one.
func (d *drawing) narrowPath(lanes []timeline.Lane, height float64) {
	shares := make([]float64, d.scale.Columns)
	for _, l := range lanes {
		r := d.scale.Row([]timeline.Lane{{OnPath: l.OnPath}})
		for i, c := range r.Cells {
			shares[i] += c.Path
		}
	}
	for _, x := range d.runs(shares, 0.25) {
		d.rect("on", d.x(float64(x[0])), d.y, d.x(float64(x[1]))-d.x(float64(x[0])), height, "the critical path")
	}
}

// shares says how much of what is shown a row was busy, and on the path.
func (d *drawing) shares(r timeline.Row) string {
	text := fmt.Sprintf("%4s", d.percent(r.Busy/int64(max(1, r.Lanes))))
	if r.Path > 0 {
		text += fmt.Sprintf("%6s", d.percent(r.Path))
	}
	return text
}
