package report

import (
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
)

// operatorRows is how many operators are shown unless all are asked for.
const operatorRows = 200

// figure is one column of the operator tree beside the name.
type figure struct {
	head string
	of   func(*analyze.Operator) string
}

// printOperators draws the plan with what each operator did, and below it what
// the columns mean where the reader has not been told.
func printOperators(p *page, c *finding.Case, full, legend bool) {
	q := c.Query
	p.blank()
	if len(q.Operators) == 0 {
		p.line(dim, "  no operator was recorded")
		return
	}
	l := layOut(c, p.width, full)
	lines := drawTree(q, l.style)
	hidden := 0
	if len(lines) > operatorRows && !full {
		hidden = len(lines) - operatorRows
		lines = lines[:operatorRows]
	}
	heads := make([]string, len(l.figures))
	for i, f := range l.figures {
		heads[i] = f.head
	}
	p.line(bold, l.row("Operators", heads))
	notes := newOperatorNotes(q)
	for _, line := range lines {
		printOperator(p, l, line, notes)
	}
	if hidden > 0 {
		p.line(dim, "and "+humanize.Plural(int64(hidden), "more operator", "more operators")+": --full shows them")
	}
	if text := nobodysShare(c); text != "" {
		p.text(plain, 0, 0, text)
	}
	if legend {
		p.text(dim, 0, 0, columnLegend(c, full))
	}
	if showsDuration(q, full) && slices.ContainsFunc(q.Operators, func(o *analyze.Operator) bool { return o.DurationPartial }) {
		p.text(dim, 0, 0, "> duration: part of it was overwritten in Daft.")
	}
}

func printOperator(p *page, l *layout, line treeLine, notes operatorNotes) {
	if line.again {
		p.line(dim, line.lead+operatorName(line.op)+" (see above)")
		return
	}
	values := make([]string, len(l.figures))
	for i, f := range l.figures {
		values[i] = f.of(line.op)
	}
	s := plain
	if e := notes.query.Error; e != nil && e.Operator == line.op {
		s = red
	}
	p.line(s, l.row(line.lead+operatorName(line.op), values))
	under := line.under
	if len(line.op.Children) > 0 && !(l.style.flat && len(line.op.Children) == 1) {
		under += forks[l.style.step].through
	} else {
		under += strings.Repeat(" ", l.style.step)
	}
	for _, note := range notes.of(line.op) {
		for _, part := range wrap(note, p.width-cells(under)-2) {
			p.line(dim, under+"  "+part)
		}
	}
}

// layout is how the operators of one query fit a width.
type layout struct {
	style   treeStyle
	figures []figure
	widths  []int
	name    int // cells of the name column
	compact bool
}

// layOut takes the roomiest way to draw the tree that fits: exact counts and
// wide branches where it can be, else short counts and narrow branches.
func layOut(c *finding.Case, width int, full bool) *layout {
	q := c.Query
	const unbounded = 200
	least := 0
	for _, try := range []struct {
		style   treeStyle
		compact bool
	}{
		{treeStyle{3, false, unbounded}, false},
		{treeStyle{2, false, unbounded}, false},
		{treeStyle{2, false, unbounded}, true},
		{treeStyle{2, true, unbounded}, true},
		{treeStyle{1, true, unbounded}, true},
	} {
		l := newLayout(c, try.style, try.compact, full)
		least = width - l.taken()
		if need := l.need(q); need <= least {
			l.name = need
			return l
		}
	}
	// Nothing fits: names are cut, and so is the indent of the deepest levels.
	l := newLayout(c, treeStyle{1, true, max(least-20, 2)}, true, full)
	l.name = max(least, 8)
	return l
}

func newLayout(c *finding.Case, s treeStyle, compact, full bool) *layout {
	q := c.Query
	l := &layout{style: s, compact: compact, figures: figures(c, compact, full)}
	for _, f := range l.figures {
		w := cells(f.head)
		for _, o := range q.Operators {
			w = max(w, cells(f.of(o)))
		}
		l.widths = append(l.widths, w)
	}
	return l
}

// taken returns the cells of all columns but the name.
func (l *layout) taken() int {
	n := 0
	for _, w := range l.widths {
		n += w + gutter
	}
	return n
}

// longName is where a name may be cut before the tree is drawn narrower.
const longName = 32

// need returns the cells that the names take with their branches.
func (l *layout) need(q *analyze.Query) int {
	need := cells("Operators")
	for _, line := range drawTree(q, l.style) {
		need = max(need, cells(line.lead)+min(cells(operatorName(line.op)), longName))
	}
	return need
}

func (l *layout) row(name string, values []string) string {
	var b strings.Builder
	b.WriteString(pad(clip(name, l.name), l.name, false))
	for i, v := range values {
		b.WriteString(strings.Repeat(" ", gutter))
		b.WriteString(pad(v, l.widths[i], true))
	}
	return b.String()
}

// columnLegend says what the columns mean.
func columnLegend(c *finding.Case, full bool) string {
	q, text := c.Query, ""
	if hasPath(c) {
		text = "path: share of the wall in which the query waited for this operator; ~ estimated. "
	}
	text += "seen active: from the first to the last sign of work, since the query began; not the time it was busy. bytes: in memory. ?: not known."
	if hasBusy(q) {
		text += " busy: time that threads were inside of its batches, its finalize and its build, added up over threads; > at least, ~ divided among operators of one type."
	}
	if showsWait(c, full) {
		text += " starved: time that it had nothing to do, as its input was not there."
	}
	if full && hasPath(c) {
		text += " if free: what the query would gain if the operator took no time."
	}
	if showsDuration(q, full) {
		text += " *Daft's own duration: elapsed time of its batches added up over threads, queueing included, finalize excluded: neither CPU nor wall time."
	}
	return text
}

// nobodysShare says how much of the path no operator accounts for, where that is
// much.
func nobodysShare(c *finding.Case) string {
	const much = 20 // of which one is told
	for _, x := range c.Path.Operators() {
		if x.Operator == nil && c.Query.Engine == analyze.EngineRay && x.NS > c.Path.Wall()/much {
			return "(no operator)  ~" + shareOf(x.NS, c.Query) + "  of the wall: in tasks, and in what Daft times of no operator, such as fetching and serializing"
		}
	}
	return ""
}

// hasPath reports whether any operator is known to be on the critical path.
func hasPath(c *finding.Case) bool {
	return slices.ContainsFunc(c.Path.Operators(), func(x critical.OperatorShare) bool { return x.Operator != nil })
}

// showsWait reports whether it is shown how long operators starved: who was
// waited for tells more.
func showsWait(c *finding.Case, full bool) bool {
	return full && slices.ContainsFunc(c.Profile.Waits, func(w parallel.OperatorWait) bool { return w.Input.Known() })
}

// hasBusy reports whether spans tell of any operator how long it was busy.
func hasBusy(q *analyze.Query) bool {
	return slices.ContainsFunc(q.Operators, func(o *analyze.Operator) bool { return o.Work.Known() })
}

// showsDuration reports whether Daft's own duration is shown: where true busy
// times are known it misleads.
func showsDuration(q *analyze.Query, full bool) bool { return full || !hasBusy(q) }

// figures returns the columns that say something about a query.
func figures(c *finding.Case, compact, full bool) []figure {
	q, number := c.Query, count
	heads := []string{"seen active", "rows in", "rows out", "bytes out", "daft dur.*"}
	if compact {
		number = short
		heads[3], heads[4] = "bytes", "dur.*"
	}
	var list []figure
	if hasPath(c) {
		list = append(list, pathFigures(c, full)...)
	}
	list = append(list, figure{heads[0], func(o *analyze.Operator) string { return window(q, o) }})
	if full || !hasPath(c) { // else the rows out of what is below it
		list = append(list, figure{heads[1], func(o *analyze.Operator) string { return inputless(o, number(o.RowsIn)) }})
	}
	list = append(list,
		figure{heads[2], func(o *analyze.Operator) string { return number(rowsOut(o)) }},
		figure{heads[3], func(o *analyze.Operator) string { return size(o.BytesOut) }})
	if q.Engine == analyze.EngineRay {
		list = append(list, figure{"tasks", func(o *analyze.Operator) string {
			if len(q.Tasks) == 0 {
				return count(o.Batches) // Daft's own count: none was seen
			}
			return humanize.Count(o.Tasks.Total - o.Readers)
		}})
	} else {
		list = append(list, figure{"batches", func(o *analyze.Operator) string { return number(o.Batches) }})
	}
	if hasBusy(q) {
		list = append(list, figure{"busy", busy})
	}
	if showsWait(c, full) {
		list = append(list, waitFigures(c, full)...)
	}
	if !showsDuration(q, full) {
		return list
	}
	return append(list, figure{heads[4], func(o *analyze.Operator) string {
		if o.DurationPartial && o.DaftDuration.Known() {
			return ">" + lasting(o.DaftDuration)
		}
		return lasting(o.DaftDuration)
	}})
}

// pathFigures returns the columns of the critical path.
func pathFigures(c *finding.Case, full bool) []figure {
	shares := make(map[*analyze.Operator]critical.OperatorShare)
	for _, x := range c.Path.Operators() {
		shares[x.Operator] = x
	}
	list := []figure{{"path", func(o *analyze.Operator) string {
		x, ok := shares[o]
		switch {
		case !ok:
			return humanize.None
		case x.Estimated:
			return "~" + shareOf(x.NS, c.Query)
		}
		return shareOf(x.NS, c.Query)
	}}}
	if full {
		list = append(list, figure{"if free", func(o *analyze.Operator) string { return saved(c.Model.Drag(o)) }})
	}
	return list
}

// waitFigures returns the columns of what operators waited for.
func waitFigures(c *finding.Case, full bool) []figure {
	waits := make(map[*analyze.Operator]parallel.OperatorWait)
	for _, w := range c.Profile.Waits {
		waits[w.Operator] = w
	}
	list := []figure{{"starved", func(o *analyze.Operator) string { return lasting(waits[o].Input) }}}
	if full {
		list = append(list, figure{"queued", func(o *analyze.Operator) string { return lasting(waits[o].Slot) }})
	}
	return list
}

func window(q *analyze.Query, o *analyze.Operator) string {
	if !q.Start.Known || !o.First.Known || !o.Last.Known {
		return humanize.Unknown
	}
	whole := q.Wall.V
	if !q.Wall.Known() {
		whole = gap(q.Start, o.Last)
	}
	return humanize.Window(gap(q.Start, o.First), gap(q.Start, o.Last), whole)
}

// inputless writes an unknown number of rows in as one that does not apply,
// for an operator of the plan that has no input.
func inputless(o *analyze.Operator, text string) string {
	if text == humanize.Unknown && o.InPlan && len(o.Children) == 0 {
		return humanize.None
	}
	return text
}

// rowsOut returns the rows that came out of an operator, or that it wrote.
func rowsOut(o *analyze.Operator) analyze.Value {
	if !o.RowsOut.Known() {
		return o.RowsWritten
	}
	return o.RowsOut
}

// busy writes how long threads were inside of an operator.
func busy(o *analyze.Operator) string {
	if w := o.Work; w.AtLeast && w.Known() {
		return ">" + lasting(w.Busy) // of what was divided: more than about so much
	}
	return lasting(o.Work.Busy)
}
