package gantt

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

// operators draws natively, for each operator, how many threads were inside of
// its batches, and at the foot where the query waited for it.
func (d *drawing) operators(t *timeline.Timeline) {
	const height = 18
	room := 1.0
	for _, c := range t.Curves {
		if c.Name == timeline.Parallelism {
			room = max(room, c.Most)
		}
	}
	hidden := 0
	for _, g := range t.Groups {
		shown := longestLanes(g.Lanes)
		for i := range g.Lanes {
			l := &g.Lanes[i]
			if !shown[i] {
				hidden++
				continue
			}
			sum := d.scale.Row(g.Lanes[i : i+1])
			label := operatorName(l.Operator)
			if sum.Estimated {
				label = "~" + label
			}
			d.label("", label, d.shares(sum), height)
			d.work(l, height, room)
			d.y += height + 2
		}
	}
	if hidden > 0 {
		d.line("f", "and "+humanize.Plural(int64(hidden), "more operator", "more operators"))
	}
}

// longestLanes chooses lanes: those of the path first, then the busiest.
func longestLanes(lanes []timeline.Lane) map[int]bool {
	order := make([]int, len(lanes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(lanes[b].PathNS, lanes[a].PathNS), cmp.Compare(lanes[b].Busy, lanes[a].Busy))
	})
	shown := make(map[int]bool)
	for _, i := range order[:min(mostRows/4, len(order))] {
		shown[i] = true
	}
	return shown
}

// work draws one operator.
func (d *drawing) work(l *timeline.Lane, height, room float64) {
	foot := d.y + height - 4
	for i := range l.Bars {
		b := &l.Bars[i]
		if !d.scale.Shows(b.Start, b.End) {
			continue
		}
		a, z := d.x(d.scale.At(b.Start)), d.x(d.scale.At(b.End))
		switch b.Kind {
		case timeline.Reading, timeline.Seen:
			d.rect(string(b.Kind), a, d.y+1, z-a, height-6, workText(d, b))
		case timeline.Waiting:
			if z-a >= 1 {
				fmt.Fprintf(&d.body, "<line class=\"wait\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"><title>%s</title></line>\n", num(a), num(z), num(foot-2), num(foot-2), escaped(workText(d, b)))
			}
		default: // the area below is what is seen; this is what is pointed at
			if b.Level <= 0 {
				d.rect("reading", a, d.y+1, z-a, height-6, workText(d, b))
			} else if z-a >= 1 {
				d.rect("hit", a, d.y, z-a, height-4, workText(d, b))
			}
		}
	}
	d.area("area", l.Levels, foot, height-5, room)
	for _, p := range l.OnPath {
		a, z := d.scale.At(p.Start), d.scale.At(p.End)
		if z-a >= 0.3 && float64(p.NS) >= 0.05*float64(p.Length()) {
			share := float64(p.NS) / float64(p.Length())
			fmt.Fprintf(&d.body, "<rect class=\"on\" fill-opacity=\"%.2f\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"4\"><title>%s of the critical path</title></rect>\n", 0.25+0.75*share, num(d.x(a)), num(foot), num(max(d.x(z)-d.x(a), 0.5)), humanize.Duration(p.NS))
		}
	}
}

func workText(d *drawing, b *timeline.Bar) string {
	text := string(b.Kind)
	switch {
	case b.Kind == timeline.Seen:
		text = "from its first to its last sign; nothing tells when it worked"
	case b.Kind == timeline.Reading:
		text = "put out rows, by its counters"
	case b.State != "" && b.Kind == timeline.Running:
		text = string(b.State)
	}
	text += " for " + humanize.Duration(b.Length()) + " from " + d.at(int64(b.Start-d.scale.Base))
	if b.Level > 0 {
		text += fmt.Sprintf(", %.1f at a time", b.Level)
	}
	if b.Estimated {
		text += " (estimated)"
	}
	return text
}
