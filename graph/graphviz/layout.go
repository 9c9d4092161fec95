package graphviz

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Point is a place, in points from the upper left corner, y downward.
type Point struct{ X, Y float64 }

// Box is a rectangle by two of its corners.
type Box struct{ Min, Max Point }

// Layout is where the parts of a graph are put. Names and ids are those of the
// graph's DOT.
type Layout struct {
	Width, Height float64          // points
	Nodes         map[string]Box   // by name
	Clusters      map[string]Box   // by name
	Edges         map[string]Route // by their attribute id
}

// Route is the way of an edge: a chain of cubic curves, a start and then three
// points each.
type Route struct {
	Points []Point
	Tip    *Point // where the arrow ends that begins at the last point, nil without
	Label  *Point // its label's middle, nil without
}

// LayOut lays out a graph as Render does.
func LayOut(ctx context.Context, dot string, size int) (*Layout, error) {
	text, err := Render(ctx, dot, size, "json0")
	if err != nil {
		return nil, err
	}
	return parse(text)
}

// document is what of Graphviz's JSON is used.
type document struct {
	BB      string   `json:"bb"`
	Objects []object `json:"objects"` // clusters first, then nodes
	Edges   []object `json:"edges"`
}

type object struct {
	Name   string `json:"name"`
	ID     string `json:"id"`
	BB     string `json:"bb"`  // clusters
	Pos    string `json:"pos"` // nodes, edges
	Width  string `json:"width"`
	Height string `json:"height"`
	LP     string `json:"lp"`
}

func parse(text []byte) (*Layout, error) {
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, fmt.Errorf("graphviz's layout: %w", err)
	}
	var p parser
	all := p.numbers(d.BB, 4)
	p.height = all[3]
	l := &Layout{Width: all[2], Height: all[3], Nodes: map[string]Box{}, Clusters: map[string]Box{}, Edges: map[string]Route{}}
	for _, o := range d.Objects {
		switch {
		case o.BB != "":
			n := p.numbers(o.BB, 4)
			l.Clusters[o.Name] = Box{p.at(n[0], n[3]), p.at(n[2], n[1])}
		case o.Pos != "":
			at := p.point(o.Pos)
			w, h := p.number(o.Width)*36, p.number(o.Height)*36 // inches to half of the points
			l.Nodes[o.Name] = Box{Point{at.X - w, at.Y - h}, Point{at.X + w, at.Y + h}}
		}
	}
	for _, o := range d.Edges {
		if o.Pos != "" {
			l.Edges[o.ID] = p.route(o)
		}
	}
	if p.err != nil {
		return nil, fmt.Errorf("graphviz's layout: %w", p.err)
	}
	return l, nil
}

// parser reads numbers, and keeps the first error.
type parser struct {
	height float64
	err    error
}

func (p *parser) at(x, y float64) Point { return Point{x, p.height - y} }

func (p *parser) number(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err == nil && (math.IsNaN(v) || math.Abs(v) > 1e9) {
		err = fmt.Errorf("%q is no place", s)
	}
	if err != nil {
		if p.err == nil {
			p.err = err
		}
		return 0
	}
	return v
}

// numbers reads n numbers with commas between them.
func (p *parser) numbers(s string, n int) []float64 {
	list := make([]float64, n)
	parts := strings.Split(s, ",")
	if len(parts) != n {
		if p.err == nil {
			p.err = fmt.Errorf("%q are not %d numbers", s, n)
		}
		return list
	}
	for i, part := range parts {
		list[i] = p.number(part)
	}
	return list
}

func (p *parser) point(s string) Point {
	n := p.numbers(s, 2)
	return p.at(n[0], n[1])
}

// route reads the way of an edge. Its tip stands first, after "e,".
func (p *parser) route(o object) Route {
	var r Route
	for part := range strings.FieldsSeq(o.Pos) {
		if tip, ok := strings.CutPrefix(part, "e,"); ok {
			at := p.point(tip)
			r.Tip = &at
			continue
		}
		r.Points = append(r.Points, p.point(part))
	}
	if o.LP != "" {
		at := p.point(o.LP)
		r.Label = &at
	}
	return r
}
