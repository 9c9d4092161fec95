package analyze

// checkOrder looks for causality violations between times of one clock, which
// no offset between machines explains.
func checkOrder(q *Query) {
	before := func(a, b Moment, text string, task Value) {
		if a.Known && b.Known && a.Clock == b.Clock && b.Time < a.Time {
			q.odd.add("time-order", text, Place{QueryID: q.ID, TaskID: task})
		}
	}
	before(q.Start, q.PlanStart, "planning begins before the query starts", Value{})
	before(q.PlanStart, q.PlanEnd, "planning ends before it begins", Value{})
	before(q.PlanEnd, q.ExecStart, "execution begins before planning ends", Value{})
	before(q.ExecStart, q.ExecEnd, "execution ends before it begins", Value{})
	for _, t := range q.Tasks {
		id := measured(t.ID)
		before(t.Submitted, t.FirstScheduled, "a task was scheduled before it was submitted", id)
		before(t.LastScheduled, t.Ended, "a task ended before it was last scheduled", id)
	}
}
