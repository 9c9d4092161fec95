package graphviz

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"testing"
)

// What is said of licences and sources is said of this very module.
func TestModule(t *testing.T) {
	text, err := os.ReadFile("LICENSES.md")
	if err != nil {
		t.Fatal(err)
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(module)); !bytes.Contains(text, []byte(sum)) {
		t.Errorf("LICENSES.md speaks of another module than %s", sum)
	}
}

func TestLayOut(t *testing.T) {
	dot := `digraph { rankdir=BT node [shape=box, fixedsize=true, width=2, height=1] subgraph cluster_a { a } a -> b [id=e0, label="x"] }`
	for _, size := range []int{1, 1_000_000} { // interpreted, compiled
		l, err := LayOut(context.Background(), dot, size)
		if err != nil {
			t.Fatal(err)
		}
		a, b := l.Nodes["a"], l.Nodes["b"]
		if w, h := a.Max.X-a.Min.X, a.Max.Y-a.Min.Y; w != 144 || h != 72 {
			t.Errorf("a is %f by %f points", w, h)
		}
		if b.Max.Y >= a.Min.Y {
			t.Errorf("b, which takes what a makes, is not above it: %v, %v", b, a)
		}
		e := l.Edges["e0"]
		if n := len(e.Points); n < 4 || n%3 != 1 || e.Tip == nil || e.Label == nil {
			t.Fatalf("the edge is %v", e)
		}
		if e.Points[0].Y < e.Tip.Y {
			t.Errorf("the edge leads down: %v", e)
		}
		c := l.Clusters["cluster_a"]
		if c.Min.X > a.Min.X || c.Max.Y < a.Max.Y || c.Max.Y > l.Height || l.Width <= 0 {
			t.Errorf("the frame %v does not hold %v", c, a)
		}
	}
}

func TestErrors(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		dot  string
		want error
	}{
		"no DOT":   {"a -> b", ErrNotDOT},
		"empty":    {"", ErrNotDOT},
		"cut off":  {`digraph { a [label="`, ErrNotDOT},
		"zero":     {"digraph { a\x00 }", ErrNotDOT},
		"its bug":  {`digraph { a -> b [label=<<table border="0" cellborder="0" cellspacing="0" cellpadding="0" fixedsize="true" width="9" height="9"><tr><td></td></tr></table>>] }`, ErrGaveUp},
		"in order": {`digraph { a }`, nil},
	} {
		if _, err := LayOut(ctx, c.dot, 1); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if _, err := LayOut(stopped, "digraph { a }", 1); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped before: %v", err)
	}
}

// What Graphviz writes is not trusted either.
func TestParse(t *testing.T) {
	for _, text := range []string{``, `[]`, `{}`, `{"bb":"0,0,1"}`, `{"bb":"0,0,1,NaN"}`, `{"bb":"0,0,1,1e99"}`, `{"bb":"0,0,9,9","objects":[{"name":"a","pos":"1"}]}`,
		`{"bb":"0,0,9,9","objects":[{"name":"a","pos":"1,1","width":"x"}]}`, `{"bb":"0,0,9,9","edges":[{"id":"e","pos":"e,1 2,3"}]}`} {
		if l, err := parse([]byte(text)); err == nil {
			t.Errorf("%s becomes %v", text, l)
		}
	}
}
