package graph

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/graph/graphviz"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// hostile are strings that somebody's plan, error or path may be.
var hostile = []string{
	`"; evil [label="`, `\`, `\\"`, `a\`, `\N \G \l`, "two\nlines\r\n", `<script>alert(1)</script>`, `</title><script>`, `]]>`, `&lt;b&gt; & &amp; &#x41;`,
	`" onload="alert(1)`, "<table><tr><td>", "a -> b; }", "// /* #", "\x00\x01\x1b[31m", "\xff\xfe\xfd", "\u202egnp.\u2066x", "\u2028\ufffe\uffff", "日本語の演算子", "👩\u200d👧",
	"e\u0301\u0301\u0301", "javascript:alert(1)", "url(http://example.com/)", strings.Repeat("w", 1<<20), strings.Repeat("語\n\"", 1<<17), strings.Repeat(`\`, 999), "",
}

// holdDrawn draws a query in every form. The DOT must hold just the boxes and
// lines that were sketched: no string became a part of the graph.
func holdDrawn(t testing.TB, c *finding.Case, o Options) {
	t.Helper()
	s, err := sketchOf(c, o)
	if err != nil {
		return // said in words
	}
	p, err := draw([]*finding.Case{c}, o)
	if err != nil {
		t.Fatal(err)
	}
	holdSafe(t, picture.Fragment(p, Light, "x-"), true)
	holdSafe(t, picture.Document(p, Auto), false)
	if p.Width > 20_000 || p.Height > 200_000 || !(p.Width > 0) || !(p.Height > 0) {
		t.Errorf("it is %f by %f points", p.Width, p.Height)
	}
	picture.Raster(p, false, 0.5)
	dot, err := DOT([]*finding.Case{c}, o)
	if err != nil {
		t.Fatal(err)
	}
	l, err := graphviz.LayOut(context.Background(), dot, s.size())
	if err != nil {
		t.Fatalf("Graphviz does not take the DOT: %v\n%.3000s", err, dot)
	}
	if len(s.nodes) > 0 && (len(l.Nodes) != len(s.nodes) || len(l.Clusters) != len(s.clusters)) {
		t.Errorf("the DOT has %d boxes and %d clusters, not %d and %d:\n%.3000s", len(l.Nodes), len(l.Clusters), len(s.nodes), len(s.clusters), dot)
	}
}

// hostilePlan is a plan of which every operator has a hostile name.
func hostilePlan(names []string) *op {
	var t tree
	root := t.op("Read", 3)
	for _, name := range names {
		root = t.op(name, 1, root)
	}
	return root
}

func TestHostileNames(t *testing.T) {
	for names := range slices.Chunk(hostile, 6) {
		holdDrawn(t, simulated(t, hostilePlan(names)), Options{})
	}
	holdDrawn(t, simulated(t, hostilePlan(append(hostile, hostile...))), Options{}) // folded
}

// Strings of real recordings replaced by hostile ones: names of tasks and
// workers, errors, paths.
func TestHostileRecordings(t *testing.T) {
	for _, name := range []string{"udf-fails-ray", "node-killed-ray"} {
		events := formattest.Recorded(t, filepath.Join("../testdata/recordings", name+".arrow"))
		random := rand.New(rand.NewPCG(1, 2))
		for _, e := range events {
			spoil(e, random)
		}
		for _, c := range casesOf(t, events) {
			holdDrawn(t, c, Options{})
			for i := range c.Stages {
				holdDrawn(t, c, Options{Tasks: label(i)})
			}
		}
	}
}

// spoil replaces those strings of an event that name no kind of thing.
func spoil(e *format.Event, random *rand.Rand) {
	for _, c := range format.Columns() {
		v, known := e.Value(c)
		switch {
		case !known:
		case c.Name == "name" || c.Name == "worker_id" || c.Name == "outcome" && e.Kind == format.TaskEnd:
			v.Text = fmt.Sprintf("%.40q", v.Text) + hostile[len(v.Text)%len(hostile)] // the same for the same
			e.SetValue(c, v)
		case c.Name == "text" && e.Kind != format.ExecStart:
			v.Text = hostile[random.IntN(len(hostile))]
			e.SetValue(c, v)
		case c.Name == "paths":
			v.Texts = []string{hostile[random.IntN(len(hostile))]}
			e.SetValue(c, v)
		}
	}
}

// Numbers may be anything: times before time began, rows below nothing.
func TestImpossibleNumbers(t *testing.T) {
	numbers := []int64{0, 1, -1, -1 << 63, 1<<63 - 1, 1 << 40, -5_000_000_000}
	for n, path := range recordings(t) {
		random := rand.New(rand.NewPCG(uint64(n), 7))
		events := formattest.Recorded(t, path)
		if len(events) > 5000 {
			continue
		}
		for _, e := range events {
			formattest.Disturb(e, random, 6, func(was int64) int64 { return numbers[random.IntN(len(numbers))] })
		}
		for i, c := range casesOf(t, events) {
			if i == n%3 { // one of each recording, to be quick
				holdDrawn(t, c, Options{})
			}
		}
	}
}

// A name, an error and numbers that a fuzzer thinks of.
func FuzzPlan(f *testing.F) {
	for i, name := range hostile {
		if len(name) < 2000 && i%2 == 0 {
			f.Add(name, hostile[(i+1)%20], int64(i)*1000, uint8(i))
		}
	}
	f.Fuzz(func(t *testing.T, name, other string, rows int64, shape uint8) {
		if len(name) > 1<<16 || len(other) > 1<<16 {
			return
		}
		var tr tree
		root := tr.op(name, int(shape), tr.op(other, 1))
		for range shape % 7 {
			root = tr.op(other, 1, root, tr.op(name, 2))
		}
		events := simulatedEvents(t, root)
		for _, e := range events {
			if v, ok := e.Value(rowsColumn); ok {
				v.Int = rows
				e.SetValue(rowsColumn, v)
			}
		}
		holdDrawn(t, caseOf(t, events, 0), Options{})
	})
}

var rowsColumn = func() format.Column {
	for _, c := range format.Columns() {
		if c.Name == "rows_out" {
			return c
		}
	}
	panic("there is no column rows_out")
}()
