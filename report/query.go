package report

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/wording"
)

// printQueryHead names the query and says how it ended.
func printQueryHead(p *page, n numbered) {
	name := n.ID
	if n.of > 1 {
		name = fmt.Sprintf("%d of %d  %s", n.number, n.of, name)
	}
	look, text := ending(n.Query)
	if look == plain {
		look = bold
	}
	p.line(look, name+"  "+text)
	if n.commands > 1 && n.Entrypoint != "" {
		p.field(dim, "command", n.Entrypoint)
	}
}

// ending says how a query ended, and after how long.
func ending(q *analyze.Query) (look style, text string) {
	look, text = red, wording.Outcome(q)
	switch q.Outcome {
	case analyze.OutcomeFinished:
		look = plain
	case analyze.OutcomeFailed, analyze.OutcomeCanceled:
	default:
		text += endInferred(q)
	}
	return look, text
}

func endInferred(q *analyze.Query) string {
	if q.EndInferred == "" {
		return ""
	}
	return " until the " + q.EndInferred
}

var phaseNames = map[analyze.PhaseKind]string{analyze.PhaseStartup: "start-up"}

// printPhases splits the wall time. What is printed adds up as printed.
func printPhases(p *page, q *analyze.Query) {
	if !q.Wall.Known() {
		p.line(plain, "  wall time unknown: the recording has neither a beginning nor an end of it")
		return
	}
	var lengths []int64
	sum := int64(0)
	var phases []analyze.Phase
	for _, f := range q.Phases {
		if f.Length() == 0 && len(q.Phases) > 1 {
			continue
		}
		phases = append(phases, f)
		lengths = append(lengths, f.Length())
		sum += f.Length()
	}
	_, lasts := humanize.Parts(q.Wall.V, lengths)
	var items []string
	for i, f := range phases {
		name := phaseNames[f.Kind]
		if name == "" {
			name = string(f.Kind)
		}
		item := fmt.Sprintf("%s %s %s", name, lasts[i], humanize.Percent(lengths[i], q.Wall.V))
		items = append(items, item)
	}
	switch {
	case len(items) == 0:
		items = []string{"wall time not split: the events that would tell are missing"}
	case sum == q.Wall.V:
		items = append(items, "sums to "+humanize.DurationExact(q.Wall.V)+" exactly")
	}
	p.items(plain, 2, items...)
}

// printOptimizer says how much of the planning was the optimizer's.
func printOptimizer(p *page, q *analyze.Query) {
	if q.Optimization.Known() {
		p.field(dim, "optimizer", lasting(q.Optimization)+" of the planning")
	}
}

// printError says why a query failed or was canceled, and where.
func printError(p *page, q *analyze.Query, full bool) {
	e := q.Error
	if e == nil {
		return
	}
	cause := p.bounded(e.Cause)
	if cause == "" && len(safeLines(e.Text)) > 0 {
		cause = safeLines(e.Text)[0]
	}
	if !full {
		cause = clip(cause, 4*p.width)
	}
	p.field(red, "why", cause)
	lines := safeLines(e.Text)
	if !full && len(lines) > 1 {
		p.field(dim, "", fmt.Sprintf("the whole message has %d lines: --full shows it", len(lines)))
	}
	if where := errorPlace(e); where != "" {
		p.field(red, "where", where)
	}
	if !full {
		return
	}
	for _, l := range lines {
		for _, part := range cut(l, p.width-4) {
			p.line(dim, "    "+part)
		}
	}
}

func errorPlace(e *analyze.QueryError) string {
	var parts []string
	if e.Operator != nil {
		place := operatorName(e.Operator)
		switch e.Located {
		case "message":
			place += " (the one operator that runs the user's code)"
		case "rows":
			place += " (the one that took rows and did not put them out)"
		}
		parts = append(parts, place)
	}
	const most = 5
	var ids []string
	for i, t := range e.Tasks {
		if i == most {
			ids = append(ids, fmt.Sprintf("%d more", len(e.Tasks)-most))
			break
		}
		ids = append(ids, fmt.Sprint(t.ID))
	}
	switch {
	case len(ids) == 1:
		task := "task " + ids[0]
		if name := e.Tasks[0].Name; e.Operator == nil && name != "" {
			task += " (" + name + ": Daft does not say which part of it)"
		}
		parts = append(parts, task)
	case len(ids) > 1:
		parts = append(parts, "tasks "+strings.Join(ids, ", "))
	}
	if e.Worker != nil {
		parts = append(parts, "on "+workerName(e.Worker))
	}
	return strings.Join(parts, ", ")
}

// printUnended says what is known last of a query without an end.
func printUnended(p *page, q *analyze.Query) {
	if q.Outcome != analyze.OutcomeDied && q.Outcome != analyze.OutcomeUnfinished {
		return
	}
	text := "no end of the query was recorded"
	if q.LastSeen.Known && q.Start.Known {
		text += "; the last event of it came " + humanize.Duration(gap(q.Start, q.LastSeen)) + " after its start"
	}
	p.field(plain, "end", text)
}

// printConsumption says whether the query waited for the user's code.
func printConsumption(p *page, q *analyze.Query) {
	c := q.Consumption
	switch c.Verdict {
	case analyze.ConsumptionSeen:
		sure := ""
		for _, i := range c.Intervals {
			if i.Sure != "" {
				sure = " (" + string(i.Sure) + ")"
				break
			}
		}
		text := "the query was open " + lasting(c.Total) + " while the user's code took its results" + sure
		if c.Evidence != "" {
			text += ": " + c.Evidence
		}
		p.field(plain, "consumer", text)
	case analyze.ConsumptionUnclear:
		p.field(plain, "consumer", "cannot be told apart from the query"+reason(c.Evidence))
	}
}

// printRowErrors says what rows the user's functions failed on and went on.
func printRowErrors(p *page, q *analyze.Query, full bool) {
	e := q.RowErrors
	if e.Count == 0 {
		return
	}
	text := humanize.Plural(e.Count, "row", "rows") + " failed in the user's functions and became null"
	if e.Operator != nil {
		text = humanize.Plural(e.Count, "row", "rows") + " failed in " + operatorName(e.Operator) + " and became null"
	}
	var kinds []string
	for _, k := range e.Kinds {
		if k.Type != "" {
			kinds = append(kinds, humanize.Count(k.Count)+" "+safe(bounded(k.Type, longestName)))
		}
	}
	if len(kinds) > 0 {
		text += ": " + strings.Join(kinds[:min(len(kinds), 5)], ", ")
	}
	p.field(red, "errors", text)
	for i, x := range e.Examples {
		if i > 0 && !full {
			break
		}
		example := p.bounded(x.Text)
		if x.Type != "" {
			example = safe(bounded(x.Type, longestName)) + ": " + example
		}
		if !full {
			example = clip(example, 2*p.width)
		}
		p.field(dim, "", "such as "+example)
	}
}
