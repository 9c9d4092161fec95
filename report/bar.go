package report

import (
	"math"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// kindLook is how a kind of segment looks: a character of its own, so that a bar
// can be read without colour, and the palette's colour in those of terminals.
type kindLook struct {
	fill string
	look style
}

var kindLooks = map[critical.Kind]kindLook{
	critical.Plan:       {"░", magenta},
	critical.Startup:    {"▒", yellow},
	critical.Driver:     {"≡", magenta},
	critical.Schedule:   {":", cyan},
	critical.Handoff:    {"/", green},
	critical.Retry:      {"▓", red},
	critical.Run:        {"█", blue},
	critical.Consumer:   {"▄", yellow},
	critical.Tail:       {"·", gray},
	critical.Unrecorded: {"?", gray},
}

// widestBar bounds bars where a page has no end.
const widestBar = 96

// printWall says where the wall time of a query went, by what it waited for: as
// a bar, and in figures that add up to the wall as printed.
func printWall(p *page, path *critical.Path) {
	var sums []int64
	var shown []critical.Kind
	for _, k := range kinds {
		if ns := path.Sum(k); ns > 0 {
			shown, sums = append(shown, k), append(sums, ns)
		}
	}
	if len(shown) == 0 {
		return
	}
	bar := []part{{plain, "  "}}
	for i, n := range cellsOf(sums, min(p.width-2, widestBar)) {
		bar = append(bar, part{kindLooks[shown[i]].look, strings.Repeat(kindLooks[shown[i]].fill, n)})
	}
	p.parts(bar...)
	_, written := humanize.Parts(path.Wall(), sums)
	var items []string
	for i, k := range shown {
		item := kindLooks[k].fill + " " + k.Called() + " " + written[i]
		if sums[i] >= path.Wall()/foldBelow {
			item += " " + humanize.Percent(sums[i], path.Wall())
		}
		items = append(items, item)
	}
	items = append(items, "sum "+humanize.DurationExact(path.Wall())+" exactly")
	at := 0
	for _, l := range flow(items, p.width-2) {
		line := []part{{plain, "  "}}
		for at < len(shown) { // the character of each kind looks as in the bar
			before, after, ok := strings.Cut(l, items[at])
			if !ok {
				break
			}
			fill := kindLooks[shown[at]]
			line = append(line, part{plain, before}, part{fill.look, fill.fill}, part{plain, strings.TrimPrefix(items[at], fill.fill)})
			l, at = after, at+1
		}
		p.parts(append(line, part{plain, l})...)
	}
}

// cellsOf divides so many cells over parts, so that they fill them exactly. The
// ends of the parts are rounded, not their lengths.
func cellsOf(parts []int64, width int) []int {
	whole := int64(0)
	for _, n := range parts {
		whole = saturate.Add(whole, max(n, 0))
	}
	given := make([]int, len(parts))
	if whole <= 0 || width <= 0 {
		return given
	}
	at, sum := 0, int64(0)
	for i, n := range parts {
		sum = saturate.Add(sum, max(n, 0))
		end := min(int(math.Round(float64(sum)/float64(whole)*float64(width))), width)
		given[i] = end - at
		at = end
	}
	return given
}

// eighths are bars of so many eighths of a cell in height, leftEighths in width.
var (
	eighths     = []rune(" ▁▂▃▄▅▆▇█")
	leftEighths = []rune(" ▏▎▍▌▋▊▉█")
)

// shareBar draws a share from the left, in at most so many cells. What is above
// nothing is seen.
func shareBar(part, whole int64, width int) string {
	if part <= 0 || whole <= 0 {
		return ""
	}
	n := int(math.Round(math.Min(1, float64(part)/float64(whole)) * float64(8*width)))
	n = min(max(n, 1), 8*width)
	text := strings.Repeat(string(leftEighths[8]), n/8)
	if n%8 > 0 {
		text += string(leftEighths[n%8])
	}
	return text
}

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
