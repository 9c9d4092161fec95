package gantt

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/timeline"
)

// curves draws parallelism, the queue and memory below the lanes.
func (d *drawing) curves(t *timeline.Timeline) {
	for _, c := range t.Curves {
		d.curve(c)
	}
}

func (d *drawing) curve(c timeline.Curve) {
	const height = 34
	top := c.Most
	if room := float64(c.Room.V); c.Name == timeline.Parallelism && c.Room.Known() && room <= 8*top {
		top = max(top, room)
	}
	if !(top > 0) || len(c.Points) == 0 {
		return
	}
	d.y += 8
	name := map[timeline.CurveName]string{timeline.Parallelism: c.Unit + " at a time", timeline.Queue: "queue", timeline.Memory: "memory"}[c.Name]
	d.label("", name, "max "+c.Text(c.Most), height)
	foot := d.y + height
	var levels []timeline.Level
	for _, p := range c.Points {
		levels = append(levels, timeline.Level{Time: p.Time, At: p.Level})
	}
	levels = append(levels, timeline.Level{Time: c.To})
	d.area("area", levels, foot, height, top)
	if room := float64(c.Room.V); c.Room.Known() && room > 0 && room <= top {
		y := num(foot - height*room/top)
		fmt.Fprintf(&d.body, "<line class=\"room\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"><title>room for %s</title></line>\n", num(d.left()), num(d.left()+d.chart), y, y, escaped(c.Text(room)))
	}
	fmt.Fprintf(&d.body, "<line class=\"axis\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>\n", num(d.left()), num(d.left()+d.chart), num(foot), num(foot))
	d.y = foot
}

// area draws levels as steps above a foot.
func (d *drawing) area(class string, levels []timeline.Level, foot, height, top float64) {
	var b strings.Builder
	last := foot
	for _, l := range levels {
		x := d.x(d.scale.At(l.Time))
		y := foot - height*min(1, max(0, l.At/top))
		if b.Len() == 0 {
			fmt.Fprintf(&b, "M%s %s", num(x), num(foot))
		} else {
			fmt.Fprintf(&b, "H%s", num(x))
		}
		if y != last {
			fmt.Fprintf(&b, "V%s", num(y))
		}
		last = y
	}
	if b.Len() == 0 {
		return
	}
	if last != foot {
		fmt.Fprintf(&b, "H%sV%s", num(d.left()+d.chart), num(foot))
	}
	fmt.Fprintf(&d.body, "<path class=\"%s\" d=\"%sZ\"/>\n", class, b.String())
}
