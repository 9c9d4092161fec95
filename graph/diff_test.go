package graph

import (
	"bytes"
	"context"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/graph/graphviz"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// comparedEvents are the queries that two recordings both have.
func comparedEvents(t testing.TB, base, current []*format.Event) []*compare.Query {
	t.Helper()
	study := func(events []*format.Event) *finding.Study {
		run, err := analyze.Replay(formattest.NewReader(events))
		if err != nil {
			t.Fatal(err)
		}
		return finding.Of(run)
	}
	b, n := study(base), study(current)
	c := compare.Of(b, n, align.Of(b.Run, n.Run))
	var list []*compare.Query
	for i := range c.Queries {
		list = append(list, &c.Queries[i])
	}
	return list
}

func compared(t testing.TB, base, current string) []*compare.Query {
	t.Helper()
	at := func(name string) []*format.Event {
		return formattest.Recorded(t, "../testdata/recordings/"+name+".arrow")
	}
	return comparedEvents(t, at(base), at(current))
}

// comparedPlans are two queries that are made up, held to be the same.
func comparedPlans(t testing.TB, base, current *op) *compare.Query {
	t.Helper()
	b, n := simulatedStudy(t, base), simulatedStudy(t, current)
	pair := align.Pair(b.Run.Queries[0], n.Run.Queries[0], align.ByName)
	return &compare.Of(b, n, align.Queries{Pairs: []align.QueryPair{pair}}).Queries[0]
}

func simulatedStudy(t testing.TB, root *op) *finding.Study {
	t.Helper()
	run, err := analyze.Replay(formattest.NewReader(simulatedEvents(t, root)))
	if err != nil {
		t.Fatal(err)
	}
	return finding.Of(run)
}

func TestGoldenDiff(t *testing.T) {
	for name, list := range map[string][]*compare.Query{
		"tutorial": compared(t, "tutorial-slow", "tutorial-fixed"),
		"engines":  compared(t, "tpch-native", "tpch-ray")[2:3],
		"folded":   {comparedPlans(t, wide(40), wide(42))},
	} {
		got, err := EncodeDiff(list, FormDOT, Options{})
		if err != nil {
			t.Fatal(err)
		}
		formattest.Golden(t, "testdata/diff-"+name+".dot", string(got), *update)
	}
}

// holdDiff draws a pair in every form: each operator is in one box of its plan, and
// nothing of a recording becomes a part of the file.
func holdDiff(t testing.TB, q *compare.Query, o Options) *diff {
	t.Helper()
	d := newDiff(q, o)
	for at, all := range [][]*analyze.Operator{q.Base.Query.Operators, q.New.Query.Operators} {
		seen := map[*analyze.Operator]int{}
		for _, n := range d.sides[at].sketch.nodes {
			for _, x := range n.operators {
				seen[x]++
			}
		}
		for _, x := range all {
			if seen[x] != 1 {
				t.Errorf("side %d: operator %d is in %d boxes", at, x.ID, seen[x])
			}
		}
		if len(seen) != len(all) {
			t.Errorf("side %d: %d operators of %d", at, len(seen), len(all))
		}
	}
	p, err := drawDiffs([]*compare.Query{q}, o)
	if err != nil {
		t.Fatal(err)
	}
	holdSafe(t, picture.Document(p, Auto), false)
	fragment, err := DiffSVG(q, o)
	if err != nil {
		t.Fatal(err)
	}
	holdSafe(t, fragment, true)
	dot, _ := EncodeDiff([]*compare.Query{q}, FormDOT, o)
	l, err := graphviz.LayOut(context.Background(), string(dot), d.both.size())
	if err != nil {
		t.Fatalf("Graphviz does not take the DOT: %v\n%.3000s", err, dot)
	}
	if boxes := len(d.sides[0].sketch.nodes) + len(d.sides[1].sketch.nodes); boxes > 0 && len(l.Nodes) != boxes {
		t.Errorf("the DOT has %d boxes, not %d", len(l.Nodes), boxes)
	}
	return d
}

func TestDiffOfRealPairs(t *testing.T) {
	for _, pair := range [][2]string{{"tutorial-slow", "tutorial-fixed"}, {"tpch-native", "tpch-ray"}, {"tpch-ray", "tpch-native"}, {"tpch-ray", "tpch-ray"},
		{"udf-fails-native", "udf-fails-ray"}, {"ctrl-c-ray", "ctrl-c-ray"}, {"several-native", "several-native"}} {
		list := compared(t, pair[0], pair[1])
		for _, q := range list[:min(len(list), 3)] {
			holdDiff(t, q, Options{})
		}
	}
}

func TestDiffOfHostileNames(t *testing.T) {
	for names := range slices.Chunk(hostile, 8) {
		holdDiff(t, comparedPlans(t, hostilePlan(names), hostilePlan(append(names, hostile[:2]...))), Options{})
	}
}

// Plans that are too large to be read are folded: what was added or dropped, and
// what changed, keeps a box of its own.
func TestDiffFolds(t *testing.T) {
	q := comparedPlans(t, wide(125), wide(125))
	d := holdDiff(t, q, Options{})
	if n := len(d.joints); n < 3 || n > foldedJoints {
		t.Errorf("%d boxes", n)
	}
	long := func(extra bool) *op {
		var t tree
		root := t.op("Read Parquet", 10)
		for i := range 60 {
			root = t.op("Project", 1, root)
			if i == 30 && extra {
				root = t.op("Repartition", 200, root)
			}
		}
		return root
	}
	d = holdDiff(t, comparedPlans(t, long(false), long(true)), Options{})
	added := 0
	for _, j := range d.joints {
		if j.added() {
			added++
		}
	}
	if added != 1 || len(d.joints) > 10 {
		t.Errorf("%d boxes, %d of them added", len(d.joints), added)
	}
	if all := holdDiff(t, q, Options{Unfold: true}); len(all.joints) < 500 {
		t.Errorf("unfolded there are %d boxes", len(all.joints))
	}
}

// An image has the pictures of both plans, on either ground.
func TestDiffImage(t *testing.T) {
	list := compared(t, "tutorial-slow", "tutorial-fixed")
	for _, theme := range []Theme{Light, Dark} {
		data, err := EncodeDiff(list, FormPNG, Options{Theme: theme, Scale: 1})
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		p, err := drawDiffs(list, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); float64(b.Dx()) < p.Width-1 || float64(b.Dy()) < p.Height-1 {
			t.Errorf("the image is %v, the picture %.0f by %.0f", b, p.Width, p.Height)
		}
	}
	svg, err := EncodeDiff(list, FormSVG, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`id="base-op-3"`, `id="new-op-4"`, "moved from #3 UDF tone", "only in the base"} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("the SVG lacks %s", want)
		}
	}
}
