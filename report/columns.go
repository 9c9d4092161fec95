package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
	"github.com/daft-analyze/daft-analyze/analyze/wording"
)

// figure is one column of the operators, beside the name. Its head has an entry
// of the legend.
type figure struct {
	head string
	of   func(*analyze.Operator) string
	// give says which columns go first where there is no room: those of the
	// highest number. 0 never goes.
	give int
	left bool // aligned to the left
	look func(*analyze.Operator) style

	width int // cells of the widest value, see measured
}

// barCells are the cells of the bar of a share of the path.
const barCells = 8

// figures returns the columns that say something about a query, all of them
// where full. compact has counts in short.
func figures(c *finding.Case, notes operatorNotes, compact, full bool) []figure {
	q, number := c.Query, count
	if compact {
		number = short
	}
	var list []figure
	if hasPath(c) {
		list = append(list, pathFigures(c, full)...)
	}
	if len(notes.findings) > 0 {
		list = append(list, figure{head: "finding", give: 3, of: func(o *analyze.Operator) string { return notes.findings[o] }})
	}
	if hasBusy(q) {
		list = append(list, figure{head: "busy", of: wording.Busy, give: 4})
	}
	list = append(list, waitFigures(c, full)...)
	if full || !hasPath(c) { // else the rows out of what is below it
		list = append(list, figure{head: "rows in", give: 9, of: func(o *analyze.Operator) string { return inputless(o, number(o.RowsIn)) }})
	}
	list = append(list,
		figure{head: "rows out", of: func(o *analyze.Operator) string { return number(o.RowsMade()) }},
		figure{head: "bytes out", give: 2, of: func(o *analyze.Operator) string { return size(o.BytesOut) }})
	if q.Engine == analyze.EngineRay {
		list = append(list, figure{head: "tasks", give: 8, of: func(o *analyze.Operator) string {
			if len(q.Tasks) == 0 {
				return count(o.Batches) // Daft's own count: none was seen
			}
			return humanize.Count(o.Tasks.Total - o.Readers)
		}})
	} else {
		list = append(list, figure{head: "batches", give: 10, of: func(o *analyze.Operator) string { return number(o.Batches) }})
	}
	list = append(list, figure{head: "seen active", give: 7, of: func(o *analyze.Operator) string { return window(q, o) }})
	if showsDuration(q, full) {
		list = append(list, figure{head: durationHead, give: 7, of: func(o *analyze.Operator) string {
			if o.DurationPartial && o.DaftDuration.Known() {
				return ">" + lasting(o.DaftDuration)
			}
			return lasting(o.DaftDuration)
		}})
	}
	return hoisted(list, q.Operators)
}

// measured finds out how wide columns are, for the operators that are shown.
func measured(list []figure, lines []treeLine) []figure {
	for i, f := range list {
		list[i].width = cells(f.head)
		if f.left {
			list[i].width = max(list[i].width, barCells)
		}
		for _, line := range lines {
			if !line.folded && !line.again {
				list[i].width = max(list[i].width, cells(f.of(line.op())))
			}
		}
	}
	return list
}

// hoisted takes the mark of an estimate from the numbers of a column to its
// head, where each number has one.
func hoisted(list []figure, ops []*analyze.Operator) []figure {
	for i, f := range list {
		marked := 0
		for _, o := range ops {
			switch text := strings.TrimSpace(f.of(o)); {
			case strings.HasPrefix(text, "~"):
				marked++
			case text != humanize.None && text != humanize.Unknown && text != "":
				marked = -len(ops)
			}
		}
		if marked > 0 {
			list[i].head = "~" + f.head
			list[i].of = func(o *analyze.Operator) string { return strings.TrimPrefix(f.of(o), "~") }
		}
	}
	return list
}

// pathFigures returns the columns of the critical path.
func pathFigures(c *finding.Case, full bool) []figure {
	shares := make(map[*analyze.Operator]critical.OperatorShare)
	most := int64(0)
	for _, x := range c.Path.Operators() {
		shares[x.Operator] = x
		if x.Operator != nil {
			most = max(most, x.NS)
		}
	}
	mark := func(x critical.OperatorShare) string {
		if x.Estimated {
			return "~"
		}
		return ""
	}
	wall := c.Query.Wall.V
	heat := func(o *analyze.Operator) style {
		switch x := shares[o]; {
		case wall > 0 && x.NS >= wall/4:
			return red
		case wall > 0 && x.NS >= wall/10:
			return yellow
		}
		return blue
	}
	list := []figure{
		{head: "path", look: heat, of: func(o *analyze.Operator) string {
			x, ok := shares[o]
			if !ok {
				return humanize.None
			}
			return mark(x) + shareOf(x.NS, c.Query)
		}},
		{head: "", give: 1, left: true, look: heat, of: func(o *analyze.Operator) string { return shareBar(shares[o].NS, wall, barCells) }},
		{head: "path time", give: 5, of: func(o *analyze.Operator) string {
			x, ok := shares[o]
			if !ok {
				return humanize.None
			}
			return mark(x) + humanize.Duration(x.NS)
		}},
	}
	if full {
		c.Model.FindDrags(c.Query.Operators)
		list = append(list, figure{head: "if free", give: 11, of: func(o *analyze.Operator) string { return saved(c.Model.Drag(o)) }})
	}
	return list
}

// waitFigures returns the columns of what operators waited for.
func waitFigures(c *finding.Case, full bool) []figure {
	if !slices.ContainsFunc(c.Profile.Waits, func(w parallel.OperatorWait) bool { return w.Input.Known() }) {
		return nil
	}
	waits := make(map[*analyze.Operator]parallel.OperatorWait)
	for _, w := range c.Profile.Waits {
		waits[w.Operator] = w
	}
	list := []figure{{head: "starved", give: 6, of: func(o *analyze.Operator) string { return lasting(waits[o].Input) }}}
	if full {
		list = append(list, figure{head: "queued", give: 12, of: func(o *analyze.Operator) string { return lasting(waits[o].Slot) }})
	}
	return list
}

// hasPath reports whether any operator is known to be on the critical path.
func hasPath(c *finding.Case) bool {
	return slices.ContainsFunc(c.Path.Operators(), func(x critical.OperatorShare) bool { return x.Operator != nil })
}

// hasBusy reports whether spans tell of any operator how long it was busy.
func hasBusy(q *analyze.Query) bool {
	return slices.ContainsFunc(q.Operators, func(o *analyze.Operator) bool { return o.Work.Known() })
}

// durationHead heads Daft's own durations.
const durationHead = "daft dur."

// showsDuration reports whether Daft's own duration is shown: it misleads, but
// without busy times there is nothing better.
func showsDuration(q *analyze.Query, full bool) bool { return full || !hasBusy(q) }

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

// nobodysShare says how much of the path no operator accounts for, where that is
// much.
func nobodysShare(c *finding.Case) string {
	const much = 20 // of which one is told
	for _, x := range c.Path.Operators() {
		if x.Operator == nil && c.Query.Engine == analyze.EngineRay && x.NS > c.Path.Wall()/much {
			return fmt.Sprintf("(no operator)  ~%s  of the wall: in tasks, and in what Daft times of no operator, such as fetching and serializing", shareOf(x.NS, c.Query))
		}
	}
	return ""
}
