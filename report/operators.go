package report

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// operatorRows is how many lines of operators are shown unless all are asked for.
const operatorRows = 200

// printOperators draws the plan with what each operator did, or lists operators
// in another order.
func printOperators(p *page, c *finding.Case, o ExplainOptions) {
	q := c.Query
	p.blank()
	if len(q.Operators) == 0 {
		p.line(dim, "  no operator was recorded")
		return
	}
	notes := newOperatorNotes(c)
	d := &operatorDrawing{p: p, c: c, o: o, notes: notes, place: places(q), name: operatorName,
		columns: func(compact bool) []figure { return figures(c, notes, compact, o.Full) },
		below:   func(op *analyze.Operator) []note { return notes.of(op, o.Full) }}
	d.folded = d.under1Percent
	if o.Sort.list() {
		list := o.Sort.sorted(c)
		if o.Top > 0 {
			list = list[:min(o.Top, len(list))]
		}
		for _, op := range list {
			d.roots = append(d.roots, &branch{ops: []*analyze.Operator{op}})
		}
	} else {
		d.keep = unfolded(c, notes, o)
		d.roots = branches(q, d.keep)
	}
	most := max(operatorRows, o.Top)
	if o.Full {
		most = math.MaxInt
	}
	lines := d.layOut(most)
	hidden := len(drawTree(d.roots, d.style)) - len(lines)
	heads := make([]string, len(d.figures))
	for i, f := range d.figures {
		heads[i] = f.head
		p.showedDuration = p.showedDuration || strings.TrimPrefix(f.head, "~") == durationHead
	}
	p.parts(part{bold, d.row("Operators", heads)})
	for _, line := range lines {
		d.print(line)
	}
	if hidden > 0 {
		p.line(dim, "and "+humanize.Plural(int64(hidden), "more operator", "more operators")+": --full shows them")
	}
	if more := len(q.Operators) - len(d.roots); o.Sort.list() && more > 0 {
		p.line(dim, "and "+humanize.Plural(int64(more), "more operator", "more operators"))
	}
	if text := nobodysShare(c); text != "" {
		p.text(plain, 0, 0, text)
	}
	if o.Full {
		p.showedDuration = true // where there was no room for the column, the rest has it
		d.printRest()
	}
}

// operatorDrawing is how the operators of one query are drawn on a page.
type operatorDrawing struct {
	p     *page
	c     *finding.Case
	o     ExplainOptions
	notes operatorNotes
	keep  map[*analyze.Operator]bool
	roots []*branch
	place map[*analyze.Operator]int

	name    func(*analyze.Operator) string
	columns func(compact bool) []figure
	below   func(*analyze.Operator) []note // the lines below an operator
	folded  func([]*analyze.Operator) string

	style     treeStyle
	figures   []figure
	dropped   []figure // for which there was no room
	nameCells int
}

// places numbers the operators of a query in its order.
func places(q *analyze.Query) map[*analyze.Operator]int {
	at := make(map[*analyze.Operator]int, len(q.Operators))
	for i, o := range q.Operators {
		at[o] = i
	}
	return at
}

// deepest is how many cells of branches are drawn at most.
const deepest = 200

// longName is where a name may be cut before columns go.
const longName = 28

// layOut takes the roomiest way to draw the operators that fits: all columns, exact
// counts and wide branches where it can be; else columns go, the less important
// ones first. The tree stays a tree. It returns the lines, so many at most.
func (d *operatorDrawing) layOut(most int) []treeLine {
	width := min(d.p.width, widestLine)
	if d.o.Full {
		width = d.p.width
	}
	shown := func(s treeStyle) []treeLine {
		lines := drawTree(d.roots, s)
		return lines[:min(len(lines), most)]
	}
	wide, narrow, least := shown(treeStyle{3, deepest}), shown(treeStyle{2, deepest}), shown(treeStyle{1, deepest})
	full := measured(d.columns(false), wide)
	shortened := measured(d.columns(true), wide)
	for {
		for _, list := range [][]figure{full, shortened} {
			if d.fits(list, 3, wide, width) {
				return wide
			}
			if d.fits(list, 2, narrow, width) {
				return narrow
			}
		}
		if !giveUp(&full, &shortened, &d.dropped) {
			break
		}
	}
	if d.fits(shortened, 1, least, width) {
		return least
	}
	// Nothing fits: names are cut, and so is the indent of the deepest levels.
	d.style.most = max(d.room(width)-20, 2)
	d.nameCells = max(d.room(width), 8)
	return shown(d.style)
}

// giveUp takes out the column that goes first, and reports whether there was one.
func giveUp(full, shortened, dropped *[]figure) bool {
	worst := -1
	for i, f := range *full {
		if f.give > 0 && (worst < 0 || f.give > (*full)[worst].give) {
			worst = i
		}
	}
	if worst < 0 {
		return false
	}
	if (*full)[worst].head != "" {
		*dropped = append([]figure{(*full)[worst]}, *dropped...)
	}
	*full, *shortened = slices.Delete(*full, worst, worst+1), slices.Delete(*shortened, worst, worst+1)
	return true
}

// fits takes a way to draw, and reports whether there is room for it.
func (d *operatorDrawing) fits(list []figure, step int, lines []treeLine, width int) bool {
	d.figures, d.style = list, treeStyle{step, deepest}
	need, whole := cells("Operators"), 0
	for _, line := range lines {
		if !line.folded {
			name := cells(d.name(line.op()))
			need = max(need, cells(line.lead)+min(name, longName))
			whole = max(whole, cells(line.lead)+name)
		}
	}
	d.nameCells = max(need, min(whole, d.room(width))) // whole names where there is room
	return need <= d.room(width)
}

// room returns the cells that the columns leave for the name.
func (d *operatorDrawing) room(width int) int {
	for _, f := range d.figures {
		width -= f.width + gutter
	}
	return width
}

func (d *operatorDrawing) row(name string, values []string) string {
	var b strings.Builder
	for _, x := range d.rowParts(plain, name, values, nil) {
		b.WriteString(x.text)
	}
	return b.String()
}

func (d *operatorDrawing) rowParts(look style, name string, values []string, op *analyze.Operator) []part {
	list := []part{{look, pad(clip(name, d.nameCells), d.nameCells, false)}}
	for i, v := range values {
		f := d.figures[i]
		s := look
		if f.look != nil && op != nil && look == plain {
			s = f.look(op)
		}
		space := gutter
		if f.left {
			space = 1
		}
		list = append(list, part{plain, strings.Repeat(" ", space)}, part{s, pad(v, f.width, !f.left)})
	}
	return list
}

func (d *operatorDrawing) print(line treeLine) {
	switch {
	case line.folded:
		d.p.line(dim, line.lead+d.foldedText(line))
		return
	case line.again:
		d.p.line(dim, line.lead+d.name(line.op())+" (see above)")
		return
	}
	op := line.op()
	values := make([]string, len(d.figures))
	for i, f := range d.figures {
		values[i] = f.of(op)
	}
	look := plain
	if e := d.c.Query.Error; e != nil && e.Operator == op {
		look = red
	}
	row := d.rowParts(look, line.lead+d.name(op), values, op)
	if name, ok := strings.CutPrefix(row[0].text, line.lead); ok {
		row = append([]part{{dim, line.lead}, {look, name}}, row[1:]...)
	}
	d.p.parts(row...)
	under := line.under
	if len(line.children) > 0 {
		under += forks[d.style.step].through
	} else {
		under += strings.Repeat(" ", d.style.step)
	}
	for _, note := range d.below(op) {
		for _, l := range wrap(d.p.bounded(note.text), d.p.width-cells(under)-2) {
			d.p.parts(part{dim, under}, part{note.look, "  " + l})
		}
	}
}

// under1Percent says of folded operators what they have of the path.
func (d *operatorDrawing) under1Percent(ops []*analyze.Operator) string {
	sum := int64(0)
	for _, op := range ops {
		sum += d.notes.path[op]
	}
	text := humanize.Plural(int64(len(ops)), "operator", "operators")
	if d.o.Top == 0 {
		text += " under 1%"
	}
	if wall := d.c.Query.Wall.V; wall > 0 && sum >= wall/foldBelow {
		text += ", together ~" + humanize.Percent(sum, wall)
	}
	return text
}

// foldedText says what is folded into a line, and which operators, in their
// order by place.
func (d *operatorDrawing) foldedText(line treeLine) string {
	ops := slices.Clone(line.ops)
	slices.SortFunc(ops, func(a, b *analyze.Operator) int { return cmp.Compare(d.place[a], d.place[b]) })
	text := d.folded(ops)
	room := d.p.width - cells(line.lead) - cells(text) - 2
	names := ""
	for i, op := range ops {
		name := d.name(op)
		more := ""
		if rest := len(ops) - i; rest > 1 {
			more = " and " + humanize.Count(int64(rest-1)) + " more"
		}
		if cells(names)+2+cells(name)+cells(more) > room {
			if i == 0 {
				return text
			}
			return text + ": " + names + " and " + humanize.Count(int64(len(ops)-i)) + " more"
		}
		if i > 0 {
			names += ", "
		}
		names += name
	}
	return text + ": " + names
}

// printRest shows the columns for which the tree had no room as a table.
func (d *operatorDrawing) printRest() {
	if len(d.dropped) == 0 {
		return
	}
	p := d.p
	for list := range slices.Chunk(d.dropped, 5) {
		t := &table{columns: []column{{head: "Operators, more of each", least: 16}}}
		for _, f := range list {
			t.columns = append(t.columns, column{head: f.head, right: true})
		}
		for _, op := range d.c.Query.Operators {
			row := []string{operatorName(op)}
			for _, f := range list {
				row = append(row, f.of(op))
			}
			t.add(plain, row...)
		}
		p.blank()
		t.print(p, 0)
	}
}
