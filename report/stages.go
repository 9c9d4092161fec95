package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// printStages draws a table of the tasks, grouped by what they run.
func printStages(p *page, q *analyze.Query) {
	stages := q.Stages()
	if len(stages) == 0 {
		return
	}
	p.blank()
	t := &table{columns: []column{{head: "Tasks by stage", least: 32}, {head: "operators", give: 3}, {head: "tasks", right: true}, {head: "tries", right: true},
		{head: "active", right: true, give: 3}, {head: "outcome"}, {head: "wall min", right: true, give: 5}, {head: "median", right: true}, {head: "max", right: true},
		{head: "max wait", right: true, give: 4}, {head: "workers", give: 6}}}
	for _, s := range stages {
		look := plain
		if s.Counts.Failed > 0 || s.Counts.Lost > 0 {
			look = red
		}
		var workers []string
		for _, w := range s.Workers {
			workers = append(workers, w.Label)
		}
		t.add(look, stageName(s.Name), numbers(s.NodeIDs), humanize.Count(s.Counts.Total), humanize.Count(s.Schedules), between(q, s.First, s.Last), outcomes(s.Counts),
			spread(s.Wall, s.Wall.Min), spread(s.Wall, s.Wall.Median), spread(s.Wall, s.Wall.Max), spread(s.Waited, s.Waited.Max), few(workers))
	}
	any := func(is func(*analyze.Stage) bool) bool { return slices.ContainsFunc(stages, is) }
	if len(q.Workers) < 2 {
		t.drop("workers")
	}
	if !any(func(s *analyze.Stage) bool { return s.Counts.Succeeded < s.Counts.Total }) {
		t.drop("outcome")
	}
	if !any(func(s *analyze.Stage) bool { return s.Schedules > s.Counts.Total }) {
		t.drop("tries")
	}
	t.print(p, 0)
	printOccupancy(p, q)
}

// printOccupancy says how many tasks ran at a time, and for how long none did.
func printOccupancy(p *page, q *analyze.Query) {
	o, known := q.Occupancy()
	if !known || o.Span.Length() == 0 {
		return
	}
	tenths := o.TaskTime / max(1, o.Span.Length()/10)
	text := fmt.Sprintf("%d.%d tasks at a time on average", tenths/10, tenths%10)
	if o.Idle >= o.Span.Length()/100 && o.Idle > 0 {
		text += fmt.Sprintf("; for %s of the %s between the first and the last no task was given out", humanize.Duration(o.Idle), humanize.Duration(o.Span.Length()))
	}
	p.text(plain, 2, 2, text)
}

func stageName(name string) string {
	if name == "" {
		return "(name not recorded)"
	}
	return name
}

func spread(s analyze.Spread, v int64) string {
	if s.N == 0 {
		return humanize.Unknown
	}
	return humanize.Duration(v)
}

// few lists labels, or only how many there are.
func few(labels []string) string {
	if len(labels) > 4 {
		return humanize.Count(int64(len(labels)))
	}
	if len(labels) == 0 {
		return humanize.Unknown
	}
	return strings.Join(labels, ",")
}
