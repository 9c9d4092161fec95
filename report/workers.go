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
	uses := q.WorkerUse()
	for _, u := range uses {
		s, outcome := plain, outcomes(u.Counts)
		if u.Died {
			s, outcome = red, sure(u.Worker.Death.Sure)+" died, "+outcome
		}
		t.add(s, u.Worker.Label, shortID(u.Worker.ID), humanize.Count(u.Counts.Total), humanize.Count(u.Schedules), spreadSum(u.Wall),
			between(q, u.First, u.Last), outcome)
	}
	t.print(p, 0)
	for _, u := range uses {
		if !u.Died {
			continue
		}
		w, d := u.Worker, u.Worker.Death
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

func spreadSum(s analyze.Spread) string {
	if s.N == 0 {
		return humanize.Unknown
	}
	return humanize.Duration(s.Sum)
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
