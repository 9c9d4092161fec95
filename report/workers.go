package report

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// printWorkers lists the workers of a query and which of them probably died.
func printWorkers(p *page, q *analyze.Query) {
	if len(q.Workers) == 0 {
		return
	}
	p.blank()
	t := &table{columns: []column{{head: "Workers"}, {head: "id", give: 1}, {head: "tasks", right: true}, {head: "schedules", right: true},
		{head: "task time", right: true}, {head: "active", right: true, give: 2}, {head: "outcome", least: 36}}}
	for _, w := range q.Workers {
		s, outcome := plain, outcomes(w.Tasks)
		if w.Death != nil {
			s, outcome = red, sure(w.Death.Sure)+" died, "+outcome
		}
		busy := humanize.Unknown
		if b := q.BusySum(w); b.N > 0 {
			busy = humanize.Duration(b.Sum)
		}
		t.add(s, w.Label, shortID(w.ID), humanize.Count(w.Tasks.Total), humanize.Count(w.Schedules), busy, between(q, w.First, w.Last), outcome)
	}
	t.print(p, 0)
	for _, w := range q.Workers {
		if d := w.Death; d != nil {
			text := fmt.Sprintf("%s %s died", w.Label, sure(d.Sure))
			if d.After.Known && q.Start.Known {
				text += " after " + humanize.Mark(gap(q.Start, d.After), q.Wall.V)
			}
			if d.Evidence != "" {
				text += ": " + d.Evidence
			}
			p.text(red, 2, 2, text)
		}
	}
}

// sure writes how certain an inference is, as an adverb.
func sure(s analyze.Sureness) string {
	switch s {
	case analyze.Possible:
		return "possibly"
	}
	return "probably"
}

func between(q *analyze.Query, from, to analyze.Moment) string {
	if !q.Start.Known || !from.Known || !to.Known {
		return humanize.Unknown
	}
	return humanize.Window(gap(q.Start, from), gap(q.Start, to), q.Wall.V)
}
