package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// workersShown is how many workers are listed unless all are asked for.
const workersShown = 20

// printWorkers lists the workers of a query and which of them probably died.
func printWorkers(p *page, q *analyze.Query, full bool) {
	if len(q.Workers) == 0 {
		return
	}
	p.blank()
	t := &table{columns: []column{{head: "Workers"}, {head: "id", give: 1}, {head: "tasks", right: true}, {head: "schedules", right: true},
		{head: "task time", right: true}, {head: "active", right: true, give: 2}, {head: "outcome", least: 36}}}
	uses := q.WorkerUse()
	shown := uses
	if len(uses) > workersShown && !full {
		shown = busiest(uses, workersShown)
	}
	for _, u := range shown {
		s, outcome := plain, outcomes(u.Counts)
		if u.Died {
			s, outcome = red, sure(u.Worker.Death.Sure)+" died; "+strings.Replace(outcome, "all ok", humanize.Count(u.Counts.Succeeded)+" ok", 1)
		}
		t.add(s, u.Worker.Label, shortID(u.Worker.ID), humanize.Count(u.Counts.Total), humanize.Count(u.Schedules), spreadSum(u.Wall),
			between(q, u.First, u.Last), outcome)
	}
	t.print(p, 0)
	if len(shown) < len(uses) {
		p.text(dim, 0, 2, fmt.Sprintf("the %d with most task time, and those that died; --full lists all %d workers", workersShown, len(uses)))
	}
	printDeaths(p, q, uses)
}

// printDeaths says which workers probably died, and what shows it.
func printDeaths(p *page, q *analyze.Query, uses []analyze.WorkerUse) {
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
		p.field(red, "", text)
	}
}

// busiest returns the n workers with the most task time and those that died,
// in the order of uses.
func busiest(uses []analyze.WorkerUse, n int) []analyze.WorkerUse {
	byTime := slices.Clone(uses)
	slices.SortStableFunc(byTime, func(a, b analyze.WorkerUse) int { return cmp.Compare(b.Wall.Sum, a.Wall.Sum) })
	keep := make(map[*analyze.Worker]bool, n)
	for _, u := range byTime[:n] {
		keep[u.Worker] = true
	}
	return slices.DeleteFunc(slices.Clone(uses), func(u analyze.WorkerUse) bool { return !u.Died && !keep[u.Worker] })
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
