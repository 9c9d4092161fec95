package report

import (
	"math"
	"slices"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// The marks of operators that only one plan has, or that do something else.
const (
	markAdded   = "+"
	markDropped = "-"
	markChanged = "≠"
)

// diffTree is both plans of a query in one tree. Each operator stands for itself,
// one that both have for both by the new one.
type diffTree struct {
	q    *compare.Query
	plan compare.Plan
	of   map[*analyze.Operator]*compare.Operator
	all  []*analyze.Operator
}

func newDiffTree(q *compare.Query) *diffTree {
	t := &diffTree{q: q, plan: q.Plan(), of: map[*analyze.Operator]*compare.Operator{}}
	for i := range q.Operators {
		o := &q.Operators[i]
		t.of[standsFor(o)] = o
		t.all = append(t.all, standsFor(o))
	}
	return t
}

// standsFor is the operator that a pair is drawn by.
func standsFor(o *compare.Operator) *analyze.Operator {
	if o.New != nil {
		return o.New
	}
	return o.Base
}

func (t *diffTree) branches(keep map[*analyze.Operator]bool) []*branch {
	one := func(list []*compare.Operator) (ops []*analyze.Operator) {
		for _, o := range list {
			ops = append(ops, standsFor(o))
		}
		return ops
	}
	return branchesOf(one(t.plan.Roots), t.all, func(o *analyze.Operator) []*analyze.Operator { return one(t.plan.Children[t.of[o]]) }, keep)
}

// mark says whether both plans have an operator, and whether it does the same.
func (t *diffTree) mark(o *compare.Operator) string {
	switch {
	case o.Base == nil:
		return markAdded
	case o.New == nil:
		return markDropped
	case o.Changed != "":
		return markChanged
	}
	return ""
}

// keep are the operators with a line of their own: those that only one plan has or
// that changed, those with a part in the difference, and those with other rows.
func (t *diffTree) keep() map[*analyze.Operator]bool {
	if len(t.all) < foldFrom {
		return nil
	}
	most := size64(t.q.Delta.V)
	for _, o := range t.q.Operators {
		most = max(most, size64(o.NS), size64(o.Beside))
	}
	keep := map[*analyze.Operator]bool{}
	for i := range t.q.Operators {
		o := &t.q.Operators[i]
		keep[standsFor(o)] = t.mark(o) != "" || max(size64(o.NS), size64(o.Beside)) > most/foldBelow*2 || o.Base.RowsMade() != o.New.RowsMade()
	}
	return keep
}

// plan draws both plans as one tree, with what each operator did in either run.
func (d *diffPage) plan(p *page, q *compare.Query) {
	if len(q.Operators) == 0 || q.New == nil || q.Base == nil {
		return
	}
	p.blank()
	t := newDiffTree(q)
	draw := &operatorDrawing{p: p, c: q.New, o: ExplainOptions{Full: d.o.Full}, place: map[*analyze.Operator]int{},
		name:  func(o *analyze.Operator) string { return t.name(o) },
		below: func(o *analyze.Operator) []note { return t.notes(t.of[o]) },
		folded: func(ops []*analyze.Operator) string {
			return t.foldedText(ops)
		},
		columns: func(compact bool) []figure { return hoistedHeads(t.figures(compact), t.all) },
	}
	for i, o := range t.all {
		draw.place[o] = i
	}
	var keep map[*analyze.Operator]bool
	most := math.MaxInt
	if !d.o.Full {
		keep, most = t.keep(), operatorRows
	}
	draw.roots = t.branches(keep)
	lines := draw.layOut(most)
	hidden := len(drawTree(draw.roots, draw.style)) - len(lines)
	heads := make([]string, len(draw.figures))
	for i, f := range draw.figures {
		heads[i] = f.head
	}
	p.parts(part{bold, draw.row("Operators", heads)})
	for _, line := range lines {
		draw.print(line)
	}
	if hidden > 0 {
		p.line(dim, "and "+humanize.Plural(int64(hidden), "more operator", "more operators")+": --full shows them")
	}
}

func (t *diffTree) name(o *analyze.Operator) string {
	if mark := t.mark(t.of[o]); mark != "" {
		return mark + " " + operatorName(o)
	}
	return operatorName(o)
}

// notes say below an operator what it does other than before.
func (t *diffTree) notes(o *compare.Operator) []note {
	if o.Changed == "" {
		return nil
	}
	return []note{{dim, o.Changed}}
}

func (t *diffTree) foldedText(ops []*analyze.Operator) string {
	sum := int64(0)
	for _, op := range ops {
		sum = saturate.Add(sum, saturate.Add(t.of[op].NS, t.of[op].Beside))
	}
	return humanize.Plural(int64(len(ops)), "operator", "operators") + " hardly changed (" + humanize.Change(sum) + ")"
}

// figures are the columns beside the tree.
func (t *diffTree) figures(compact bool) []figure {
	number := count
	if compact {
		number = short
	}
	of := func(write func(*compare.Operator) string) func(*analyze.Operator) string {
		return func(o *analyze.Operator) string { return write(t.of[o]) }
	}
	marks := map[*analyze.Operator]bool{}
	for _, path := range []*critical.Path{t.q.Base.Path, t.q.New.Path} {
		for _, x := range path.Operators() {
			marks[x.Operator] = x.Estimated
		}
	}
	time := func(o *analyze.Operator, ns int64) string {
		switch {
		case o == nil || ns == 0:
			return humanize.None
		case marks[o]:
			return "~" + humanize.Duration(ns)
		}
		return humanize.Duration(ns)
	}
	list := []figure{
		{head: "base", give: 6, of: of(func(o *compare.Operator) string { return time(o.Base, o.BasePath) })},
		{head: "new", give: 5, of: of(func(o *compare.Operator) string { return time(o.New, o.NewPath) })},
		{head: "difference", of: of(func(o *compare.Operator) string {
			if o.NS == 0 {
				return humanize.None
			}
			if marks[o.Base] || marks[o.New] {
				return "~" + humanize.Change(o.NS)
			}
			return humanize.Change(o.NS)
		}), look: func(o *analyze.Operator) style { return changeLook(t.of[o].NS) }},
		{head: "beside", give: 4, of: of(func(o *compare.Operator) string {
			if o.Beside == 0 {
				return humanize.None
			}
			return humanize.Change(o.Beside)
		}), look: func(o *analyze.Operator) style { return changeLook(t.of[o].Beside) }},
		{head: "rows out", of: of(func(o *compare.Operator) string {
			return rowsText(o, number)
		})},
		{head: "bytes out", give: 8, of: of(func(o *compare.Operator) string {
			return eitherText(o, func(x *analyze.Operator) analyze.Value { return x.BytesOut }, size)
		})},
	}
	if t.q.New.Query.Engine == analyze.EngineRay && t.q.Base.Query.Engine == analyze.EngineRay {
		list = append(list, figure{head: "tasks", give: 7, of: of(func(o *compare.Operator) string {
			return eitherText(o, func(x *analyze.Operator) analyze.Value { return analyze.Measured.Of(x.Tasks.Total - x.Readers) }, count)
		})})
	}
	if slices.ContainsFunc(t.q.Operators, renumbered) {
		list = append(list, figure{head: "was", give: 9, of: of(func(o *compare.Operator) string {
			if !renumbered(*o) {
				return ""
			}
			return "#" + strconv.FormatInt(o.Base.ID, 10)
		})})
	}
	if !slices.ContainsFunc(t.q.Operators, func(o compare.Operator) bool { return o.Beside != 0 }) {
		list = slices.DeleteFunc(list, func(f figure) bool { return f.head == "beside" })
	}
	return list
}

// renumbered reports whether an operator has another number in the base.
func renumbered(o compare.Operator) bool {
	return o.Base != nil && o.New != nil && o.Base.ID != o.New.ID
}

// eitherText writes a number of an operator in both runs, or in the one that has it.
func eitherText(o *compare.Operator, of func(*analyze.Operator) analyze.Value, write func(analyze.Value) string) string {
	switch {
	case o.Base == nil:
		return write(of(o.New))
	case o.New == nil:
		return write(of(o.Base))
	}
	return fromToText(of(o.Base), of(o.New), write)
}

// rowsText writes the rows out of an operator in both runs, in full where they
// differ by less than is seen otherwise.
func rowsText(o *compare.Operator, write func(analyze.Value) string) string {
	rows := func(x *analyze.Operator) analyze.Value { return x.RowsMade() }
	if o.Base != nil && o.New != nil && rows(o.Base).V != rows(o.New).V && write(rows(o.Base)) == write(rows(o.New)) {
		write = count
	}
	return eitherText(o, rows, write)
}

// hoistedHeads takes the mark of an estimate to the heads of the columns of time,
// where each number has one.
func hoistedHeads(list []figure, ops []*analyze.Operator) []figure {
	times := hoisted(slices.Clone(list[:3]), ops)
	return append(times, list[3:]...)
}
