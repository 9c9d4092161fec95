package graph

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/wording"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// node draws an operator, or several as one.
func (p *plan) node(g group) *node {
	if len(g.operators) > 1 {
		return p.foldedNode(g)
	}
	o := g.operators[0]
	n := &node{name: "op" + strconv.FormatInt(o.ID, 10), id: id(o), class: "op", data: []picture.Data{dataOf("op", o.ID)},
		title: operatorName(o), share: p.part(o), onPath: p.hot(o), operators: g.operators}
	if x, ok := p.shares[o]; ok {
		n.figure = p.percent(x.NS, x.Estimated)
		n.data = append(n.data, dataOf("path-ns", x.NS))
	}
	n.lines = p.lines(o)
	n.marks = p.marks(o)
	if e := p.Query.Error; e != nil && e.Operator == o {
		n.failed = true
		n.marks = append([]mark{{bad: true, text: "failed: " + safe(e.Cause)}}, n.marks...)
	}
	n.tip = p.tip(o, n)
	return n
}

func (p *plan) percent(ns int64, estimated bool) string {
	text := humanize.Percent(ns, p.Path.Wall())
	if estimated {
		text = "~" + text
	}
	return text
}

// lines are the two or three numbers that a box has room for.
func (p *plan) lines(o *analyze.Operator) []string {
	var parts []string
	if x, ok := p.shares[o]; ok && p.hot(o) {
		mark := ""
		if x.Estimated {
			mark = "~"
		}
		parts = append(parts, "path "+mark+humanize.Duration(x.NS))
	}
	if o.Work.Known() {
		parts = append(parts, "busy "+wording.Busy(o))
	}
	if n := o.Tasks.Total - o.Readers; n > 0 {
		parts = append(parts, humanize.Plural(n, "task", "tasks"))
	}
	var lines []string
	if text := p.keys[o]; text != "" {
		lines = append(lines, safe(text))
	}
	if len(parts) > 0 {
		lines = append(lines, strings.Join(parts, ", "))
	}
	if o.BuildRows.Known() || o.ProbeRowsIn.Known() {
		lines = append(lines, "build "+count(o.BuildRows)+", probe "+count(o.ProbeRowsIn)+" rows")
	}
	if r := p.reads[o.ID]; r.Files > 0 {
		text := humanize.Plural(r.Files, "file", "files")
		if r.StorageBytes.Positive() {
			text += ", " + size(r.StorageBytes) + " stored"
		}
		lines = append(lines, text)
	}
	if o.RowsWritten.Known() || o.BytesWritten.Known() {
		lines = append(lines, "wrote "+count(o.RowsWritten)+" rows, "+size(o.BytesWritten))
	}
	if text, began := p.estimate(o); text != "" && !began {
		lines = append(lines, text)
	}
	return lines
}

// marks say what is out of the ordinary.
func (p *plan) marks(o *analyze.Operator) []mark {
	marks := append([]mark(nil), p.uneven[o]...)
	c := p.dispatched[o.ID]
	for _, x := range []struct {
		n         int64
		bad       bool
		one, many string
	}{
		{c.Failed, true, "task failed", "tasks failed"},
		{c.Cancelled, false, "task cancelled", "tasks cancelled"},
		{c.Retried, false, "task retried", "tasks retried"},
		{c.Lost, false, "task without an end", "tasks without an end"},
		{c.Running, false, "task still open", "tasks still open"},
	} {
		if x.n > 0 {
			marks = append(marks, mark{bad: x.bad, text: humanize.Plural(x.n, x.one, x.many)})
		}
	}
	if o.RowErrors.Positive() {
		marks = append(marks, mark{bad: true, text: humanize.Plural(o.RowErrors.V, "row failed", "rows failed")})
	}
	if text, began := p.estimate(o); began {
		marks = append(marks, mark{bad: false, text: text})
	}
	return marks
}

// misjudged returns by how many times the optimizer was wrong about the rows of
// an operator, 0 where that is less than ten, or not known.
func (p *plan) misjudged(o *analyze.Operator) int64 {
	expected, real := o.EstimatedRows, o.RowsMade()
	if p.Query.Outcome != analyze.OutcomeFinished || !expected.Known() || !real.Known() || expected.V < 0 || real.V < 0 {
		return 0
	}
	e, r := max(expected.V, 1), max(real.V, 1)
	if times := max(e, r) / min(e, r); times >= 10 {
		return times
	}
	return 0
}

// estimate tells of a wrong estimate. It is a mark where it began: what is wrong
// of an operator is mostly wrong of all that takes its rows.
func (p *plan) estimate(o *analyze.Operator) (text string, began bool) {
	times := p.misjudged(o)
	if times == 0 {
		return "", false
	}
	text = "estimated " + humanize.CountShort(o.EstimatedRows.V) + " rows"
	for _, c := range o.Children {
		if p.misjudged(c) > 0 {
			return text, false
		}
	}
	return text + ": " + humanize.Count(times) + "x off", true
}

// tip is all that is known of an operator.
func (p *plan) tip(o *analyze.Operator, n *node) []string {
	tip := []string{operatorName(o)}
	if o.Type != "" && o.Type != o.Name {
		tip = append(tip, "type "+safe(o.Type))
	}
	if text := p.keys[o]; text != "" {
		tip = append(tip, safe(text))
	}
	if x, ok := p.shares[o]; ok {
		tip = append(tip, "on the critical path for "+humanize.Duration(x.NS)+", "+p.percent(x.NS, x.Estimated)+" of the wall")
	} else {
		tip = append(tip, "not on the critical path")
	}
	if d := p.dragOf(o); d.Known() {
		tip = append(tip, "if free, the query would gain "+lasting(d))
	}
	if o.Work.Known() {
		tip = append(tip, "busy "+wording.Busy(o)+", added up over threads")
	}
	rows, bytes := "out "+exact(o.RowsMade()), "out "+size(o.BytesOut)
	if o.RowsIn.Known() || len(o.Children) > 0 { // else a source, which has no input
		rows, bytes = "in "+exact(o.RowsIn)+", "+rows, "in "+size(o.BytesIn)+", "+bytes
	}
	tip = append(tip, "rows "+rows, "bytes "+bytes)
	if o.BytesRead.Known() {
		tip = append(tip, "read "+size(o.BytesRead))
	}
	if o.EstimatedRows.Known() {
		tip = append(tip, "the optimizer expected "+exact(o.EstimatedRows)+" rows")
	}
	if o.Tasks.Total > 0 {
		text := humanize.Plural(o.Tasks.Total-o.Readers, "task", "tasks")
		if o.Readers > 0 {
			text += fmt.Sprintf(", and %d that only read what it wrote", o.Readers)
		}
		tip = append(tip, text)
	}
	for _, m := range n.marks {
		tip = append(tip, "! "+m.text)
	}
	return append(tip, p.concerns[o]...)
}

// foldedNode draws several operators as one box.
func (p *plan) foldedNode(g group) *node {
	first := g.operators[0]
	n := &node{name: "fold" + strconv.FormatInt(first.ID, 10), id: "fold-" + strconv.FormatInt(first.ID, 10), class: "fold", folded: true,
		title: g.title, operators: g.operators}
	ns, estimated := int64(0), false
	names := map[string]int{}
	var order, ids []string
	for _, o := range g.operators {
		x := p.shares[o]
		ns, estimated = saturate.Add(ns, x.NS), estimated || x.Estimated
		name := safe(o.Name)
		if names[name]++; names[name] == 1 {
			order = append(order, name)
		}
		ids = append(ids, strconv.FormatInt(o.ID, 10))
	}
	n.data = []picture.Data{{Name: "ops", Value: strings.Join(ids, " ")}, dataOf("path-ns", ns)}
	if wall := p.Path.Wall(); wall > 0 {
		n.share = float64(ns) / float64(wall)
	}
	n.onPath = n.share*1000 >= hotPerMille
	if ns > 0 {
		n.figure = p.percent(ns, estimated)
	}
	var kinds []string
	for _, name := range order {
		text := name
		if names[name] > 1 {
			text = strconv.Itoa(names[name]) + " " + name
		}
		kinds = append(kinds, text)
	}
	n.lines = []string{strings.Join(kinds[:min(len(kinds), 4)], ", ")}
	if len(kinds) > 4 {
		n.lines[0] += ", …"
	}
	n.tip = []string{g.title, "each below 1% of the path, folded:"}
	for i, o := range g.operators {
		if i == 40 {
			n.tip = append(n.tip, "and "+strconv.Itoa(len(g.operators)-i)+" more")
			break
		}
		n.tip = append(n.tip, operatorName(o))
	}
	return n
}
