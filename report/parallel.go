package report

import (
	"fmt"
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
)

// printParallel says how many tasks or threads ran at a time, and draws it over
// the execution; in full, of each worker as well.
func printParallel(p *page, c *finding.Case, full bool) {
	f := c.Profile
	if f.Evidence == "" {
		return
	}
	top := float64(f.Most)
	if f.Room.Known() {
		top = max(top, float64(f.Room.V))
	}
	span := analyze.Interval{Start: f.From, End: f.To}
	if full || f.OneOfMany {
		look := plain
		if f.OneOfMany {
			look = yellow
		}
		p.field(look, "parallel", f.Evidence)
	} else {
		text := levelText(f)
		width := min(p.width-fieldColumn-cells(text)-8, 60)
		p.parts(part{plain, "  " + pad("parallel", fieldColumn, false) + text + "  "}, part{dim, "│"}, part{blue, pad(bars(f.Curve, span, top, width), width, false)}, part{dim, "│"})
	}
	if !full {
		return
	}
	const label = 6
	width := min(p.width-2*label-fieldColumn, 80)
	draw := func(name string, curve []parallel.Point, top float64) {
		if line := bars(curve, span, top, width); line != "" && top > 0 {
			p.line(dim, "  "+pad(clip(name, label), label, false)+" "+pad(line, width, false)+" of "+humanize.Count(int64(min(top, 1e15))))
		}
	}
	draw("all", f.Curve, top)
	if len(f.Workers) < 2 {
		return
	}
	for _, w := range f.Workers {
		draw(w.Worker.Label, w.Curve, float64(w.Most))
	}
}

// levelText says how much ran at a time on average.
func levelText(f *parallel.Profile) string {
	text := fmt.Sprintf("%.1f", f.Mean)
	if f.Room.Known() {
		text += " of " + humanize.Count(f.Room.V)
	}
	what := map[string]string{"tasks": "tasks", "threads": "threads", "batches": "batches under way"}[f.Unit]
	text += " " + what + " at a time"
	if f.Unseen {
		text += ", reading not counted"
	}
	if !math.IsNaN(f.Cores) {
		text += fmt.Sprintf(", %.1f cores used", f.Cores)
	}
	return text
}

type parallelJSON struct {
	Unit      *string          `json:"unit"`
	Room      *int64           `json:"room"`
	Mean      *float64         `json:"mean"`
	Most      int64            `json:"most"`
	Cores     *float64         `json:"cores"`
	OneOfMany bool             `json:"one_of_many"`
	Evidence  *string          `json:"evidence"`
	StartNS   *int64           `json:"start_ns"`
	EndNS     *int64           `json:"end_ns"`
	LevelNS   []int64          `json:"level_ns"`
	Curve     [][]float64      `json:"curve"`
	Workers   []workerLoadJSON `json:"workers"`
}

type workerLoadJSON struct {
	WorkerID string      `json:"worker_id"`
	BusyNS   int64       `json:"busy_ns"`
	IdleNS   int64       `json:"idle_ns"`
	TasksNS  int64       `json:"tasks_ns"`
	Most     int64       `json:"most"`
	Curve    [][]float64 `json:"curve"`
}

func parallelOf(f *parallel.Profile) parallelJSON {
	doc := parallelJSON{Unit: text(f.Unit), Room: number(f.Room), Mean: finite(f.Mean), Most: f.Most, Cores: finite(f.Cores), OneOfMany: f.OneOfMany, Evidence: text(f.Evidence),
		LevelNS: list(f.Level), Curve: curveOf(f, f.Curve), Workers: []workerLoadJSON{}}
	if f.Unit != "" {
		from, to := int64(f.From), int64(f.To)
		doc.StartNS, doc.EndNS = &from, &to
	}
	for _, w := range f.Workers {
		doc.Workers = append(doc.Workers, workerLoadJSON{w.Worker.ID, w.Busy, w.Idle, w.Tasks, w.Most, curveOf(f, w.Curve)})
	}
	return doc
}

// curveOf returns steps as pairs: nanoseconds since the start, and the level
// from there on.
func curveOf(f *parallel.Profile, points []parallel.Point) [][]float64 {
	docs := make([][]float64, 0, len(points))
	for _, p := range points {
		if !math.IsNaN(p.Level) && !math.IsInf(p.Level, 0) {
			docs = append(docs, []float64{float64(analyze.Interval{Start: f.From, End: p.Time}.Length()), p.Level})
		}
	}
	return docs
}
