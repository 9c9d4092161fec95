package compare

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
)

func open(t testing.TB, path string) *finding.Study {
	t.Helper()
	r, err := format.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	run, err := analyze.Replay(r)
	if err != nil {
		t.Fatal(err)
	}
	return finding.Of(run)
}

// TestShow prints the comparison of two recordings: SHOW="BASE NEW".
func TestShow(t *testing.T) {
	files := strings.Fields(os.Getenv("SHOW"))
	if len(files) != 2 {
		t.Skip("SHOW names no two recordings")
	}
	base, now := open(t, files[0]), open(t, files[1])
	fmt.Print(show(Of(base, now, align.Of(base.Run, now.Run))))
}

func show(c *Comparison) string {
	var s strings.Builder
	ms := func(ns int64) string { return fmt.Sprintf("%8.2f ms", float64(ns)/1e6) }
	for i, q := range c.Queries {
		fmt.Fprintf(&s, "\nquery %d: %s -> %s: %s\n", i+1, ms(q.BaseWall.V), ms(q.NewWall.V), ms(q.Delta.V))
		for _, c := range q.Causes {
			if magnitude(c.NS) < uint64(q.BaseWall.V/200) {
				continue
			}
			fmt.Fprintf(&s, "  %s  %s", ms(c.NS), c.Title)
			for _, p := range c.Parts {
				fmt.Fprintf(&s, " [%s %s %s%v %.2f]", name(p), p.Kind, p.Cause, map[bool]string{true: "~"}[p.Beside], float64(p.NS)/1e6)
			}
			fmt.Fprintln(&s)
			for _, e := range c.Evidence {
				fmt.Fprintf(&s, "               - %s\n", e)
			}
		}
		for _, o := range q.Operators {
			fmt.Fprintf(&s, "      %-28s %s -> %s  %s", name(Part{Base: o.Base, New: o.New}), ms(o.BasePath), ms(o.NewPath), ms(o.NS+o.Beside))
			for _, p := range o.Parts {
				fmt.Fprintf(&s, " %s:%.1f", p.Cause, float64(p.NS)/1e6)
			}
			fmt.Fprintln(&s)
		}
	}
	return s.String()
}

func name(p Part) string {
	switch {
	case p.New != nil:
		return op(p.New)
	case p.Base != nil:
		return op(p.Base)
	}
	return "-"
}
