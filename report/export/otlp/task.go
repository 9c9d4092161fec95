package otlp

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
)

// taskTimes are when a task was under way, on the query's clock.
type taskTimes struct {
	start, end int64
	node       *taskgraph.Node // nil where it is not in the graph
	noEnd      bool            // it has none: end is the query's
	guessed    bool            // one of them was lost and is inferred
}

// timesOf returns when a task was under way, from its submit to its end, and
// whether any time of it is known.
func (x *trace) timesOf(t *analyze.Task) (taskTimes, bool) {
	if g := x.c.Path.Graph; g != nil {
		if n := g.Node(t); n != nil {
			return taskTimes{start: int64(n.Submit), end: int64(n.End), node: n, noEnd: !t.Ended.Known, guessed: n.Estimated}, true
		}
	}
	start := t.Submitted
	if !start.Known {
		start = t.FirstScheduled
	}
	if !start.Known {
		start = t.Ended
	}
	if !start.Known {
		return taskTimes{}, false
	}
	end := int64(t.Ended.Time)
	if !t.Ended.Known {
		end = max(int64(x.c.Query.End.Time), int64(start.Time))
	}
	return taskTimes{start: int64(start.Time), end: end, noEnd: !t.Ended.Known, guessed: !t.Submitted.Known}, true
}

// writeStages writes a span for each stage, and within it one for each of its
// tasks.
func (x *trace) writeStages() {
	stages := x.c.Query.Stages()
	of := make(map[*analyze.Task]int64, len(x.c.Query.Tasks))
	for i, g := range stages {
		for _, t := range g.Tasks {
			of[t] = int64(i + 1)
		}
	}
	judged := make(map[int64]*skew.Stage)
	for i := range x.c.Stages {
		if j := &x.c.Stages[i]; len(j.Stage.Tasks) > 0 {
			judged[of[j.Stage.Tasks[0]]] = j
		}
	}
	for i, g := range stages {
		number := int64(i + 1)
		var timed []*analyze.Task
		var times []taskTimes
		var start, end int64
		for _, t := range g.Tasks {
			at, ok := x.timesOf(t)
			if !ok {
				x.out.counts.LeftOut++
				continue
			}
			if len(timed) == 0 {
				start, end = at.start, at.end
			}
			start, end = min(start, at.start), max(end, at.end)
			timed, times = append(timed, t), append(times, at)
		}
		if len(timed) == 0 {
			continue
		}
		s := x.begin(stageSpan(x.trace, number), x.query, "stage "+stageName(g), start, end)
		x.stage(s, g, number, judged[number])
		for k, t := range timed {
			x.task(s, t, number, times[k], of)
		}
	}
}

func stageSpan(trace pcommon.TraceID, number int64) pcommon.SpanID {
	return spanID(trace, "stage", number)
}

func stageName(g *analyze.Stage) string {
	if g.Name == "" {
		return "(unnamed)"
	}
	return g.Name
}

func (x *trace) stage(s *spanned, g *analyze.Stage, number int64, judged *skew.Stage) {
	s.number("daft.stage.number", number)
	s.text("daft.stage.name", g.Name)
	s.numbers("daft.stage.operators", g.NodeIDs)
	s.number("daft.stage.tasks", int64(len(g.Tasks)))
	s.number("daft.stage.schedules", g.Schedules)
	s.clock(g.First)
	if c := g.Counts; c.Failed+c.Cancelled+c.Lost+c.Running > 0 {
		s.number("daft.stage.tasks_failed", c.Failed)
		s.number("daft.stage.tasks_cancelled", c.Cancelled)
		s.number("daft.stage.tasks_unended", c.Lost+c.Running)
	}
	if g.Wall.N > 0 {
		s.number("daft.stage.wall_median_ns", g.Wall.Median)
		s.number("daft.stage.wall_max_ns", g.Wall.Max)
	}
	if judged != nil {
		s.text("daft.stage.skew", string(judged.Verdict))
		s.text("daft.stage.skew_cause", string(judged.Cause))
	}
	s.done()
}

// task writes the span of a task, from its submit to its end, with an event each
// time that it was given to a worker.
func (x *trace) task(stage *spanned, t *analyze.Task, number int64, at taskTimes, of map[*analyze.Task]int64) {
	name := t.Name
	if name == "" {
		name = "(unnamed)"
	}
	s := x.begin(spanID(x.trace, "task", t.ID), stage, "task "+name, at.start, at.end)
	s.number("daft.task.id", t.ID)
	s.number("daft.stage.number", number)
	s.text("daft.task.outcome", string(t.Outcome))
	s.worker(t.Worker)
	s.value("daft.task.waited_ns", t.Waited())
	s.value("daft.task.wall_ns", t.Wall())
	if n := t.Attempts(); n != 1 {
		s.number("daft.task.attempts", n)
	}
	s.value("daft.task.rows_in", t.RowsIn)
	s.value("daft.task.rows_out", t.RowsOut)
	s.value("daft.task.bytes_in", t.BytesIn)
	s.value("daft.task.bytes_out", t.BytesOut)
	s.flag("daft.task.name_derived", t.NameDerived)
	s.flag("daft.task.no_end", at.noEnd)
	s.flag("daft.task.time_inferred", at.guessed)
	x.operatorsOf(s, at.node)
	moved := int64(0) // of the clock
	if at.node != nil && t.Submitted.Known && !at.node.Lost.Submit {
		moved = at.start - int64(t.Submitted.Time)
	}
	for i, c := range t.Schedules {
		if i == listItems {
			s.SetDroppedEventsCount(uint32(len(t.Schedules) - i))
			break
		}
		if !c.Time.Known {
			continue
		}
		what := "daft.task.scheduled"
		if i > 0 {
			what = "daft.task.retried"
		}
		a := s.event(what, int64(c.Time.Time)+moved)
		a.number("daft.task.attempt", int64(i+1))
		a.worker(c.Worker)
		a.end()
	}
	if t.Outcome == analyze.TaskFailed {
		if t.Cause != "" || t.Message != "" {
			s.failed(at.end, t.Cause, t.Message)
		} else {
			s.Status().SetCode(ptrace.StatusCodeError)
			s.Status().SetMessage("the task failed")
		}
	}
	x.waitedFor(s, at.node, of)
	s.done()
}

// operatorsOf says how long operators worked within a task.
func (x *trace) operatorsOf(s *spanned, n *taskgraph.Node) {
	if n == nil || n.Merged != 1 {
		return
	}
	var ids, worked []int64
	for _, c := range n.Shares {
		if w := c.Worked(); w > 0 && c.Operator != nil {
			ids, worked = append(ids, c.Operator.ID), append(worked, w)
		}
	}
	if len(ids) > 0 {
		s.numbers("daft.task.operators", ids)
		s.numbers("daft.task.operators_worked_ns", worked)
		s.guess("daft.task.operators_worked_ns")
	}
}

// waitedFor links a task to what it waited for: for each exchange the last task
// that had to end, and the stage that this is of. Links to all tasks of it would be
// as many as the tasks of both stages multiplied.
func (x *trace) waitedFor(s *spanned, n *taskgraph.Node, of map[*analyze.Task]int64) {
	if n == nil {
		return
	}
	for i, b := range n.After {
		if i == listItems {
			s.SetDroppedLinksCount(uint32(2 * (len(n.After) - i)))
			break
		}
		if len(b.Makers) == 0 {
			continue
		}
		last := b.Makers[len(b.Makers)-1].Task
		for _, l := range []struct {
			what string
			to   pcommon.SpanID
		}{{"last input", spanID(x.trace, "task", last.ID)}, {"inputs", stageSpan(x.trace, of[last])}} {
			a := s.link(x.trace, l.to)
			a.text("daft.link", l.what)
			a.operator(b.Operator)
			a.text("daft.link.guess", b.Guess)
			if l.what == "inputs" {
				a.number("daft.link.inputs", int64(len(b.Makers)))
			}
			a.end()
		}
	}
}
