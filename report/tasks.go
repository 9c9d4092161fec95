package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// taskRows is how many tasks are listed unless all are asked for.
const taskRows = 12

// printTasks lists tasks one by one: all of them, or those that stand out.
func printTasks(p *page, q *analyze.Query, full bool) {
	if len(q.Tasks) == 0 {
		return
	}
	var (
		tasks  = q.Tasks
		why    map[*analyze.Task]string
		hidden int
		head   = "Tasks"
	)
	if !full {
		why = remarkable(q)
		tasks, hidden = mostRemarkable(q, why)
		head = "Tasks of note"
	}
	if len(tasks) == 0 {
		return
	}
	p.blank()
	columns := []column{{head: head}, {head: "why", give: 1}, {head: "stage", least: 24}, {head: "worker"}, {head: "tries", right: true},
		{head: "outcome"}, {head: "submitted", right: true, give: 5}, {head: "wait", right: true, give: 4}, {head: "retrying", right: true}, {head: "wall", right: true},
		{head: "rows in", right: true, give: 6}, {head: "rows out", right: true, give: 7}, {head: "bytes out", right: true, give: 8}}
	t := &table{columns: columns}
	for _, task := range tasks {
		look := plain
		if task.Outcome == analyze.TaskFailed || task.Outcome == analyze.TaskLost {
			look = red
		}
		submitted := humanize.Unknown
		if q.Start.Known && task.Submitted.Known {
			submitted = humanize.Mark(gap(q.Start, task.Submitted), q.Wall.V)
		}
		t.add(look, strconv.FormatInt(task.ID, 10), why[task], taskName(task), workerLabel(task.Worker), humanize.Count(task.Attempts()),
			taskOutcome(task.Outcome), submitted, lasting(task.Waited()), retrying(task), lasting(task.Wall()), count(task.RowsIn), count(task.RowsOut), size(task.BytesOut))
	}
	any := func(is func(*analyze.Task) bool) bool { return slices.ContainsFunc(tasks, is) }
	if full {
		t.drop("why")
	}
	if len(q.Workers) < 2 {
		t.drop("worker")
	}
	if !any(func(t *analyze.Task) bool { return t.Attempts() > 1 }) {
		t.drop("tries")
		t.drop("retrying")
	}
	if !any(func(t *analyze.Task) bool { return t.Outcome != analyze.TaskSucceeded }) {
		t.drop("outcome")
	}
	t.print(p, 0)
	switch {
	case hidden > 0:
		p.line(dim, "and "+humanize.Plural(int64(hidden), "more that stands out", "more that stand out")+": --full lists all "+humanize.Count(int64(len(q.Tasks)))+" tasks")
	case !full && len(tasks) < len(q.Tasks) && len(tasks) > 0:
		p.line(dim, "--full lists all "+humanize.Count(int64(len(q.Tasks)))+" tasks")
	}
	printMessages(p, q, tasks)
}

// retrying is how long a task was given out again and again.
func retrying(t *analyze.Task) string {
	if t.Attempts() < 2 {
		return humanize.None
	}
	return lasting(t.RetryTime())
}

func taskName(t *analyze.Task) string {
	name := stageName(t.Name)
	if t.NameDerived {
		return "~" + name
	}
	return name
}

// remarkable says of tasks why they deserve a line of their own.
func remarkable(q *analyze.Query) map[*analyze.Task]string {
	why := map[*analyze.Task]string{}
	for _, s := range q.Stages() {
		for _, t := range s.Tasks {
			var parts []string
			switch t.Outcome {
			case analyze.TaskFailed:
				parts = append(parts, "failed")
			case analyze.TaskLost:
				parts = append(parts, "no end")
			}
			if t.Attempts() > 1 {
				parts = append(parts, "retried")
			}
			if slowest(q, s, t) {
				parts = append(parts, "slowest")
			}
			if mostRows(s, t) {
				parts = append(parts, humanize.Factor(t.RowsIn.V, s.RowsIn.Median)+" rows")
			}
			if len(parts) > 0 {
				why[t] = strings.Join(parts, ", ")
			}
		}
	}
	return why
}

// slowest reports whether a task is the one that took longest of a stage, and
// by enough to matter: twice the median and a hundredth of the query.
func slowest(q *analyze.Query, s *analyze.Stage, t *analyze.Task) bool {
	wall := t.Wall()
	if s.Wall.N < 2 || !wall.Known() || wall.V != s.Wall.Max || wall.V/2 < s.Wall.Median || wall.V < q.Wall.V/100 {
		return false
	}
	i := slices.IndexFunc(s.Tasks, func(u *analyze.Task) bool { return u.Wall() == wall })
	return s.Tasks[i] == t
}

// mostRows reports whether a task got many more rows than the others of its
// stage: three times the median, and enough for it to matter.
func mostRows(s *analyze.Stage, t *analyze.Task) bool {
	const enough = 10_000
	return s.RowsIn.N > 1 && t.RowsIn.Known() && t.RowsIn.V >= enough && t.RowsIn.V/3 >= s.RowsIn.Median && s.RowsIn.Median > 0
}

// mostRemarkable picks what there is room for: faults first, then the longest.
func mostRemarkable(q *analyze.Query, why map[*analyze.Task]string) (picked []*analyze.Task, hidden int) {
	for _, t := range q.Tasks {
		if why[t] != "" {
			picked = append(picked, t)
		}
	}
	fault := func(t *analyze.Task) int {
		switch {
		case t.Outcome == analyze.TaskFailed:
			return 0
		case t.Outcome == analyze.TaskLost || t.Attempts() > 1:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(picked, func(a, b *analyze.Task) int {
		return cmp.Or(cmp.Compare(fault(a), fault(b)), cmp.Compare(b.Wall().V, a.Wall().V))
	})
	if len(picked) > taskRows {
		hidden = len(picked) - taskRows
		picked = picked[:taskRows]
	}
	return picked, hidden
}

// printMessages writes the errors of the listed tasks, each different one once.
func printMessages(p *page, q *analyze.Query, tasks []*analyze.Task) {
	said := map[string]bool{}
	if q.Error != nil {
		said[q.Error.Cause] = true
	}
	for _, t := range tasks {
		if t.Cause != "" && !said[t.Cause] {
			said[t.Cause] = true
			p.text(red, 2, 2, "task "+strconv.FormatInt(t.ID, 10)+": "+t.Cause)
		}
	}
}
