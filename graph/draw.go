package graph

import (
	"context"
	"errors"
	"fmt"
	"image"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/graph/graphviz"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

const margin = 16.0

// edgeRoom is the margin of a drawing that stands in a page.
const edgeRoom = 2.0

// sketchOf draws what the options ask for of a query.
func sketchOf(c *finding.Case, o Options) (*sketch, error) {
	if o.Tasks != "" {
		return sketchTasks(c, o)
	}
	return sketchPlan(c, o), nil
}

// layOut finds places for the parts of a sketch.
func layOut(s *sketch, o Options) (*picture.Picture, error) {
	if len(s.nodes) == 0 {
		return nothing(), nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), o.limit())
	defer cancel()
	l, err := graphviz.LayOut(ctx, layoutDOT(s), s.size())
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("%w: it took longer than %s", ErrNoLayout, o.limit())
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrNoLayout, err)
	}
	return compose(s, l), nil
}

// nothing stands for a graph without parts.
func nothing() *picture.Picture {
	p := &picture.Picture{Width: 300, Height: 30}
	p.Add(picture.Text{At: picture.Point{Y: 18}, String: "no operator was recorded", Size: 12, Look: picture.Faint})
	return p
}

// block is one query with its header.
type block struct {
	items []picture.Item
	w, h  float64
}

func newBlock(c *finding.Case, s *sketch, o Options) (block, error) {
	body, err := layOut(s, o)
	if err != nil {
		return block{}, err
	}
	items, h, w := header(c, body.Width)
	items = append(items, picture.Shift(body.Items, 0, h+margin)...)
	return block{items, max(body.Width, w), h + margin + body.Height}, nil
}

// rowWidth is how wide rows of several queries get, unless one alone is wider.
const rowWidth = 1500.0

// draw draws queries in rows, each with its header, and one legend.
func draw(cases []*finding.Case, o Options) (*picture.Picture, error) {
	page := &picture.Picture{}
	var sketches []*sketch
	var names []string
	x, y, lowest := margin, margin, 0.0
	for i, c := range cases {
		s, err := sketchOf(c, o)
		if err != nil {
			return nil, err
		}
		b, err := newBlock(c, s, o)
		if err != nil {
			return nil, err
		}
		sketches, names = append(sketches, s), append(names, title(c)[0])
		if x > margin && x+b.w > rowWidth {
			x, y = margin, lowest+3*margin
		}
		items := picture.Shift(b.items, x, y)
		if len(cases) > 1 {
			name := fmt.Sprintf("q%d", i+1)
			items = []picture.Item{&picture.Group{ID: name, Class: "query", Items: prefixed(items, name+"-")}}
		}
		page.Add(items...)
		x += b.w
		page.Width = max(page.Width, x)
		lowest = max(lowest, y+b.h)
		x += 3 * margin
	}
	items, h, w := legend(sketches, max(page.Width-margin, leastStrip))
	page.Add(picture.Shift(items, margin, lowest+margin)...)
	page.Width = max(page.Width, margin+w) + margin
	page.Height = lowest + h + 2*margin
	page.Title = "query plan: " + strings.Join(names[:min(len(names), 5)], "; ")
	return page, nil
}

// prefixed gives the groups of one query among several ids of their own.
func prefixed(items []picture.Item, prefix string) []picture.Item {
	for _, i := range items {
		g, ok := i.(*picture.Group)
		if !ok {
			continue
		}
		if g.ID != "" {
			g.ID = prefix + g.ID
		}
		for k, d := range g.Data {
			if d.ID {
				g.Data[k].Value = prefix + d.Value
			}
		}
	}
	return items
}

// SVG draws one query as an SVG element to be put into a page, without header
// and legend. It holds no script, no style attribute and nothing that is loaded
// from elsewhere. Boxes have the id "op-<node id>", or "fold-<node id>" and
// data-ops with all their ids where they stand for several, the class op or fold,
// and on-path where they are on the critical path; lines have the class link,
// data-from and data-to with the ids of their boxes, and on-path as well.
// Colours are attributes for the theme's ground, Auto being light; the rules of
// CSS replace them. The error is ErrNoLayout where no places were found for the boxes.
func SVG(c *finding.Case, o Options) ([]byte, error) {
	s, err := sketchOf(c, o)
	if err != nil {
		return nil, err
	}
	p, err := layOut(s, o)
	if err != nil {
		return nil, err
	}
	// Boxes may stand at the very edge, where half of their borders would be cut off.
	page := &picture.Picture{Width: p.Width + 2*edgeRoom, Height: p.Height + 2*edgeRoom, Title: "query plan: " + title(c)[0]}
	page.Add(picture.Shift(p.Items, edgeRoom, edgeRoom)...)
	return picture.Fragment(page, o.Theme, o.Prefix), nil
}

// CSS returns the rules of style by which the elements of SVG below a selector,
// such as ".dag", take their colours for a light or a dark ground.
func CSS(selector string, dark bool) string { return picture.CSS(selector, dark) }

// Document draws queries as one SVG file, below each other.
func Document(cases []*finding.Case, o Options) ([]byte, error) {
	p, err := draw(cases, o)
	if err != nil {
		return nil, err
	}
	return picture.Document(p, o.Theme), nil
}

// Image draws queries as one image, below each other.
func Image(cases []*finding.Case, o Options) (image.Image, error) {
	p, err := draw(cases, o)
	if err != nil {
		return nil, err
	}
	scale := o.Scale
	if scale <= 0 {
		scale = 2
	}
	img, _ := picture.Raster(p, o.Theme == Dark, scale)
	return img, nil
}

// DOT writes queries in the DOT language, for people and for Graphviz's own
// programs: nothing is laid out.
func DOT(cases []*finding.Case, o Options) (string, error) {
	var list []drawing
	for i, c := range cases {
		s, err := sketchOf(c, o)
		if err != nil {
			return "", err
		}
		d := drawing{sketch: s, title: title(c)}
		if len(cases) > 1 {
			d.prefix = fmt.Sprintf("q%d_", i+1)
		}
		list = append(list, d)
	}
	return writeDOT("daft-analyze", list, o.Theme == Dark), nil
}
