package gantt

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

// job draws the queries of a recording, in as many rows as were open at once.
func (d *drawing) job(j *timeline.Job, scale timeline.Scale) {
	d.y += 16
	d.text("h", margin, d.y, fmt.Sprintf("job  %s, %s", humanize.Wall(j.Length()), humanize.Plural(int64(len(j.Queries)), "query", "queries")))
	d.y += 4
	d.zoom(scale)
	d.axis()
	const height, most = 16.0, 16
	rows := j.Rows()
	for i := range rows[:min(len(rows), most)] {
		label := ""
		if i == 0 {
			label = "queries"
		}
		d.label("", label, "", height)
		for _, q := range j.Queries {
			if q.Lane != i || !scale.Shows(q.Start, q.End) {
				continue
			}
			a, z := d.x(d.scale.At(q.Start)), d.x(d.scale.At(q.End))
			class := "run"
			if q.Query.Outcome != analyze.OutcomeFinished {
				class = "failed"
			}
			d.rect(class, a, d.y+1, max(1, z-a-0.5), height-3, fmt.Sprintf("query %d: %s %s", q.Number, q.Query.ID, outcome(q.Query)))
			if name := fmt.Sprintf("%d %s", q.Number, q.Query.ID); z-a > 4*letter {
				fmt.Fprintf(&d.body, "<text class=\"o\" x=\"%s\" y=\"%s\">%s</text>\n", num(a+2), num(d.y+height-5), escaped(clip(name, int((z-a)/5.6))))
			}
		}
		d.y += height
	}
	if len(rows) > most {
		sum := d.scale.Row(rows[most:])
		d.label("f", "more at a time", "", height)
		d.dense(sum, height, "the others")
		d.y += height
	}
	d.curve(j.Memory)
}
