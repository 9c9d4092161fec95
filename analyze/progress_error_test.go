package analyze

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/format"
)

// moments are the shares of a query's wall time, in percent, at which the
// estimate of what is left is held against the truth.
var moments = []int64{10, 25, 50, 75, 90}

// A guess is an estimate, and what it should have been.
type guess struct {
	query, at  int // number of the query in its job; index of moments
	left       Left
	truth      int64
	wall       int64
	recordings string
}

// situations are the recordings that the estimate is tried on, each with the
// previous one that it is given.
var situations = []struct {
	name string
	runs [][2]string // recording, previous
}{
	{"native, nothing given", [][2]string{{"native-a", ""}, {"native-b", ""}, {"native-large", ""}}},
	{"native, `--like` the same job", [][2]string{{"native-a", "native-b"}, {"native-b", "native-a"}}},
	{"native, `--like` a job of 2/3 or 3/2 the size", [][2]string{{"native-a", "native-large"}, {"native-large", "native-a"}}},
	{"Ray, nothing given", [][2]string{{"ray-a", ""}, {"ray-b", ""}, {"ray-large", ""}}},
	{"Ray, `--like` the same job", [][2]string{{"ray-a", "ray-b"}, {"ray-b", "ray-a"}}},
	{"Ray, `--like` a job of 5/8 or 8/5 the size", [][2]string{{"ray-a", "ray-large"}, {"ray-large", "ray-a"}}},
}

// TestProgressDoc replays the recordings of testdata/progress at the pace at
// which they arrived and compares what was foretold with what came: the tables of
// docs/progress.md.
func TestProgressDoc(t *testing.T) {
	const path = "../docs/progress.md"
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	errors, half := errorTables(t)
	want := doc
	for name, table := range map[string]string{"errors": errors, "half": half} {
		begin, end := "<!-- "+name+" -->\n", "<!-- end -->"
		before, rest, found := bytes.Cut(want, []byte(begin))
		_, after, closed := bytes.Cut(rest, []byte(end))
		if !found || !closed {
			t.Fatalf("no markers %s", name)
		}
		want = []byte(string(before) + begin + table + end + string(after))
	}
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(doc, want) {
		t.Error("docs/progress.md is not what the recordings say: go test ./analyze -update")
	}
}

func errorTables(t *testing.T) (errors, half string) {
	var e, h strings.Builder
	e.WriteString("| run | at | a range is shown | holds the truth | error of its middle: median | worst | only a floor | holds | nothing |\n" +
		"| --- | --: | --: | --: | --: | --: | --: | --: | --: |\n")
	h.WriteString("| run | query | left in truth, at half of its wall time | foretold |\n| --- | --- | --: | --- |\n")
	var total []guess
	for _, s := range situations {
		var all []guess
		for _, run := range s.runs {
			all = append(all, guesses(t, run[0], run[1])...)
		}
		total = append(total, all...)
		for i, percent := range moments {
			name := s.name
			if i > 0 {
				name = ""
			}
			fmt.Fprintf(&e, "| %s | %d%% | %s |\n", name, percent, errorRow(all, func(g guess) bool { return g.at == i }))
		}
		for _, g := range all {
			if g.at == 2 && g.recordings == s.runs[0][0] {
				fmt.Fprintf(&h, "| %s | %s | %s | %s |\n", s.name, jobQueries[g.query], humanize.Duration(g.truth), foretold(g.left))
			}
		}
	}
	fmt.Fprintf(&e, "| all | | %s |\n", errorRow(total, func(guess) bool { return true }))
	return e.String(), h.String()
}

// jobQueries are the queries of testdata/jobs/progress.py.
var jobQueries = []string{"scan", "udf", "udf_rows", "sort", "big_sort", "join", "groups", "write"}

func errorRow(all []guess, counts func(guess) bool) string {
	var ranges, hold, floors, floorsHold, total int
	var off []float64
	for _, g := range all {
		if !counts(g) {
			continue
		}
		total++
		switch g.left.Kind {
		case LeftRange:
			ranges++
			if g.left.Low <= g.truth && g.truth <= g.left.High {
				hold++
			}
			off = append(off, math.Abs(float64(g.left.Best-g.truth))/float64(g.wall))
		case LeftFloor:
			floors++
			if g.left.Low <= g.truth {
				floorsHold++
			}
		}
	}
	median, worst := humanize.None, humanize.None
	if len(off) > 0 {
		slices.Sort(off)
		median, worst = fmt.Sprintf("%.0f%%", 100*off[len(off)/2]), fmt.Sprintf("%.0f%%", 100*off[len(off)-1])
	}
	of := func(n, of int) string {
		if of == 0 {
			return humanize.None
		}
		return fmt.Sprintf("%d of %d", n, of)
	}
	return strings.Join([]string{of(ranges, total), of(hold, ranges), median, worst, of(floors, total), of(floorsHold, floors), of(total-ranges-floors, total)}, " | ")
}

func foretold(l Left) string {
	switch l.Kind {
	case LeftRange:
		return fmt.Sprintf("%.1f to %.1f s", float64(l.Low)/1e9, float64(l.High)/1e9)
	case LeftFloor:
		return fmt.Sprintf("over %.1f s", float64(l.Low)/1e9)
	}
	return "unknown: " + l.Why
}

// guesses replays a recording and asks at each moment of each query.
func guesses(t *testing.T, name, previous string) []guess {
	t.Helper()
	var like *Likeness
	if previous != "" {
		r := openProgress(t, previous)
		var err error
		if like, err = ReadLikeness(r); err != nil {
			t.Fatal(err)
		}
	}
	spans := progressSpans(t, name)
	p := NewProgress(like)
	r := openProgress(t, name)
	var list []guess
	asked := make(map[string]int)
	for r.Next() {
		e := r.Event()
		now, ok := e.Arrival()
		if !ok {
			continue
		}
		for _, q := range p.open {
			s := spans[q.id]
			wall := int64(s.end - s.start)
			for i := asked[q.id]; i < len(moments) && s.start+format.Time(wall*moments[i]/100) <= now; i++ {
				at := s.start + format.Time(wall*moments[i]/100)
				list = append(list, guess{s.number, i, p.left(q, at), int64(s.end - at), wall, name})
				asked[q.id]++
			}
		}
		p.Add(e)
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	if want := len(spans) * len(moments); len(list) != want || len(spans) != len(jobQueries) {
		t.Fatalf("%s: %d estimates of %d queries, want %d", name, len(list), len(spans), want)
	}
	return list
}

type progressSpan struct {
	number     int
	start, end format.Time
}

func progressSpans(t *testing.T, name string) map[string]progressSpan {
	t.Helper()
	spans := make(map[string]progressSpan)
	r := openProgress(t, name)
	for r.Next() {
		e := r.Event()
		id := e.Label(format.QueryID)
		now, _ := e.Arrival()
		switch e.Kind {
		case format.QueryStart:
			spans[id] = progressSpan{len(spans), now, 0}
		case format.QueryEnd:
			s := spans[id]
			s.end = now
			spans[id] = s
		}
	}
	return spans
}

func openProgress(t *testing.T, name string) *format.Reader {
	t.Helper()
	r, err := format.Open(filepath.Join("..", "testdata", "progress", name+".arrow"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}
