package graph

import "github.com/daft-analyze/daft-analyze/graph/picture"

// legend says what the marks of a picture mean. It shows only what is there.
func legend(list []*sketch, width float64) (items []picture.Item, h, w float64) {
	const size, row, sample = 10.0, 16.0, 34.0
	var path, exchange, bytes, fold, warn, bad, tasks bool
	for _, s := range list {
		for _, n := range s.nodes {
			path, fold, bad = path || n.onPath, fold || n.folded, bad || n.failed
			tasks = tasks || n.class == "task"
			warn = warn || len(n.marks) > 0
		}
		for _, e := range s.edges {
			exchange, bytes = exchange || e.exchange, bytes || e.bytes > 0
		}
		for _, c := range s.clusters {
			warn = warn || len(c.marks) > 0
		}
	}
	x, y := 0.0, row
	entry := func(text string, draw func(x, y float64) []picture.Item) {
		full := sample + 8 + picture.Width(text, size, false)*slack + 18
		if x > 0 && x+full > width {
			x, y = 0, y+row
		}
		items = append(items, draw(x, y-4)...)
		items = append(items, picture.Text{At: picture.Point{X: x + sample + 6, Y: y}, String: text, Size: size, Look: picture.Faint})
		x += full
		w = max(w, x)
	}
	line := func(look picture.Look, width float64) func(x, y float64) []picture.Item {
		return func(x, y float64) []picture.Item {
			a, b := picture.Point{X: x, Y: y}, picture.Point{X: x + sample - 8, Y: y}
			tip := picture.Arrow
			if look == picture.PathEdge {
				tip = picture.OnPath
			}
			return []picture.Item{picture.Path{Start: a, Curves: [][3]picture.Point{{a, b, b}}, Look: look, Width: width},
				arrow(b, picture.Point{X: x + sample, Y: y}, width, tip)}
		}
	}
	box := func(looks ...picture.Look) func(x, y float64) []picture.Item {
		return func(x, y float64) (list []picture.Item) {
			w := sample / float64(len(looks))
			for i, l := range looks {
				list = append(list, picture.Rect{X: x + float64(i)*w, Y: y - 6, W: w - 2, H: 11, Round: 2, Look: l})
			}
			return list
		}
	}
	if tasks {
		entry("a task, its part of the wall", box(picture.Heat(0), picture.Heat(0.2), picture.Heat(1)))
	} else {
		entry("an operator, its part of the wall on the critical path; ~ estimated", box(picture.Heat(0), picture.Heat(0.2), picture.Heat(1)))
	}
	if path {
		entry("on the critical path: the query waited for it", line(picture.PathEdge, 2.5))
	}
	if bytes {
		entry("data flows upward, thicker with more bytes", line(picture.Edge, 4))
	}
	if exchange {
		entry("from one stage to another", line(picture.Exchange, 1.2))
	}
	if fold {
		entry("several, folded", box(picture.Fold))
	}
	if bad {
		entry("failed", box(picture.BadFrame(0.2)))
	}
	if warn {
		entry("out of the ordinary: skew, failures, retries, estimates far off", func(x, y float64) []picture.Item {
			return []picture.Item{picture.Text{At: picture.Point{X: x + sample/2, Y: y + 4}, String: "▲", Size: 11, Bold: true, Anchor: picture.Middle, Look: picture.Warn}}
		})
	}
	return items, y + 6, w
}
