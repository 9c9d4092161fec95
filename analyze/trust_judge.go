package analyze

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// judgeTrust counts what is missing of a query and says in plain words what
// must be known to read its numbers.
func judgeTrust(q *Query, run *Run) Trust {
	for _, o := range q.Operators {
		if o.ReportedCompleted.Known() {
			o.Behind = max(0, saturate.Sub(o.Tasks.Succeeded, o.ReportedCompleted.V))
		}
	}
	t := Trust{Recording: run.Recording.State, TasksKnown: int64(len(q.Tasks)), DerivedNumbers: q.derivedNumbers, Sources: q.sources}
	for _, l := range run.Losses {
		t.RecorderLosses = saturate.Add(t.RecorderLosses, l.Count)
	}
	t.MissingEvents = missingEvents(q)
	t.TasksNotReported = tasksNotReported(q)
	missingTasks(q, &t)
	t.MissingReports = missingReports(q, &t)
	t.Dropped = dropped(q, &t)
	t.Clocks, t.Delay = delays(q.facts)
	t.HeartbeatGap = heartbeatGap(q, run)
	t.Complete = run.Recording.State == StateComplete && len(t.MissingEvents) == 0 && t.RecorderLosses == 0 && run.BadLines == 0 &&
		q.facts.leftOut == 0 && !t.TasksNotReported &&
		t.MissingTaskSubmits+t.MissingTaskSchedules+t.MissingTaskEnds+t.MissingTaskIDs == 0 && !t.Dropped.Positive()
	t.Notes = notes(q, &t, run)
	return t
}

// missingEvents names the events that the driver sends for every query and
// that are not there. A query that fails, or whose results are abandoned, has
// no exec_end on Ray, and one that fails early does not get to execution.
func missingEvents(q *Query) []string {
	var names []string
	need := func(k format.Kind, there bool) {
		if !there {
			names = append(names, k.String())
		}
	}
	f := q.facts
	worked := len(f.operators) > 0 || len(f.tasks) > 0
	need(format.QueryStart, f.start.Known)
	need(format.PlanStart, f.planStart.Known || !worked && q.Outcome != OutcomeFinished)
	need(format.PlanEnd, f.planEnd.Known || !worked && q.Outcome != OutcomeFinished)
	need(format.ExecStart, f.execStart.Known || !worked && q.Outcome != OutcomeFinished)
	need(format.ExecEnd, f.execEnd.Known || q.Outcome != OutcomeFinished || q.Engine == EngineRay)
	need(format.QueryEnd, f.end.Known)
	return names
}

// tasksNotReported reports whether no task of a query on Ray is known though
// Daft counted some. Daft's own event log never has them: that is another note.
func tasksNotReported(q *Query) bool {
	return q.Engine == EngineRay && len(q.Tasks) == 0 && !q.facts.logged &&
		slices.ContainsFunc(q.Operators, func(o *Operator) bool { return o.ReportedCompleted.Positive() })
}

// missingTasks counts tasks of which an event is missing. Ids are dense from 0
// in each query.
func missingTasks(q *Query, t *Trust) {
	highest := int64(-1)
	for _, task := range q.Tasks {
		highest = max(highest, task.ID)
		if !task.submitted {
			t.MissingTaskSubmits++
		}
		if len(task.Schedules) == 0 && task.ended && task.Outcome != TaskCancelled {
			t.MissingTaskSchedules++
		}
		if !task.ended && q.Outcome == OutcomeFinished {
			t.MissingTaskEnds++
		}
	}
	known := int64(0)
	for _, task := range q.Tasks {
		if task.ID >= 0 {
			known++
		}
	}
	if gap := saturate.Add(saturate.Sub(highest, known), 1); gap > 0 {
		t.MissingTaskIDs = gap
	}
}

// missingReports counts lost reports of counters: on Ray one follows each
// submit, schedule and end of a task, whether or not that event arrived.
func missingReports(q *Query, t *Trust) Value {
	r := q.facts.reports
	if q.Engine != EngineRay || len(q.Tasks) == 0 || r.requests == 0 || r.unnumbered {
		return Value{}
	}
	want := t.MissingTaskSchedules + t.MissingTaskEnds + int64(len(q.Tasks))
	for _, task := range q.Tasks {
		want += int64(len(task.Schedules))
		if task.ended {
			want++
		}
	}
	return derived(max(0, want-r.requests))
}

// dropped adds up what Daft's sender must have dropped at least: the events of
// known tasks that are missing, those of tasks that an operator's own counter
// proves and no event names, and lost reports.
func dropped(q *Query, t *Trust) Value {
	if q.StartLost {
		return Value{} // the recorder may have come late: what came before was not dropped
	}
	n := t.MissingTaskSubmits + t.MissingTaskSchedules + t.MissingTaskEnds + t.MissingReports.V
	unseen := int64(0)
	for _, o := range q.Operators {
		if t.TasksNotReported || !o.ReportedCompleted.Known() {
			continue
		}
		seen := o.Tasks.Succeeded + o.Tasks.Lost + o.Tasks.Running
		unseen = max(unseen, saturate.Sub(o.ReportedCompleted.V, seen))
	}
	for _, name := range t.MissingEvents {
		if name != format.QueryEnd.String() {
			n++
		}
	}
	return derived(saturate.Add(n, saturate.Add(unseen, saturate.Add(unseen, unseen))))
}

// delays summarizes how late events arrived, by clock and over all.
func delays(f *queryFacts) ([]ClockDelay, Delay) {
	var clocks []ClockDelay
	var all []int64
	for c, d := range f.delays {
		d = slices.Clone(d)
		clocks = append(clocks, ClockDelay{c, delayOf(d)})
		all = append(all, d...)
	}
	slices.SortFunc(clocks, func(a, b ClockDelay) int {
		if a.Clock < b.Clock {
			return -1
		}
		return 1
	})
	return clocks, delayOf(all)
}

func delayOf(d []int64) Delay {
	if len(d) == 0 {
		return Delay{}
	}
	slices.Sort(d)
	return Delay{Events: int64(len(d)), Min: d[0], P50: d[(len(d)-1)/2], Max: d[len(d)-1]}
}

// heartbeatGap returns the longest silence of the driver while the query was
// open, by arrival. For a query that did not end that includes the time from
// the last sign of life to the end of the recording.
func heartbeatGap(q *Query, run *Run) Value {
	alive := slices.Clone(q.facts.alive)
	slices.Sort(alive)
	if q.EndInferred != "" && run.Recording.End.Known && len(alive) > 0 {
		alive = append(alive, max(alive[len(alive)-1], run.Recording.End.Time))
	}
	if len(alive) < 2 {
		return Value{}
	}
	var gap int64
	for i := 1; i < len(alive); i++ {
		gap = max(gap, int64(alive[i]-alive[i-1]))
	}
	return measured(gap)
}
