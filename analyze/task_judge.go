package analyze

import "strings"

// judgeTasks gives each task its outcome. The query's own must be known.
func judgeTasks(q *Query) {
	for _, t := range q.Tasks {
		t.Outcome = taskOutcome(q, t)
	}
}

func taskOutcome(q *Query, t *Task) TaskOutcome {
	switch strings.ToLower(t.said) {
	case "success":
		return TaskSucceeded
	case "failed":
		return TaskFailed
	case "cancelled", "canceled":
		return TaskCancelled
	}
	if t.ended {
		q.odd.add("unknown-task-outcome", "a task ended with a word that this version does not know: "+oneLine(t.said),
			Place{QueryID: q.ID, TaskID: measured(t.ID)})
		return TaskLost
	}
	if q.Outcome == OutcomeFinished {
		return TaskLost
	}
	return TaskRunning
}

// countTasks counts tasks by outcome over the operators that they list and the
// workers that ran them.
func countTasks(q *Query) {
	dispatches := make(map[int64]bool)
	for _, t := range q.Tasks {
		if t.LastNode.Known() {
			dispatches[t.LastNode.V] = true
		}
	}
	for _, t := range q.Tasks {
		for _, id := range t.NodeIDs {
			o := q.operators[id]
			if o.counted == t {
				continue // listed twice
			}
			o.counted = t
			o.Tasks.add(t)
			if t.reads(id, dispatches) {
				o.Readers++
			}
		}
	}
	q.dispatches = dispatches
}

// reads reports whether the task lists an operator only because its input
// comes from there: an operator that dispatches tasks of its own.
func (t *Task) reads(id int64, dispatches map[int64]bool) bool {
	return dispatches[id] && t.LastNode.Known() && t.LastNode.V != id
}

func (c *TaskCounts) add(t *Task) {
	c.Total++
	switch t.Outcome {
	case TaskSucceeded:
		c.Succeeded++
	case TaskFailed:
		c.Failed++
	case TaskCancelled:
		c.Cancelled++
	case TaskRunning:
		c.Running++
	case TaskLost:
		c.Lost++
	}
	if len(t.Schedules) > 1 {
		c.Retried++
	}
}
