package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// printActivity says how much ran at a time, and how workers and tasks fared: in
// a line each, and in tables where they tell something or all is asked for.
func printActivity(p *page, c *finding.Case, full bool) {
	q := c.Query
	if c.Profile.Evidence != "" || len(q.Workers) > 1 || len(q.Tasks) > 0 {
		p.blank()
	}
	printParallel(p, c, full)
	if full {
		printWorkers(p, q, full)
		printStages(p, q)
		printTasks(p, q, full)
		return
	}
	uses := q.WorkerUse()
	if slices.ContainsFunc(uses, func(u analyze.WorkerUse) bool { return u.Died }) {
		p.field(plain, "workers", workersText(uses))
		printDeaths(p, q, uses)
	} else if len(uses) > 1 {
		p.field(plain, "workers", workersText(uses))
	}
	if len(q.Tasks) == 0 {
		return
	}
	look, text := tasksText(q)
	p.field(look, "tasks", text)
	if look != plain {
		printFaults(p, q)
	}
}

// workersText says how tasks and their time spread over workers.
func workersText(uses []analyze.WorkerUse) string {
	const most = 4
	if len(uses) <= most {
		var parts []string
		for _, u := range uses {
			parts = append(parts, u.Worker.Label+" "+humanize.Plural(u.Counts.Total, "task", "tasks")+" "+spreadSum(u.Wall))
		}
		return strings.Join(parts, ", ")
	}
	low, high := uses[0], uses[0]
	for _, u := range uses {
		if u.Wall.Sum < low.Wall.Sum {
			low = u
		}
		if u.Wall.Sum > high.Wall.Sum {
			high = u
		}
	}
	return fmt.Sprintf("%s; time in tasks from %s (%s) to %s (%s)", humanize.Plural(int64(len(uses)), "worker", "workers"),
		spreadSum(low.Wall), low.Worker.Label, spreadSum(high.Wall), high.Worker.Label)
}

// tasksText says how many tasks there were and how they ended, and names the
// longest.
func tasksText(q *analyze.Query) (style, string) {
	c := analyze.CountTasks(q.Tasks)
	text := humanize.Plural(c.Total, "task", "tasks") + " in " + humanize.Plural(int64(len(q.Stages())), "stage", "stages")
	if how := outcomes(c); how != "" {
		text += ": " + how
	}
	look := plain
	if c.Failed+c.Lost+c.Retried > 0 || c.Running > 0 {
		look = yellow
	}
	if c.Retried > 0 {
		text += fmt.Sprintf(", %s tried more than once", humanize.Count(c.Retried))
	}
	var longest *analyze.Task
	for _, t := range q.Tasks {
		if w := t.Wall(); w.Known() && (longest == nil || w.V > longest.Wall().V) {
			longest = t
		}
	}
	if longest != nil && len(q.Tasks) > 1 {
		text += fmt.Sprintf("; longest %s (task %d", lasting(longest.Wall()), longest.ID)
		if longest.Worker != nil && len(q.Workers) > 1 {
			text += " on " + longest.Worker.Label
		}
		text += ")"
	}
	if o, known := q.Occupancy(); known && o.Idle >= o.Span.Length()/20 && o.Idle > 0 {
		text += fmt.Sprintf("; for %s of %s no task was given out", humanize.Duration(o.Idle), humanize.Duration(o.Span.Length()))
	}
	return look, text
}

// faultRows is how many tasks that went wrong are listed.
const faultRows = 5

// printFaults lists tasks that failed, have no end, or were tried again.
func printFaults(p *page, q *analyze.Query) {
	why := map[*analyze.Task]string{}
	for _, t := range q.Tasks {
		var parts []string
		switch t.Outcome {
		case analyze.TaskFailed:
			parts = append(parts, "failed")
		case analyze.TaskLost:
			parts = append(parts, "has no recorded end")
		}
		if n := t.Attempts(); n > 1 {
			parts = append(parts, "was given out "+humanize.Count(n)+" times")
		}
		if len(parts) > 0 {
			why[t] = strings.Join(parts, ", ")
		}
	}
	picked, _ := mostRemarkable(q, why)
	for i, t := range picked {
		if i == faultRows {
			p.field(dim, "", "and "+humanize.Plural(int64(len(why)-faultRows), "more task", "more tasks")+" like these: --full lists them")
			break
		}
		text := fmt.Sprintf("task %d", t.ID)
		if t.Worker != nil && len(q.Workers) > 1 {
			text += " on " + t.Worker.Label
		}
		text += " " + why[t]
		if t.Attempts() > 1 {
			text += " over " + lasting(t.RetryTime())
		}
		if w := t.Wall(); w.Known() {
			text += ", took " + lasting(w)
		}
		p.field(plain, "", text+": "+taskName(t))
	}
	printMessages(p, q, picked)
}
