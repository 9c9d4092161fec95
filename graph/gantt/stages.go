package gantt

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

// stages draws of each stage what part of all slots it had.
func (d *drawing) stages(t *timeline.Timeline) {
	if len(t.Stages) < 2 {
		return
	}
	const height = 11
	d.y += 4
	d.text("b", margin, d.y+10, "stages")
	d.y += 16
	rows := d.scale.StageRows(t)
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(rows[b].Path, rows[a].Path), cmp.Compare(rows[b].Busy, rows[a].Busy))
	})
	order = order[:min(mostStages, len(order))]
	slices.Sort(order)
	for _, i := range order {
		if rows[i].Bars == 0 {
			continue
		}
		label := t.StageLabels[i] + " " + t.Stages[i].Name
		d.label("", label+", "+humanize.Plural(int64(len(t.Stages[i].Tasks)), "task", "tasks"), d.shares(rows[i]), height)
		d.dense(rows[i], height, "all slots")
		shares := make([]float64, len(rows[i].Cells))
		for k, c := range rows[i].Cells {
			shares[k] = c.Path
		}
		for _, x := range d.runs(shares, 0.25) {
			d.rect("on", d.x(float64(x[0])), d.y+height*0.35, d.x(float64(x[1]))-d.x(float64(x[0])), height*0.3, "the critical path")
		}
		d.y += height + 2
	}
	if hidden := len(rows) - len(order); hidden > 0 {
		d.line("f", "and "+humanize.Plural(int64(hidden), "more stage", "more stages"))
	}
}
