package report

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/eventtext"
)

// frames draws how a recorded job stood, at so many percent of the time from
// its first query's start to its last event.
func frames(t *testing.T, name string, o ProgressOptions, percents ...int64) string {
	t.Helper()
	var all []*format.Event
	f, err := os.Open(filepath.Join("..", "analyze", "testdata", name+".events"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := eventtext.NewReader(f)
	var first, last format.Time
	for r.Next() {
		e := r.Event().Clone()
		all = append(all, e)
		a, ok := e.Arrival()
		if e.Kind == format.QueryStart && first == 0 {
			first = a
		}
		if ok {
			last = a
		}
	}
	if r.Err() != nil || first == 0 {
		t.Fatal(name, r.Err())
	}
	var b strings.Builder
	p := analyze.NewProgress(nil)
	i := 0
	for _, percent := range percents {
		at := first + (last-first)*format.Time(percent)/100
		for ; i < len(all); i++ {
			if a, ok := all[i].Arrival(); ok && a > at {
				break
			}
			p.Add(all[i])
		}
		fmt.Fprintf(&b, "== %s at %d%%\n%s", name, percent, drawn(p.Snapshot(at), o))
	}
	return b.String()
}

func drawn(s analyze.Snapshot, o ProgressOptions) string {
	var b strings.Builder
	for _, l := range Progress(s, o) {
		b.WriteString(strings.TrimRight(l, " ") + "\n")
	}
	return b.String()
}

// standing is a handmade job with everything in it that can be said.
func standing() analyze.Snapshot {
	const s = 1_000_000_000
	return analyze.Snapshot{Finished: 12, Failed: 1, Lost: 3, Begun: 16, Hidden: 1, Open: []analyze.QueryProgress{
		{ID: "old-river-000001", Number: 13, Engine: analyze.EngineRay, Activity: analyze.Ending, Elapsed: 3730 * s,
			Tasks: analyze.TasksProgress{Submitted: 1200, Done: 1200, Failed: 2, Retried: 5}, Left: analyze.Left{Why: "all tasks have ended"}},
		{ID: "bad\x1b[2Jname\nnext", Number: 14, Activity: analyze.Planning, Elapsed: 300_000_000, Left: analyze.Left{Why: "no plan yet"}, Unlike: true},
		{ID: "fast-ocean-c935c7", Number: 15, Engine: analyze.EngineNative, Activity: analyze.Working, Elapsed: 187 * s, Quiet: 4 * s, Rows: 61_000_000,
			Left: analyze.Left{Kind: analyze.LeftRange, Low: 45 * s, Best: 100 * s, High: 130 * s, Basis: analyze.ByPrevious}, Like: analyze.PreviousRun,
			Operators: []analyze.OperatorProgress{
				{ID: 3, Name: "Sum"},
				{ID: 2, Name: "Sort", In: 61_000_000, Begun: true, Blocking: true, Quiet: 4 * s, Rate: analyze.Speed{PerSecond: 12, Known: true}},
				{ID: 1, Name: "UDF 真っ直ぐ\x07", In: 61_000_000, Out: 60_900_000, Begun: true, Quiet: 200_000_000, Rate: analyze.Speed{PerSecond: 930_000, Known: true}},
				{ID: 0, Name: "", Out: 61_000_000, Begun: true, Scan: true, Quiet: 0, Rate: analyze.Speed{PerSecond: 930_000, Known: true},
					EstimatedRows: analyze.Value{V: 80_000_000, Origin: analyze.Measured}},
			}},
	}}
}

func progressGoldens(t *testing.T) map[string]string {
	wide := ProgressOptions{Path: "run.arrow", Like: "previous.arrow", Width: 119, Height: 8}
	narrow, color := wide, wide
	narrow.Width, narrow.Height = 50, 6
	color.Color = true
	plain := wide
	plain.Like = ""
	return map[string]string{
		"progress.txt": frames(t, "join-ray", plain, 0, 30, 60, 80, 100) + frames(t, "consume-native", plain, 30, 90) +
			"== handmade\n" + drawn(standing(), wide) + "== narrow\n" + drawn(standing(), narrow) +
			"== title\n" + ProgressTitle(standing(), wide) + "\n",
		"progress-color.txt": drawn(standing(), color),
	}
}

// Whatever the size, each line fits, none holds a control character, and there
// are no more than asked for.
func TestProgressFits(t *testing.T) {
	for width := range 140 {
		for height := range 12 {
			lines := Progress(standing(), ProgressOptions{Path: "run.arrow", Width: width, Height: height})
			if len(lines) > height {
				t.Fatalf("%d lines, want at most %d", len(lines), height)
			}
			for _, l := range lines {
				if cells(l) > width || strings.ContainsFunc(l, func(r rune) bool { return r < ' ' || r == 0x7f }) {
					t.Fatalf("%d cells wide, want %d: %q", cells(l), width, l)
				}
			}
		}
	}
}
