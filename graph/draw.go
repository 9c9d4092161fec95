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
		return nil, ErrTooLong
	case err != nil:
		return nil, err
	}
	return compose(s, l), nil
}

// nothing stands for a graph without parts.
func nothing() *picture.Picture {
	p := &picture.Picture{Width: 300, Height: 30}
	p.Add(picture.Text{At: picture.Point{Y: 18}, String: "no operator was recorded", Size: 12, Look: picture.Faint})
	return p
}

// draw draws queries below each other, each with its header, and one legend.
func draw(cases []*finding.Case, o Options) (*picture.Picture, error) {
	page := &picture.Picture{}
	var sketches []*sketch
	var names []string
	y := margin
	for i, c := range cases {
		s, err := sketchOf(c, o)
		if err != nil {
			return nil, err
		}
		sketches = append(sketches, s)
		names = append(names, title(c)[0])
		body, err := layOut(s, o)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			y += 2 * margin
		}
		head, h, w := header(c, body.Width)
		page.Add(picture.Shift(head, margin, y)...)
		y += h + margin
		items := picture.Shift(body.Items, margin, y)
		if len(cases) > 1 {
			items = []picture.Item{&picture.Group{ID: fmt.Sprintf("q%d", i+1), Class: "query", Items: prefixed(items, fmt.Sprintf("q%d-", i+1))}}
		}
		page.Add(items...)
		y += body.Height
		page.Width = max(page.Width, body.Width, w)
	}
	if len(cases) > 0 {
		items, h, w := legend(sketches, max(page.Width, leastStrip))
		page.Add(picture.Shift(items, margin, y+margin)...)
		y += margin + h
		page.Width = max(page.Width, w)
	}
	page.Width += 2 * margin
	page.Height = y + margin
	page.Title = "query plan: " + strings.Join(names[:min(len(names), 5)], "; ")
	return page, nil
}

// prefixed gives the groups of one query among several ids of their own.
func prefixed(items []picture.Item, prefix string) []picture.Item {
	for _, i := range items {
		if g, ok := i.(*picture.Group); ok && g.ID != "" {
			g.ID = prefix + g.ID
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
// CSS replace them. The error is ErrTooLong where finding places took too long.
func SVG(c *finding.Case, o Options) ([]byte, error) {
	s, err := sketchOf(c, o)
	if err != nil {
		return nil, err
	}
	p, err := layOut(s, o)
	if err != nil {
		return nil, err
	}
	p.Title = "query plan: " + title(c)[0]
	return picture.Fragment(p, o.Theme, o.Prefix), nil
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
