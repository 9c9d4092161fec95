package analyze

import (
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
)

// taskFacts is what was read of one task.
type taskFacts struct {
	id               int64
	name             string
	nodeIDs          []int64
	lastNode         Value
	fingerprint      Value
	inputs           []TaskInput
	submit, end      Moment
	submitted, ended bool
	schedules        []scheduleFact
	outcome, worker  string
	message          string
	endEvent         int64
	final, soFar     flowFacts
}

type scheduleFact struct {
	time   Moment
	worker string
}

// flowFacts are the totals of a task.
type flowFacts struct {
	rowsIn, rowsOut, bytesIn, bytesOut, duration Value
}

func (q *queryFacts) taskOf(e *format.Event) *taskFacts {
	id, ok := e.Int(format.TaskID)
	if !ok {
		q.odd.add("no-task-id", "an event of kind "+e.KindName()+" names no task and is left out", q.place())
		return nil
	}
	t := q.tasks[id]
	if t == nil {
		q.held.hold(taskHeld)
		t = &taskFacts{id: id}
		q.tasks[id] = t
		q.taskOrder = append(q.taskOrder, t)
	}
	return t
}

// describe takes over what submit, schedule and end all repeat of a task.
func (q *queryFacts) describe(t *taskFacts, e *format.Event) {
	if ids, ok := e.Ints(format.NodeIDs); ok && t.nodeIDs == nil {
		q.held.hold(8 * len(ids))
		t.nodeIDs = slices.Clone(ids)
	}
	if v := intOf(e, format.LastNodeID); v.Known() && !t.lastNode.Known() {
		t.lastNode = v
	}
	if v := intOf(e, format.PlanFingerprint); v.Known() && !t.fingerprint.Known() {
		t.fingerprint = v
	}
}

func (q *queryFacts) onTaskSubmit(e *format.Event) {
	t := q.taskOf(e)
	if t == nil {
		return
	}
	q.describe(t, e)
	if name := e.Label(format.Name); name != "" {
		t.name = name
	}
	if t.submitted {
		q.odd.add("second-submit", "a task was submitted twice: the earlier submit stands", q.ofTask(t))
	}
	t.submitted = true
	t.submit = earlier(t.submit, momentOf(e))
}

func (q *queryFacts) onTaskInput(e *format.Event) {
	t := q.taskOf(e)
	if t == nil {
		return
	}
	in := TaskInput{
		Kind: e.Label(format.Input), SourceNode: intOf(e, format.SourceNodeID),
		ScanTasks: q.count(e, format.ScanTasks), Partitions: q.count(e, format.Partitions),
		StorageBytes: q.count(e, format.StorageBytes), EstimatedBytes: q.count(e, format.EstimatedBytes),
		Bytes: q.count(e, format.InputBytes),
	}
	if paths, ok := e.Texts(format.Paths); ok {
		for _, p := range paths {
			q.held.hold(pathHeld + len(p))
			in.Paths = append(in.Paths, strings.Clone(p))
		}
	}
	q.held.hold(taskInputHeld)
	t.inputs = append(t.inputs, in)
}

func (q *queryFacts) onTaskSchedule(e *format.Event) {
	t := q.taskOf(e)
	if t == nil {
		return
	}
	q.describe(t, e)
	q.held.hold(scheduleHeld)
	t.schedules = append(t.schedules, scheduleFact{momentOf(e), e.Label(format.WorkerID)})
}

func (q *queryFacts) onTaskStats(e *format.Event) {
	if t := q.taskOf(e); t != nil {
		t.soFar.raise(q.flow(e))
	}
}

func (q *queryFacts) onTaskEnd(e *format.Event) {
	t := q.taskOf(e)
	if t == nil {
		return
	}
	q.describe(t, e)
	if t.ended {
		q.odd.add("second-task-end", "a task ended twice: the first end stands", q.ofTask(t))
		return
	}
	t.ended, t.end, t.endEvent = true, momentOf(e), q.event
	t.outcome, t.worker = e.Label(format.Outcome), e.Label(format.WorkerID)
	t.message, _ = textToKeep(e)
	t.final = q.flow(e)
}

func (q *queryFacts) flow(e *format.Event) flowFacts {
	return flowFacts{
		rowsIn: q.count(e, format.RowsIn), rowsOut: q.count(e, format.RowsOut),
		bytesIn: q.count(e, format.BytesIn), bytesOut: q.count(e, format.BytesOut),
		duration: q.count(e, format.DaftDurationNS),
	}
}

// raise takes over what is higher: the totals of a running task only grow.
func (f *flowFacts) raise(o flowFacts) {
	up := func(a *Value, b Value) {
		if b.Known() && (!a.Known() || b.V > a.V) {
			*a = b
		}
	}
	up(&f.rowsIn, o.rowsIn)
	up(&f.rowsOut, o.rowsOut)
	up(&f.bytesIn, o.bytesIn)
	up(&f.bytesOut, o.bytesOut)
	up(&f.duration, o.duration)
}

// count reads a number that cannot be negative.
func (q *queryFacts) count(e *format.Event, c format.IntColumn) Value {
	v := intOf(e, c)
	if v.Known() && v.V < 0 {
		q.odd.add("negative-counter", "a count below 0 is taken as unknown in "+e.KindName(), q.place())
		return Value{}
	}
	return v
}

func (q *queryFacts) ofTask(t *taskFacts) Place {
	p := q.place()
	p.TaskID = measured(t.id)
	return p
}
