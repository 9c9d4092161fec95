package gantt

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

func studyOf(t testing.TB, path string) *finding.Study {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(formattest.Recorded(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	return finding.Of(run)
}

func drawn(t testing.TB, s *finding.Study, o Options) string {
	t.Helper()
	var list []*timeline.Timeline
	for _, c := range s.All() {
		list = append(list, timeline.Of(c))
	}
	var b bytes.Buffer
	if err := Write(&b, timeline.OfJob(s), list, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// elements and attributes are all that a drawing may hold: nothing that runs,
// and nothing that is fetched.
var (
	elements   = map[string]bool{"svg": true, "title": true, "style": true, "defs": true, "pattern": true, "line": true, "rect": true, "text": true, "path": true}
	attributes = map[string]bool{"xmlns": true, "width": true, "height": true, "viewBox": true, "role": true, "id": true, "patternUnits": true, "patternTransform": true, "class": true, "x": true, "y": true,
		"x1": true, "x2": true, "y1": true, "y2": true, "d": true, "fill-opacity": true}
)

// holdDrawing fails where a drawing is no harmless SVG.
func holdDrawing(t testing.TB, name, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			if !elements[x.Name.Local] {
				t.Errorf("%s: an element %s", name, x.Name.Local)
			}
			for _, a := range x.Attr {
				if !attributes[a.Name.Local] {
					t.Errorf("%s: an attribute %s of %s", name, a.Name.Local, x.Name.Local)
				}
				if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") || strings.HasPrefix(a.Value, "-") && a.Name.Local != "x1" {
					t.Errorf("%s: %s is %s", name, a.Name.Local, a.Value)
				}
			}
		case xml.CharData:
			for _, r := range string(x) {
				if r != '\n' && r != '\u200c' && r != '\u200d' && (unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r)) {
					t.Errorf("%s: a character %U", name, r)
				}
			}
		}
	}
	if strings.Contains(svg, "url(") && strings.Count(svg, "url(") != strings.Count(svg, "url(#") || strings.Contains(svg, "@import") {
		t.Errorf("%s: it fetches something", name)
	}
}

func TestRecordings(t *testing.T) {
	paths := formattest.Recordings(t, "../../testdata/recordings/*.arrow")
	for i, path := range paths {
		s := studyOf(t, path)
		holdDrawing(t, filepath.Base(path), drawn(t, s, Options{Width: []int{0, 1, 2000}[i%3]}))
		holdDrawing(t, filepath.Base(path), drawn(t, s, Options{From: analyze.LogBound{Set: true, Relative: true, NS: 20_000_000}, To: analyze.LogBound{Set: true, Relative: true, NS: 30_000_000}}))
	}
}

func TestGolden(t *testing.T) {
	for _, name := range []string{"node-killed-ray", "tpch-native"} {
		svg := drawn(t, studyOf(t, "../../testdata/recordings/"+name+".arrow"), Options{})
		path := filepath.Join("testdata", name+".svg")
		if *update {
			if err := os.WriteFile(path, []byte(svg), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v: run with -update", err)
		}
		if svg != string(want) {
			t.Errorf("%s differs; run with -update and look at the picture", path)
		}
	}
}

const hostile = "</title><script>alert(1)</script>\"'&<!-- ]]> \x1b[31m\u202e\x00\xff\u2028 日本語 " + "wooooooooooooooooooooooooooooooooooooooooooooooooord"

// Whatever strings and times a query has, the drawing is harmless.
func TestHostile(t *testing.T) {
	s := studyOf(t, "../../testdata/recordings/udf-fails-ray.arrow")
	q := s.Run.Queries[0]
	q.ID = hostile
	q.Error.Cause = hostile
	for _, w := range q.Workers {
		w.Label = hostile
	}
	for _, o := range q.Operators {
		o.Name, o.Type = hostile, hostile
	}
	for _, x := range q.Tasks {
		x.Name, x.Cause, x.Message = hostile, hostile, strings.Repeat(hostile, 20_000)
	}
	svg := drawn(t, s, Options{})
	holdDrawing(t, "hostile", svg)
	if strings.Contains(svg, "<script") || len(svg) > 100_000 {
		t.Errorf("%d bytes", len(svg))
	}
	q.Start.Time, q.End.Time = math.MinInt64, math.MaxInt64
	holdDrawing(t, "hostile times", drawn(t, s, Options{}))
}

// made is a timeline of so many tasks, one after the other in each slot.
func made(workers, slots, tasks int) *timeline.Timeline {
	const length = 300_000_000_000
	q := &analyze.Query{ID: "q", Outcome: analyze.OutcomeFinished, Wall: analyze.Value{V: length, Origin: analyze.Measured}}
	x := &timeline.Timeline{Case: &finding.Case{Query: q}, To: length, Unit: timeline.Slots, Stages: []*analyze.Stage{{Name: "stage"}}, StageLabels: []string{"s1"}}
	for w := range workers {
		g := timeline.Group{Worker: &analyze.Worker{ID: fmt.Sprint(w), Label: fmt.Sprint("w", w+1)}}
		for s := range slots {
			l := timeline.Lane{Slot: s + 1}
			for i := range tasks {
				at := func(i int) format.Time { return format.Time(length / tasks * i) }
				l.Bars = append(l.Bars, timeline.Bar{Start: at(i), End: at(i+1) - format.Time(length/tasks*((i+s)%3)/4), Kind: timeline.Running, Task: &analyze.Task{ID: int64(i)}})
			}
			g.Lanes = append(g.Lanes, l)
		}
		x.Groups = append(x.Groups, g)
	}
	return x
}

// A drawing of 100,000 tasks stays small, however they lie.
func TestSize(t *testing.T) {
	for _, c := range [][3]int{{100, 8, 125}, {1, 2, 50_000}, {240, 1, 417}, {1000, 4, 25}} {
		var b bytes.Buffer
		if err := Write(&b, nil, []*timeline.Timeline{made(c[0], c[1], c[2])}, Options{}); err != nil {
			t.Fatal(err)
		}
		if b.Len() > 3_500_000 {
			t.Errorf("%d workers, %d slots, %d tasks each: %d bytes", c[0], c[1], c[2], b.Len())
		}
		holdDrawing(t, fmt.Sprint(c), b.String())
	}
}
