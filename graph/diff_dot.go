package graph

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/palette"
)

// diffDOT writes pairs of queries in the DOT language: each plan in a frame of its
// own, what belongs together linked and in the same row.
func diffDOT(pairs []*compare.Query, o Options) string {
	in := func(c palette.Color) string {
		if o.Theme == Dark {
			return quoted(c.Dark)
		}
		return quoted(c.Light)
	}
	var b strings.Builder
	b.WriteString("digraph \"daft-analyze\" {\n")
	b.WriteString("  // Data flows upward. The base is at the left. Red took longer on the critical path than in the base, blue shorter.\n")
	b.WriteString("  graph" + attributes("rankdir", "BT", "newrank", "true", "fontname", quoted("Helvetica"), "bgcolor", in(palette.Ground), "fontcolor", in(palette.Ink), "tooltip", quoted(" ")) + "\n")
	b.WriteString("  node" + attributes("shape", "box", "style", quoted("rounded,filled"), "fontname", quoted("Helvetica"), "fontcolor", in(palette.Ink), "color", in(palette.Line)) + "\n")
	b.WriteString("  edge" + attributes("fontname", quoted("Helvetica"), "fontsize", "10", "fontcolor", in(palette.Faint), "color", in(palette.Line)) + "\n")
	for i, q := range pairs {
		d := newDiff(q, o)
		prefix := ""
		if len(pairs) > 1 {
			prefix = fmt.Sprintf("q%d_", i+1)
		}
		for at, s := range d.sides {
			word := [2]string{"base", "new"}[at]
			lines := title(s.Case)
			lines[0] = word + "  " + lines[0]
			if at == 1 && q.Delta.Known() {
				lines[0] += ", " + humanize.Change(q.Delta.V)
			}
			fmt.Fprintf(&b, "  subgraph cluster_%s%s {\n", prefix, word)
			b.WriteString("    graph" + attributes("label", quoted(strings.Join(lines, "\n")), "labelloc", clusterTop, "labeljust", "l", "color", in(palette.Line)) + "\n")
			drawing{sketch: s.sketch, prefix: prefix}.write(&b, "    ", in)
			b.WriteString("  }\n")
		}
		for _, j := range d.joints {
			from, to := d.sides[0].nodes[j], d.sides[1].nodes[j]
			if j.other != nil {
				to = d.sides[1].nodes[j.other]
			}
			if from == nil || to == nil {
				continue
			}
			x, y := named(prefix+from.name), named(prefix+to.name)
			if j.other == nil {
				b.WriteString("  { rank=same; " + x + "; " + y + " }\n")
			}
			b.WriteString("  " + x + " -> " + y + attributes("dir", "none", "style", "dotted", "constraint", "false") + "\n")
		}
	}
	b.WriteString("}\n")
	return b.String()
}
