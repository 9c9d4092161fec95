package graph

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/palette"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// quoted writes a string as DOT's double-quoted one. Graphviz reads three things
// in labels: quotes, backslashes (\\N is the node's name, \\l ends a line to the
// left), and entities of HTML.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;", "\n", `\n`, "\x00", "").Replace(s) + `"`
}

// named writes the name of a box, in quotes where it is more than letters and
// digits: ids below 0 are possible.
func named(name string) string {
	if strings.Contains(name, "-") {
		return quoted(name)
	}
	return name
}

func attributes(list ...string) string {
	var parts []string
	for i := 0; i+1 < len(list); i += 2 {
		if list[i+1] != "" {
			parts = append(parts, list[i]+"="+list[i+1])
		}
	}
	return " [" + strings.Join(parts, ", ") + "]"
}

// clusterTop puts the label of a cluster at its top: where rows are ranked from
// bottom to top, Graphviz's bottom of a cluster is the top.
const clusterTop = "b"

// layoutDOT writes a sketch with the sizes of its parts and nothing else: no
// string of a recording reaches Graphviz when it finds places.
func layoutDOT(s *sketch) string {
	var b strings.Builder
	b.WriteString("digraph {\n graph [rankdir=BT, compound=true, nodesep=0.3, ranksep=0.3]\n node [shape=box, fixedsize=true, label=\"\"]\n edge [arrowsize=0.8]\n")
	framed := map[*node]bool{}
	for _, c := range s.clusters {
		w, h := c.label()
		fmt.Fprintf(&b, " subgraph %s { graph [labeljust=l, labelloc=%s, margin=12, label=%s]\n", c.name, clusterTop, blank(w, h))
		for _, n := range c.nodes {
			framed[n] = true
			b.WriteString(" " + layoutNode(n))
		}
		b.WriteString(" }\n")
	}
	for _, n := range s.nodes {
		if !framed[n] {
			b.WriteString(layoutNode(n))
		}
	}
	for i, e := range s.edges {
		label := ""
		if w, h := e.label(); w > 0 {
			label = blank(w, h)
		}
		b.WriteString(" " + named(e.from.name) + " -> " + named(e.to.name) + attributes("id", edgeID(i), "label", label, "constraint", e.constraint(), "style", e.invisible(),
			"lhead", e.head.frame(""), "ltail", e.tail.frame("")) + "\n")
	}
	b.WriteString("}\n")
	return b.String()
}

func (e *edge) constraint() string {
	if e.beside {
		return "false"
	}
	return ""
}

func (e *edge) invisible() string {
	if e.hidden {
		return "invis"
	}
	return ""
}

// frame is the name of a cluster among those of a file, "" of none.
func (c *cluster) frame(prefix string) string {
	if c == nil {
		return ""
	}
	return "cluster_" + prefix + strings.TrimPrefix(c.name, "cluster_")
}

func layoutNode(n *node) string {
	b := n.box()
	return " " + named(n.name) + attributes("width", inches(b.w), "height", inches(b.h)) + "\n"
}

// blank is a label that takes so much room, in points.
func blank(w, h float64) string {
	return fmt.Sprintf(`<<table border="0" cellborder="0" cellspacing="0" cellpadding="0"><tr><td fixedsize="true" width="%d" height="%d"></td></tr></table>>`,
		int(math.Ceil(w)), int(math.Ceil(h)))
}

func inches(points float64) string { return strconv.FormatFloat(points/72, 'f', 3, 64) }

func edgeID(i int) string { return "e" + strconv.Itoa(i) }

// drawing is one sketch among several in a DOT file.
type drawing struct {
	*sketch
	prefix string // of names
	title  []string
}

// writeDOT writes sketches for people and for Graphviz's own programs.
func writeDOT(name string, list []drawing, dark bool) string {
	in := func(c palette.Color) string {
		if dark {
			return quoted(c.Dark)
		}
		return quoted(c.Light)
	}
	var b strings.Builder
	b.WriteString("digraph " + quoted(name) + " {\n")
	b.WriteString("  // Data flows upward. Red is the critical path; larger and darker boxes have more of it.\n")
	b.WriteString("  graph" + attributes("rankdir", "BT", "compound", "true", "fontname", quoted("Helvetica"), "bgcolor", in(palette.Ground), "fontcolor", in(palette.Ink), "tooltip", quoted(" ")) + "\n")
	b.WriteString("  node" + attributes("shape", "box", "style", quoted("rounded,filled"), "fontname", quoted("Helvetica"), "fontcolor", in(palette.Ink), "color", in(palette.Line)) + "\n")
	b.WriteString("  edge" + attributes("fontname", quoted("Helvetica"), "fontsize", "10", "fontcolor", in(palette.Faint), "color", in(palette.Line)) + "\n")
	for i, d := range list {
		indent := "  "
		title, top := quoted(strings.Join(d.title, "\n")), "t"
		if len(list) > 1 {
			top = clusterTop
			fmt.Fprintf(&b, "  subgraph cluster_q%d {\n", i+1)
			indent = "    "
		}
		b.WriteString(indent + "graph" + attributes("label", title, "labelloc", top, "labeljust", "l") + "\n")
		d.write(&b, indent, in)
		if len(list) > 1 {
			b.WriteString("  }\n")
		}
	}
	b.WriteString("}\n")
	return b.String()
}

func (d drawing) write(b *strings.Builder, indent string, in func(palette.Color) string) {
	framed := map[*node]bool{}
	for _, c := range d.clusters {
		text := append([]string(nil), c.titles...)
		for _, m := range c.marks {
			text = append(text, "! "+m.text)
		}
		fmt.Fprintf(b, "%ssubgraph %s {\n", indent, c.frame(d.prefix))
		b.WriteString(indent + "  graph" + attributes("label", quoted(strings.Join(text, "\n")), "labelloc", clusterTop, "labeljust", "l", "style", quoted("rounded,filled"),
			"fillcolor", in(palette.Panel), "color", in(palette.Line), "fontsize", "11", "tooltip", quoted(strings.Join(c.tip, "\n"))) + "\n")
		for _, n := range c.nodes {
			framed[n] = true
			d.writeNode(b, indent+"  ", n, in)
		}
		b.WriteString(indent + "}\n")
	}
	for _, n := range d.nodes {
		if !framed[n] {
			d.writeNode(b, indent, n, in)
		}
	}
	for _, e := range d.edges {
		d.writeEdge(b, indent, e, in)
	}
}

func (d drawing) writeNode(b *strings.Builder, indent string, n *node, in func(palette.Color) string) {
	text := []string{strings.TrimSpace(n.title + "  " + n.figure)}
	text = append(text, n.lines...)
	for _, m := range n.marks {
		text = append(text, cmp.Or(m.sign, "!")+" "+m.text)
	}
	color, width := "", ""
	switch {
	case n.failed:
		color, width = in(palette.Bad), "3"
	case n.onPath:
		color, width = in(palette.Path), "2"
	}
	style := ""
	if n.folded {
		style = quoted("rounded,filled,dashed")
	}
	b.WriteString(indent + named(d.prefix+n.name) + attributes("id", quoted(d.prefix+n.id), "label", quoted(strings.Join(text, "\n")), "fillcolor", in(picture.Fill(cmp.Or(n.look, picture.Heat(n.share)))),
		"color", color, "penwidth", width, "style", style, "fontsize", strconv.FormatFloat(math.Round(n.titleSize()), 'f', -1, 64),
		"tooltip", quoted(strings.Join(n.tip, "\n"))) + "\n")
}

func (d drawing) writeEdge(b *strings.Builder, indent string, e *edge, in func(palette.Color) string) {
	color, style := "", ""
	if e.onPath {
		color = in(palette.Path)
	}
	if e.exchange {
		style = "dashed"
	}
	if e.hidden {
		style = e.invisible()
	}
	tip, label := quoted(strings.Join(e.tip, "\n")), ""
	if len(e.lines) > 0 {
		label = quoted("  " + strings.Join(e.lines, "\n  ")) // off the line
	}
	b.WriteString(indent + named(d.prefix+e.from.name) + " -> " + named(d.prefix+e.to.name) + attributes("label", label, "color", color,
		"penwidth", strconv.FormatFloat(math.Round(10*d.width(e))/10, 'f', -1, 64), "style", style, "constraint", e.constraint(), "lhead", e.head.frame(d.prefix), "ltail", e.tail.frame(d.prefix), "tooltip", tip, "labeltooltip", tip) + "\n")
}
