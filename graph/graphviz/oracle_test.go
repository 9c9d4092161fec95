package graphviz_test

import (
	"bytes"
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	gographviz "github.com/goccy/go-graphviz"

	"github.com/daft-analyze/daft-analyze/graph/graphviz"
	"github.com/daft-analyze/daft-analyze/graph/graphviz/internal/uncached"
)

func TestMain(m *testing.M) {
	if err := uncached.Restore(); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

var graphs = map[string]string{
	"one box":  `digraph { a }`,
	"a chain":  `digraph { rankdir=BT node [shape=box] a -> b [label="12 rows"] b -> c [label=<<table border="0"><tr><td width="40" height="20"></td></tr></table>>] }`,
	"clusters": `digraph { subgraph cluster_x { label="x & \"y\" é 日本" a b } subgraph cluster_y { c } a -> c b -> c c -> d [style=dashed, penwidth=3] }`,
	"a cycle":  `digraph { a -> b -> c -> a a -> a }`,
}

// Run by hand or by go-graphviz, Graphviz draws the same.
func TestSameAsGoGraphviz(t *testing.T) {
	ctx := context.Background()
	g, err := gographviz.New(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	for name, dot := range graphs {
		parsed, err := gographviz.ParseBytes([]byte(dot))
		if err != nil {
			t.Fatal(name, err)
		}
		var want bytes.Buffer
		if err := g.Render(ctx, parsed, gographviz.SVG, &want); err != nil {
			t.Fatal(name, err)
		}
		for _, e := range []graphviz.Engine{graphviz.Interpreted, graphviz.Compiled} {
			got, err := e.Render(ctx, dot, "svg")
			if err != nil {
				t.Fatal(name, err)
			}
			if !bytes.Equal(got, want.Bytes()) {
				t.Errorf("%s:\n%s\nbut go-graphviz draws\n%s", name, got, want.String())
			}
		}
	}
}

// A graph that takes too long is given up, and the next one is none the worse.
func TestStops(t *testing.T) {
	var dot bytes.Buffer
	dot.WriteString("digraph {\n")
	for i := range 3000 {
		for k := range 5 {
			dot.WriteString("n" + string(rune('a'+i%26)) + strconv.Itoa(i) + " -> m" + strconv.Itoa((i*7919+k*104729)%3000) + "\n")
		}
	}
	dot.WriteString("}\n")
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	begin := time.Now()
	if _, err := graphviz.Render(ctx, dot.String(), 18000, "json0"); err != context.DeadlineExceeded {
		t.Fatal("laid out, or failed otherwise:", err)
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("it went on for %s", took)
	}
	l, err := graphviz.LayOut(context.Background(), graphs["a chain"], 1000)
	if err != nil || len(l.Nodes) != 3 {
		t.Errorf("afterwards: %v, %v", l, err)
	}
}
