package graph

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/graph/graphviz"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// between plans.
const gutter = 56.0

// drawDiffs draws pairs of queries below each other.
func drawDiffs(pairs []*compare.Query, o Options) (*picture.Picture, error) {
	page := &picture.Picture{}
	y := margin
	var titles []string
	var list []*diff
	for i, q := range pairs {
		d := newDiff(q, o)
		list, titles = append(list, d), append(titles, d.title())
		body, err := d.picture(o)
		if err != nil {
			return nil, err
		}
		items, h, w := d.header(body.Width)
		items = append(items, picture.Shift(body.Items, 0, h+margin)...)
		items = picture.Shift(items, margin, y)
		if len(pairs) > 1 {
			name := fmt.Sprintf("q%d", i+1)
			items = []picture.Item{&picture.Group{ID: name, Class: "query", Items: prefixed(items, name+"-")}}
		}
		page.Add(items...)
		page.Width = max(page.Width, margin+max(w, body.Width))
		y += h + margin + body.Height + 3*margin
	}
	y -= 2 * margin
	items, h, w := diffLegend(list, max(page.Width-margin, leastStrip))
	page.Add(picture.Shift(items, margin, y)...)
	page.Width = max(page.Width, margin+w) + margin
	page.Height = y + h + margin
	page.Title = "two query plans: " + strings.Join(titles[:min(len(titles), 5)], "; ")
	return page, nil
}

func (d *diff) title() string { return title(d.query.Base)[0] + " → " + title(d.query.New)[0] }

// picture draws both plans, at the places that one layout of both gives.
func (d *diff) picture(o Options) (*picture.Picture, error) {
	if len(d.joints) == 0 {
		return nothing(), nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), o.limit())
	defer cancel()
	l, err := graphviz.LayOut(ctx, layoutDOT(d.both), d.both.size())
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("%w: it took longer than %s", ErrNoLayout, o.limit())
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrNoLayout, err)
	}
	half := max(l.Width, leastStrip) // as much as the header of each takes
	step := half + gutter
	p := &picture.Picture{Width: 2*half + gutter, Height: l.Height}
	p.Add(d.rungs(l, step)...)
	for at := range d.sides {
		s := &d.sides[at]
		var items []picture.Item
		for i, x := range d.lines {
			if r, ok := l.Edges[edgeID(i)]; ok && x.sides[at] != nil && len(r.Points) >= 4 {
				items = append(items, s.sketch.paintEdge(x.sides[at], r))
			}
		}
		for i, j := range d.joints {
			if box, ok := l.Nodes[d.both.nodes[i].name]; ok && s.nodes[j] != nil {
				items = append(items, s.nodes[j].paint(box))
			}
		}
		g := &picture.Group{Class: [2]string{"base", "new"}[at], Items: picture.Shift(items, float64(at)*step, 0)}
		p.Add(g)
	}
	return p, nil
}

// rungs are thin lines from each operator of the base to the one that belongs to it,
// below all else.
func (d *diff) rungs(l *graphviz.Layout, step float64) []picture.Item {
	places := map[*joint]graphviz.Box{}
	for i, j := range d.joints {
		places[j] = l.Nodes[d.both.nodes[i].name]
	}
	var items []picture.Item
	for _, j := range d.joints {
		to := j
		switch {
		case j.other != nil && len(j.base) > 0:
			to = j.other
		case len(j.base) == 0 || len(j.now) == 0:
			continue
		}
		a, b := places[j], places[to]
		from, end := picture.Point{X: a.Max.X, Y: (a.Min.Y + a.Max.Y) / 2}, picture.Point{X: b.Min.X + step, Y: (b.Min.Y + b.Max.Y) / 2}
		items = append(items, &picture.Group{Class: "rung", Items: []picture.Item{
			picture.Path{Start: from, Curves: [][3]picture.Point{{from, end, end}}, Look: picture.Rung}}})
	}
	return items
}

// header says above the plans what they are, how long they took, and why one took
// longer.
func (d *diff) header(width float64) (items []picture.Item, h, w float64) {
	half := max((width-gutter)/2, leastStrip)
	head := func(text string, size float64, bold bool, look picture.Look) {
		h += size * lineHeight
		text = picture.Clip(text, size, bold, max(width, mostStrip))
		w = max(w, picture.Width(text, size, bold)*slack)
		items = append(items, picture.Text{At: picture.Point{Y: h - 0.3*size}, String: text, Size: size, Bold: bold, Look: look})
	}
	q := d.query
	if q.Delta.Known() {
		was, is, change := humanize.FromTo(q.BaseWall.V, q.NewWall.V)
		head(was+" → "+is+", "+change, 15, true, picture.Ink)
	} else {
		head("how long both took is not known", 15, true, picture.Ink)
	}
	for i, c := range q.Causes {
		if i == 3 {
			break
		}
		head(humanize.Change(c.NS)+"  "+safe(c.Title), 11, false, picture.Ink)
	}
	for _, x := range q.Doubts {
		look := picture.Warn
		if x.Grave {
			look = picture.Bad
		}
		head(safe(x.Title), 11, false, look)
	}
	h += 10
	top, below := h, h
	for at, s := range d.sides {
		x, y := float64(at)*(max(width-gutter, 2*leastStrip)/2+gutter), top
		for i, text := range title(s.Case) {
			size, look := 13.0, picture.Ink
			if i > 0 {
				size, look = 11, picture.Faint
			}
			if i > 1 || i == 0 && s.Query.Outcome != "finished" {
				look = picture.Bad
			}
			if i == 0 {
				text = [2]string{"base  ", "new  "}[at] + text
			}
			y += size * lineHeight
			text = picture.Clip(text, size, i == 0, half)
			items = append(items, picture.Text{At: picture.Point{X: x, Y: y - 0.3*size}, String: text, Size: size, Bold: i == 0, Look: look})
		}
		strip, end, _ := wallStrip(s.Case, half*float64(max(s.Path.Wall(), 0))/float64(d.whole), half, y+6)
		items = append(items, picture.Shift(strip, x, 0)...)
		below = max(below, end)
		w = max(w, x+half)
	}
	return items, below, w
}
