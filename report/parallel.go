package report

import (
	"math"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
)

// printParallel says how many tasks or threads ran at a time, and draws it over
// the execution: of all, and of each worker where there are several.
func printParallel(p *page, c *finding.Case, full bool) {
	f := c.Profile
	if f.Evidence == "" {
		return
	}
	p.blank()
	look := plain
	if f.OneOfMany {
		look = red
	}
	p.text(look, 0, 2, "Parallel: "+f.Evidence)
	top := float64(f.Most)
	if f.Room.Known() {
		top = max(top, float64(f.Room.V))
	}
	const label = 6
	width := min(p.width-2*label-4, 80)
	draw := func(name string, curve []parallel.Point, top float64) {
		if line := bars(curve, analyze.Interval{Start: f.From, End: f.To}, top, width); line != "" && top > 0 {
			p.line(dim, "  "+pad(clip(name, label), label, false)+" "+pad(line, width, false)+" of "+humanize.Count(int64(min(top, 1e15))))
		}
	}
	draw("all", f.Curve, top)
	if len(f.Workers) < 2 {
		return
	}
	const most = 8
	for i, w := range f.Workers {
		if i == most && !full {
			p.line(dim, "  and "+humanize.Plural(int64(len(f.Workers)-most), "more worker", "more workers")+": --full shows them")
			break
		}
		draw(w.Worker.Label, w.Curve, float64(w.Most))
	}
}

// eighths are bars of so many eighths of a cell.
var eighths = []rune(" ▁▂▃▄▅▆▇█")

// bars draws a level over time, each cell the mean of its stretch of time, full
// at top.
func bars(curve []parallel.Point, span analyze.Interval, top float64, width int) string {
	whole := float64(span.Length())
	if len(curve) == 0 || !(whole > 0) || !(top > 0) || width <= 0 {
		return ""
	}
	at := func(p parallel.Point) float64 { // in cells
		return float64(analyze.Interval{Start: span.Start, End: min(max(p.Time, span.Start), span.End)}.Length()) / whole * float64(width)
	}
	sums := make([]float64, width)
	for i, p := range curve {
		a, b := at(p), float64(width)
		if i+1 < len(curve) {
			b = at(curve[i+1])
		}
		for cell := int(a); cell < width && float64(cell) < b; cell++ {
			sums[cell] += p.Level * max(0, min(b, float64(cell+1))-max(a, float64(cell)))
		}
	}
	line := make([]rune, width)
	for i, mean := range sums {
		line[i] = eighth(mean / top)
	}
	return strings.TrimRight(string(line), " ")
}

// eighth is the bar of a share. What is above nothing is seen.
func eighth(share float64) rune {
	if math.IsNaN(share) || share <= 0 {
		return eighths[0]
	}
	return eighths[min(max(int(share*float64(len(eighths)-1)+0.5), 1), len(eighths)-1)]
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
