package graph

import (
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/wording"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// diff is two plans that are drawn beside each other. Both are laid out as one,
// which has what either has: what belongs together is at the same place in both.
type diff struct {
	query  *compare.Query
	joints []*joint
	sides  [2]side // base, new
	both   *sketch // as large as the larger of each two boxes
	whole  int64   // nanoseconds: the wall that bars are of
	most   int64   // the change that has the strongest colour
	lines  []*shared
}

// side is one of two plans.
type side struct {
	*plan
	sketch *sketch
	nodes  map[*joint]*node
}

// shared is a line between two joints, of either plan or of both.
type shared struct {
	from, to *joint
	both     *edge
	sides    [2]*edge
}

func newDiff(q *compare.Query, o Options) *diff {
	d := &diff{query: q, both: &sketch{}}
	d.whole = max(q.Base.Path.Wall(), q.New.Path.Wall(), 1)
	d.joints = foldJoints(jointsOf(q), d.whole, o.Unfold)
	d.most = d.whole / 10
	for _, j := range d.joints {
		d.most = max(d.most, j.ns(), -j.ns())
	}
	d.sides[0] = side{plan: newPlan(q.Base), sketch: &sketch{}, nodes: map[*joint]*node{}}
	d.sides[1] = side{plan: newPlan(q.New), sketch: &sketch{}, nodes: map[*joint]*node{}}
	of := map[*joint]*node{}
	for i, j := range d.joints {
		common := &node{name: "j" + strconv.Itoa(i)}
		d.node(0, j, j.base)
		d.node(1, j, j.now)
		for _, s := range d.sides {
			if n := s.nodes[j]; n != nil {
				b := n.box()
				common.leastW, common.leastH = max(common.leastW, b.w), max(common.leastH, b.h)
			}
		}
		for _, s := range d.sides {
			if n := s.nodes[j]; n != nil {
				n.leastW, n.leastH = common.leastW, common.leastH
			}
		}
		of[j] = common
		d.both.nodes = append(d.both.nodes, common)
	}
	d.connect(of)
	return d
}

// part is a time as a part of the whole.
func (d *diff) part(ns int64) float64 { return float64(ns) / float64(d.whole) }

// change is how strong the colour of a joint is, from -1 to 1. What is less than half
// a percent of the wall has none.
func (d *diff) change(j *joint) float64 {
	ns := j.ns()
	if max(ns, -ns) < d.whole/200 {
		return 0
	}
	return float64(ns) / float64(max(d.most, 1))
}

// node draws a joint in one of the plans.
func (d *diff) node(at int, j *joint, operators []*analyze.Operator) {
	if len(operators) == 0 {
		return
	}
	s := &d.sides[at]
	n := s.node(group{title: j.title, operators: operators})
	n.name, n.id = [2]string{"base_", "new_"}[at]+n.name, [2]string{"base-", "new-"}[at]+n.id
	n.onPath, n.bar = false, picture.Arrow
	path := [2]int64{j.basePath, j.newPath}[at]
	n.share, n.figure = d.part(path), ""
	if path > 0 {
		n.figure = humanize.Duration(path)
	}
	estimated := false
	for _, o := range operators {
		estimated = estimated || s.shares[o].Estimated
	}
	if estimated && path > 0 {
		n.figure = "~" + n.figure
	}
	n.lines = d.words(s.plan, j, n, operators)
	if n.folded {
		n.look = picture.Fold
	} else {
		n.look = picture.Change(d.change(j))
	}
	j.mark(at, n, d.change(j))
	if ns := j.ns(); at == 1 && !j.added() && max(ns, -ns) >= d.whole/200 {
		n.lines = append([]string{humanize.Change(ns) + " on the path"}, n.lines...)
	}
	n.tip = append(n.tip, j.tip()...)
	s.nodes[j] = n
	s.sketch.nodes = append(s.sketch.nodes, n)
}

// words are the lines of a box: what it works on, and its rows.
func (d *diff) words(p *plan, j *joint, n *node, operators []*analyze.Operator) []string {
	if len(operators) > 1 || j.title != "" {
		return n.lines
	}
	o := operators[0]
	var lines []string
	if text := p.keys[o]; text != "" {
		lines = append(lines, safe(text))
	}
	text := ""
	if o.Work.Known() {
		text = "busy " + wording.Busy(o)
	}
	if t := o.Tasks.Total - o.Readers; t > 0 {
		if text != "" {
			text += ", "
		}
		text += humanize.Plural(t, "task", "tasks")
	}
	if text != "" {
		lines = append(lines, text)
	}
	if r := p.reads[o.ID]; r.Files > 0 {
		lines = append(lines, humanize.Plural(r.Files, "file", "files"))
	}
	return lines
}

// mark says what became of an operator.
func (j *joint) mark(at int, n *node, change float64) {
	switch {
	case j.other != nil && at == 0:
		n.marks = append([]mark{{sign: "→", text: "moved to " + operatorName(j.other.now[0])}}, n.marks...)
	case j.other != nil:
		n.marks = append([]mark{{sign: "→", text: "moved from " + operatorName(j.other.base[0])}}, n.marks...)
	case j.added():
		n.look = picture.Added(change)
		n.marks = append([]mark{{sign: "+", text: "only in the new plan"}}, n.marks...)
	case j.dropped():
		n.look = picture.Dropped(change)
		n.marks = append([]mark{{sign: "\u2212", text: "only in the base"}}, n.marks...)
	case j.changed != "" && at == 1:
		n.marks = append([]mark{{sign: "\u2260", text: safe(j.changed)}}, n.marks...)
	}
}

// tip says of both plans what a box has room for in one.
func (j *joint) tip() []string {
	if len(j.base) != 1 || len(j.now) != 1 {
		return nil
	}
	b, n := j.base[0], j.now[0]
	return []string{"path " + humanize.Duration(j.basePath) + " → " + humanize.Duration(j.newPath) + ", " + humanize.Change(j.ns()),
		"rows out " + exact(b.RowsMade()) + " → " + exact(n.RowsMade()),
		"base: " + operatorName(b)}
}

// connect draws the lines of both plans.
func (d *diff) connect(of map[*joint]*node) {
	for _, j := range d.joints {
		for _, c := range j.kids {
			l := &shared{from: c, to: j, both: &edge{from: of[c], to: of[j]}}
			lower, upper := [2][]*analyze.Operator{c.base, c.now}, [2][]*analyze.Operator{j.base, j.now}
			for at := range d.sides {
				s := &d.sides[at]
				e := s.between(lower[at], upper[at])
				if e == nil {
					continue
				}
				e.from, e.to, e.onPath = s.nodes[c], s.nodes[j], false
				l.sides[at] = e
				s.sketch.addEdge(e)
				if w, _ := e.label(); len(e.lines) >= len(l.both.lines) {
					if was, _ := l.both.label(); w > was {
						l.both.lines = e.lines
					}
				}
			}
			if l.sides[0] != nil || l.sides[1] != nil {
				d.lines = append(d.lines, l)
				d.both.addEdge(l.both)
			}
		}
	}
	most := max(d.sides[0].sketch.mostBytes, d.sides[1].sketch.mostBytes)
	d.sides[0].sketch.mostBytes, d.sides[1].sketch.mostBytes = most, most
}

// between is what flows from operators of one box to those of another, nil where
// nothing does.
func (s *side) between(lower, upper []*analyze.Operator) *edge {
	below := make(map[*analyze.Operator]bool, len(lower))
	for _, o := range lower {
		below[o] = true
	}
	var e *edge
	for _, o := range upper {
		for _, c := range o.Children {
			switch {
			case !below[c]:
			case e == nil:
				e = s.edge(c, o)
				delete(below, c)
			default:
				e.join(s.edge(c, o))
				delete(below, c)
			}
		}
	}
	return e
}
