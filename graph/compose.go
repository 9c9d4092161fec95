package graph

import (
	"cmp"
	"math"
	"strings"

	"github.com/daft-analyze/daft-analyze/graph/graphviz"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// compose paints a sketch whose parts have places: frames first, then lines, which
// must not cross what is written on the frames, then boxes.
func compose(s *sketch, l *graphviz.Layout) *picture.Picture {
	p := &picture.Picture{Width: l.Width, Height: l.Height}
	for _, c := range s.clusters {
		if at, ok := l.Clusters[c.name]; ok {
			p.Add(c.paint(at))
		}
	}
	for i, e := range s.edges {
		if at, ok := l.Edges[edgeID(i)]; ok && len(at.Points) >= 4 && !e.hidden {
			p.Add(s.paintEdge(e, at))
		}
	}
	for _, c := range s.clusters {
		if at, ok := l.Clusters[c.name]; ok {
			p.Add(c.paintTitle(at))
		}
	}
	for _, n := range s.nodes {
		if at, ok := l.Nodes[n.name]; ok {
			p.Add(n.paint(at))
		}
	}
	return p
}

func (c *cluster) paint(at graphviz.Box) *picture.Group {
	g := &picture.Group{Class: "stage", Tip: strings.Join(c.tip, "\n")}
	g.Add(picture.Rect{X: at.Min.X, Y: at.Min.Y, W: at.Max.X - at.Min.X, H: at.Max.Y - at.Min.Y, Round: 8, Look: picture.Cluster})
	return g
}

func (c *cluster) paintTitle(at graphviz.Box) *picture.Group {
	g := &picture.Group{Class: "stage-title", Tip: strings.Join(c.tip, "\n")}
	box := c.box()
	g.Add(picture.Rect{X: at.Min.X + padding - 2, Y: at.Min.Y + 4, W: box.w, H: box.h, Look: picture.Panel})
	y := at.Min.Y + 4
	for _, t := range box.lines {
		y += t.size * lineHeight
		g.Add(picture.Text{At: picture.Point{X: at.Min.X + padding, Y: y - 0.25*t.size}, String: t.text, Size: t.size, Bold: t.bold, Look: t.look})
	}
	return g
}

func (n *node) paint(at graphviz.Box) *picture.Group {
	class := n.class
	if n.onPath {
		class += " on-path"
	}
	g := &picture.Group{ID: n.id, Class: class, Data: n.data, Tip: strings.Join(n.tip, "\n")}
	look := n.look
	switch {
	case look != "":
	case n.failed:
		look = picture.BadFrame(n.share)
	case n.onPath:
		look = picture.HotFrame(n.share)
	case n.folded:
		look = picture.Fold
	default:
		look = picture.Heat(n.share)
	}
	x, w := at.Min.X, at.Max.X-at.Min.X
	g.Add(picture.Rect{X: x, Y: at.Min.Y, W: w, H: at.Max.Y - at.Min.Y, Round: 5, Look: look})
	y := at.Min.Y + padding
	for _, t := range n.box().lines {
		y += t.size * lineHeight
		base := y - 0.3*t.size
		if t.chip {
			g.Add(picture.Rect{X: x + padding - 3, Y: y - 1.22*t.size, W: picture.Width(t.text, t.size, t.bold)*slack + 6, H: 1.2 * t.size, Round: 3, Look: picture.Ground})
		}
		g.Add(picture.Text{At: picture.Point{X: x + padding, Y: base}, String: t.text, Size: t.size, Bold: t.bold, Look: t.look})
		if t.figure != "" {
			g.Add(picture.Text{At: picture.Point{X: x + w - padding, Y: base}, String: t.figure, Size: t.size, Bold: true, Anchor: picture.End, Look: picture.Ink})
		}
	}
	if n.share > 0 {
		full := w - 2*padding
		bar := picture.Rect{X: x + padding, Y: at.Max.Y - padding - barHeight + 2, W: full, H: barHeight, Round: barHeight / 2, Look: picture.Track}
		g.Add(bar)
		bar.W, bar.Look = max(full*min(n.share, 1), barHeight), cmp.Or(n.bar, picture.OnPath)
		g.Add(bar)
	}
	return g
}

func (s *sketch) paintEdge(e *edge, at graphviz.Route) *picture.Group {
	class := "link"
	line, tip := picture.Edge, picture.Arrow
	switch {
	case e.onPath && e.exchange:
		line, tip = picture.PathExch, picture.OnPath
	case e.onPath:
		line, tip = picture.PathEdge, picture.OnPath
	case e.exchange:
		line = picture.Exchange
	}
	if e.onPath {
		class += " on-path"
	}
	if e.exchange {
		class += " exchange"
	}
	g := &picture.Group{Class: class, Tip: strings.Join(e.tip, "\n"),
		Data: []picture.Data{{Name: "from", Value: e.from.id, ID: true}, {Name: "to", Value: e.to.id, ID: true}}}
	path := picture.Path{Start: point(at.Points[0]), Look: line, Width: s.width(e)}
	for i := 1; i+2 < len(at.Points); i += 3 {
		path.Curves = append(path.Curves, [3]picture.Point{point(at.Points[i]), point(at.Points[i+1]), point(at.Points[i+2])})
	}
	g.Add(path)
	if at.Tip != nil {
		g.Add(arrow(point(at.Points[len(at.Points)-1]), point(*at.Tip), path.Width, tip))
	}
	if at.Label != nil {
		_, h := e.label()
		y := at.Label.Y - h/2
		for _, text := range e.lines {
			y += fontSize * lineHeight
			g.Add(picture.Text{At: picture.Point{X: at.Label.X, Y: y - 0.3*fontSize}, String: text, Size: fontSize, Anchor: picture.Middle, Look: picture.Faint})
		}
	}
	return g
}

// arrow is a head from the end of a line of some width to where it points.
func arrow(from, to picture.Point, width float64, look picture.Look) picture.Polygon {
	dx, dy := to.X-from.X, to.Y-from.Y
	length := max(math.Hypot(dx, dy), 1e-6)
	half := max(3.2, 1.1*width)
	x, y := -dy/length*half, dx/length*half
	return picture.Polygon{Points: []picture.Point{{X: from.X + x, Y: from.Y + y}, to, {X: from.X - x, Y: from.Y - y}}, Look: look}
}

func point(p graphviz.Point) picture.Point { return picture.Point{X: p.X, Y: p.Y} }
