package graph

import (
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// diffLegend says what the marks of a picture of two plans mean: only what is there.
func diffLegend(list []*diff, width float64) (items []picture.Item, h, w float64) {
	const size, row, sample = 10.0, 16.0, 34.0
	var added, dropped, moved, changed, exchange, bytes, fold bool
	for _, d := range list {
		for _, j := range d.joints {
			added, dropped, moved = added || j.added(), dropped || j.dropped(), moved || j.other != nil
			changed, fold = changed || j.changed != "" && j.other == nil, fold || j.title != ""
		}
		for _, l := range d.lines {
			for _, e := range l.sides {
				if e != nil {
					exchange, bytes = exchange || e.exchange, bytes || e.bytes > 0
				}
			}
		}
	}
	x, y := 0.0, row
	entry := func(text string, room float64, draw func(x, y float64) []picture.Item) {
		full := room + 8 + picture.Width(text, size, false)*slack + 18
		if x > 0 && x+full > width {
			x, y = 0, y+row
		}
		items = append(items, draw(x, y-4)...)
		items = append(items, picture.Text{At: picture.Point{X: x + room + 6, Y: y}, String: text, Size: size, Look: picture.Faint})
		x += full
		w = max(w, x)
	}
	boxes := func(looks ...picture.Look) (float64, func(x, y float64) []picture.Item) {
		room := max(sample, 16*float64(len(looks)))
		return room, func(x, y float64) (list []picture.Item) {
			w := room / float64(len(looks))
			for i, l := range looks {
				list = append(list, picture.Rect{X: x + float64(i)*w, Y: y - 6, W: w - 2, H: 11, Round: 2, Look: l})
			}
			return list
		}
	}
	line := func(look picture.Look, wide float64) func(x, y float64) []picture.Item {
		return func(x, y float64) []picture.Item {
			a, b := picture.Point{X: x, Y: y}, picture.Point{X: x + sample, Y: y}
			return []picture.Item{picture.Path{Start: a, Curves: [][3]picture.Point{{a, b, b}}, Look: look, Width: wide}}
		}
	}
	var looks []picture.Look
	for i := -picture.Changes; i <= picture.Changes; i++ {
		looks = append(looks, picture.Change(float64(i)/picture.Changes))
	}
	scale := "less, or more, time on the critical path than in the base"
	if len(list) == 1 {
		scale += ": at the ends " + humanize.Change(-list[0].most) + ", " + humanize.Change(list[0].most)
	}
	room, draw := boxes(looks...)
	entry(scale, room, draw)
	entry("at the same height: the same operator", sample, line(picture.Rung, 0))
	if added {
		room, draw := boxes(picture.Added(0))
		entry("only in the new plan", room, draw)
	}
	if dropped {
		room, draw := boxes(picture.Dropped(0))
		entry("only in the base", room, draw)
	}
	sign := func(s string) func(x, y float64) []picture.Item {
		return func(x, y float64) []picture.Item {
			return []picture.Item{picture.Text{At: picture.Point{X: x + sample/2, Y: y + 4}, String: s, Size: 11, Bold: true, Anchor: picture.Middle, Look: picture.Warn}}
		}
	}
	if changed {
		entry("changed: in another way, or on other data", sample, sign("\u2260"))
	}
	if moved {
		entry("moved within the plan", sample, sign("→"))
	}
	entry("its part of the longer wall", sample, func(x, y float64) []picture.Item {
		return []picture.Item{picture.Rect{X: x, Y: y - 2, W: sample, H: barHeight, Round: 2, Look: picture.Track}, picture.Rect{X: x, Y: y - 2, W: sample / 3, H: barHeight, Round: 2, Look: picture.Arrow}}
	})
	if bytes {
		entry("data flows upward, thicker with more bytes", sample, line(picture.Edge, 4))
	}
	if exchange {
		entry("from one stage to another", sample, line(picture.Exchange, 1.2))
	}
	if fold {
		room, draw := boxes(picture.Fold)
		entry("several that changed little, folded", room, draw)
	}
	return items, y + 6, w
}
