package analyze

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/daft-analyze/daft-analyze/format"
)

// Run works out what is understood of the events so far. It may be called
// again after further events; runs share nothing that is written to.
func (r *Replayer) Run() *Run {
	f := &r.facts
	run := &Run{
		Events: r.events, Pings: f.pings, UnknownRequests: f.unknownRequests,
		BadRequests: f.badRequests, UnknownKinds: f.unknownKinds,
		UnknownEvents: f.unknownEvents, BadLines: f.badLines, LogRecords: f.logRecords,
		Losses:    slices.Clone(f.losses),
		Output:    f.output.understood(),
		Recording: r.recording(), Private: f.private,
	}
	if f.job != nil {
		j := *f.job
		j.Signals = slices.Clone(j.Signals)
		run.Job = &j
	}
	b := &builder{run: run, workers: make(map[string]*Worker), held: r.held, spanClock: f.spans.clock}
	for _, q := range r.queries {
		run.Queries = append(run.Queries, b.query(q))
	}
	slices.SortStableFunc(run.Queries, func(a, b *Query) int {
		return cmp.Or(compareMoments(a.Start, b.Start), strings.Compare(a.ID, b.ID), cmp.Compare(a.Repeat, b.Repeat))
	})
	for _, q := range run.Queries {
		inferEnd(q, run)
	}
	if r.outline {
		return run
	}
	b.placeSpans(&f.spans)
	b.placeRowErrors(f.rowErrors)
	run.Monitored = monitoredOf(f.monitored)
	for _, q := range run.Queries {
		b.understand(q)
	}
	b.labelWorkers()
	for _, q := range run.Queries {
		b.judge(q)
	}
	if run.Job != nil {
		splitJob(run.Job, run.Queries, &b.odd)
		useOf(run.Job, f.processes)
	}
	if n := r.held.leftOut; n > 0 {
		b.odd.add("too-much", fmt.Sprintf("%d events are left out: more than %d MiB would be needed to hold what this file says", n, r.held.most>>20), Place{})
	}
	run.Warnings = append(slices.Clone(r.odd.list), b.odd.list...)
	return run
}

// builder turns facts into a model.
type builder struct {
	run     *Run
	workers map[string]*Worker
	odd     warnings
	held    allowance // of the facts, and from there on

	spanClock format.Clock // whose clock stamps spans
}

// understand runs every step that looks at one query alone. The order matters:
// each step may use what the ones before it worked out.
func (b *builder) understand(q *Query) {
	judgeTasks(q)
	trustJoins(q)
	reconcileWorkers(q)
	for _, r := range repairs {
		r.step(q)
	}
	countTasks(q)
	removeUnfinished(q)
	findWork(q, b.workClock, b.run.spansPartial())
	findWindows(q)
	markWork(q)
	tilePhases(q)
	explainError(q)
	checkOrder(q)
}

// workClock returns when a span began and ended.
func (b *builder) workClock(s Span) (start, end Moment) {
	return at(s.Start, b.spanClock), at(s.End(), b.spanClock)
}

// judge runs the steps that need the workers of the whole recording.
func (b *builder) judge(q *Query) {
	slices.SortFunc(q.Workers, func(x, y *Worker) int { return cmp.Compare(x.rank, y.rank) })
	findConsumer(q)
	q.Trust = judgeTrust(q, b.run)
	q.Warnings = slices.Clone(q.facts.odd.list)
	q.Warnings = append(q.Warnings, q.odd.list...)
	q.grouped = sync.OnceValue(func() grouping { return group(q.Tasks) })
}

func (r *Replayer) recording() Recording {
	f := &r.facts
	rec := Recording{
		Mode: f.createdMode, CPUs: f.cpus, PID: f.pid,
		Start: f.start, End: f.closed, Outcome: f.closingOutcome,
		JobName: f.jobName, Part: f.part, Forwarded: slices.Clone(f.forwarded),
	}
	if !rec.End.Known {
		rec.End = f.last
	}
	rec.State, rec.Reason = closingState(f, r.events)
	if file := r.file; file.known {
		rec.CreatedBy, rec.Recovered = file.header.CreatedBy, file.header.Recovered
		rec.State, rec.Reason = stateOf(file.status)
	}
	return rec
}

// stateOf says in one line why a file is not a complete recording.
func stateOf(s format.Status) (State, string) {
	switch s.State {
	case format.Complete:
		return StateComplete, ""
	case format.Damaged:
		return StateDamaged, fmt.Sprintf("%s (batch %d, byte %d)", s.Reason, s.Batch, s.Offset)
	}
	return StateInterrupted, s.Reason
}

// closingState judges a recording by its events alone.
func closingState(f *recordingFacts, events int64) (State, string) {
	switch {
	case f.closedAt == 0:
		return StateInterrupted, "it has no closing event"
	case f.closedAt != events:
		return StateInterrupted, "events follow its closing event"
	case f.closingCount >= 0 && f.closingCount != events-1:
		return StateDamaged, "its closing event counts other than what is there"
	}
	return StateComplete, ""
}

func compareMoments(a, b Moment) int {
	switch {
	case a.Known && b.Known:
		return cmp.Compare(a.Time, b.Time)
	case a.Known:
		return -1
	case b.Known:
		return 1
	}
	return 0
}

// query makes the model of one query from what was read of it.
func (b *builder) query(f *queryFacts) *Query {
	q := &Query{
		ID: f.id, Repeat: f.repeat, Runner: f.runner, Entrypoint: f.entrypoint,
		DaftVersion: f.daftVersion, PythonVersion: f.pythonVersion, RayVersion: f.rayVersion,
		Start: f.start, PlanStart: f.planStart, PlanEnd: f.planEnd, ExecStart: f.execStart, ExecEnd: f.execEnd, End: f.end,
		LastSeen: f.last, Heartbeats: f.heartbeats, EndState: f.endState,
		LogicalPlan: f.logicalPlan, OptimizedPlan: f.optimizedPlan, PhysicalPlan: f.physicalPlan,
		facts: f, operators: make(map[int64]*Operator, len(f.operators)), tasks: make(map[int64]*Task, len(f.tasks)),
	}
	q.Engine = engineOf(f)
	if !q.Start.Known {
		q.StartLost, q.Start = true, f.first
	}
	if q.Engine != EngineRay {
		q.Optimization = q.PlanEnd.since(q.PlanStart)
	}
	readPlan(q, &b.held)
	for _, o := range f.operatorOrder {
		q.fillOperator(operatorIn(q, o.id), o)
	}
	b.tasks(q)
	orderOperators(q)
	return q
}

// engineOf tells the engine by Daft's name of it, else by the tasks, or by the
// clocks, which only Ray has.
func engineOf(f *queryFacts) Engine {
	name := strings.ToLower(f.runner)
	switch {
	case strings.Contains(name, "native") || strings.Contains(name, "swordfish"):
		return EngineNative
	case strings.Contains(name, "ray") || strings.Contains(name, "flotilla"):
		return EngineRay
	case len(f.tasks) > 0 || f.distributed:
		return EngineRay
	}
	return EngineUnknown
}

// operatorIn returns the operator of the given id, making it where the plan
// does not know it.
func operatorIn(q *Query, id int64) *Operator {
	o := q.operators[id]
	if o == nil {
		o = &Operator{ID: id}
		q.operators[id] = o
		q.strays = append(q.strays, o)
	}
	return o
}

// orderOperators appends the operators that the plan does not know, by id.
func orderOperators(q *Query) {
	slices.SortFunc(q.strays, func(a, b *Operator) int { return cmp.Compare(a.ID, b.ID) })
	if len(q.strays) > 0 && q.Plan.Known {
		for _, o := range q.strays {
			q.odd.add("operator-not-in-plan", "an operator that the plan does not know", Place{QueryID: q.ID, NodeID: measured(o.ID)})
		}
	}
	q.Operators = append(q.Operators, q.strays...)
}

func (q *Query) fillOperator(o *Operator, f *operatorFacts) {
	v := q.reconcile(f)
	if o.Name == "" {
		o.Name = f.name
	}
	o.Started, o.Ended = f.started, f.ended
	o.RowsIn, o.RowsOut, o.RowsWritten = v[cRowsIn], v[cRowsOut], v[cRowsWritten]
	o.BytesIn, o.BytesOut, o.BytesRead, o.BytesWritten = v[cBytesIn], v[cBytesOut], v[cBytesRead], v[cBytesWritten]
	o.DaftDuration, o.Batches = v[cDuration], v[cBatches]
	o.BuildRows, o.ProbeRowsIn, o.ProbeRowsOut = v[cBuildRows], v[cProbeRowsIn], v[cProbeRowsOut]
	o.BuildBytes, o.ProbeBytesIn, o.ProbeBytesOut = v[cBuildBytes], v[cProbeBytesIn], v[cProbeBytesOut]
	o.ReportedCompleted, o.ReportedFailed, o.ReportedCancelled = v[cCompleted], v[cFailed], v[cCancelled]
	o.ReportedActive = f.active
	o.SelectivityPct, o.Amplification = f.selectivity, f.amplification
	o.Reports, o.LastSeen = f.reports, f.lastReport
	o.firstWork, o.lastChange = f.firstWork, f.lastChange
	if !o.firstWork.Known {
		o.firstWork, o.lastChange = f.firstExport, f.lastExport
	}
	if !o.LastSeen.Known {
		o.LastSeen = f.lastExport
	}
	q.chooseSamples(o, f)
}

// chooseSamples takes the samples of one source. On Ray the dashboard's tell
// one task from another: one follows each end of a task.
func (q *Query) chooseSamples(o *Operator, f *operatorFacts) {
	o.arrived = f.samples[:len(f.samples):len(f.samples)]
	o.Samples, o.SampleClock = o.arrived, format.ClockRecorder
	if q.facts.logged && o.LastSeen.Known {
		o.SampleClock = o.LastSeen.Clock
	}
	if n := len(f.exports); n > 0 && (n >= len(f.samples) && q.Engine != EngineRay || len(f.samples) == 0) {
		o.Samples, o.SampleClock = slices.Clone(f.exports), f.exportClock
	}
}

// tasks makes the tasks of a query, by id.
func (b *builder) tasks(q *Query) {
	f := q.facts
	q.Tasks = make([]*Task, 0, len(f.taskOrder))
	used := make(map[*Worker]bool)
	use := func(id string) *Worker {
		w := b.worker(id)
		if w != nil && !used[w] {
			used[w] = true
			q.Workers = append(q.Workers, w)
		}
		return w
	}
	block := make([]Task, len(f.taskOrder))
	for i, tf := range f.taskOrder {
		t := &block[i]
		*t = Task{
			ID: tf.id, Name: tf.name, NodeIDs: tf.nodeIDs, LastNode: tf.lastNode, Fingerprint: tf.fingerprint,
			Inputs: tf.inputs[:len(tf.inputs):len(tf.inputs)], Submitted: tf.submit, Ended: tf.end, EndEvent: tf.endEvent,
			submitted: tf.submitted, ended: tf.ended, said: tf.outcome,
		}
		t.Message = cleanText(tf.message)
		t.Cause = causeOf(t.Message)
		t.Schedules = make([]Schedule, len(tf.schedules))
		for j, s := range tf.schedules {
			t.Schedules[j] = Schedule{Time: s.time, Worker: use(s.worker)}
		}
		slices.SortStableFunc(t.Schedules, func(a, b Schedule) int { return compareMoments(a.Time, b.Time) })
		for _, s := range t.Schedules {
			t.FirstScheduled, t.LastScheduled = earlier(t.FirstScheduled, s.Time), later(t.LastScheduled, s.Time)
		}
		if n := len(t.Schedules); n > 0 {
			t.Worker = t.Schedules[n-1].Worker
		}
		if w := use(tf.worker); w != nil {
			t.Worker = w
		}
		t.fill(tf)
		q.Tasks = append(q.Tasks, t)
		q.tasks[t.ID] = t
		for _, id := range t.NodeIDs {
			operatorIn(q, id)
		}
		if t.LastNode.Known() {
			operatorIn(q, t.LastNode.V)
		}
	}
	slices.SortFunc(q.Tasks, func(a, b *Task) int { return cmp.Compare(a.ID, b.ID) })
}

// fill takes over the totals: those of the end, else those last reported. Daft
// sends zeros as the totals of a task that did not succeed.
func (t *Task) fill(f *taskFacts) {
	flow := f.soFar
	if f.ended && strings.EqualFold(f.outcome, string(TaskSucceeded)) {
		flow = f.final
	}
	t.RowsIn, t.RowsOut, t.BytesIn, t.BytesOut, t.DaftDuration = flow.rowsIn, flow.rowsOut, flow.bytesIn, flow.bytesOut, flow.duration
}

func (b *builder) worker(id string) *Worker {
	if id == "" {
		return nil
	}
	w := b.workers[id]
	if w == nil {
		w = &Worker{ID: id}
		b.workers[id] = w
	}
	return w
}
