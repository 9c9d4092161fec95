package report

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// The runs below are made by hand: they hold what the recordings do not.

const second = 1_000_000_000

var epoch = format.Time(1_800_000_000 * second)

func known(v int64) analyze.Value { return analyze.Value{V: v, Origin: analyze.Measured} }
func guess(v int64) analyze.Value { return analyze.Value{V: v, Origin: analyze.Derived} }

// after is a moment, in milliseconds since epoch.
func after(ms int64, c format.Clock) analyze.Moment {
	return analyze.Moment{Time: epoch + format.Time(ms*1_000_000), Clock: c, Known: true}
}

func driver(ms int64) analyze.Moment { return after(ms, format.ClockDriver) }
func runner(ms int64) analyze.Moment { return after(ms, format.ClockRunner) }

func completeRecording() analyze.Recording {
	return analyze.Recording{State: analyze.StateComplete, CreatedBy: "daft-analyze 0.1.0", Mode: "record", CPUs: known(2),
		Start: after(0, format.ClockRecorder), End: after(12_300, format.ClockRecorder), Outcome: "job ended"}
}

// nativeQuery is a finished query of three operators that began and took so
// many milliseconds.
func nativeQuery(id string, begin, wall int64) *analyze.Query {
	scan := &analyze.Operator{ID: 0, Name: "Read Parquet", Type: "ScanTask", InPlan: true, Depth: 2, RowsOut: known(1_000_000), BytesOut: known(16_000_000),
		BytesRead: known(8_000_000), DaftDuration: known(200_000_000), Batches: known(8), First: driver(begin + 2), Last: driver(begin + wall - 2), EstimatedRows: known(1_200_000)}
	filter := &analyze.Operator{ID: 1, Name: "Filter", Type: "Filter", InPlan: true, Depth: 1, RowsIn: known(1_000_000), RowsOut: known(12), BytesOut: known(192),
		DaftDuration: known(50_000_000), Batches: known(8), First: driver(begin + 3), Last: driver(begin + wall - 2), EstimatedRows: known(200_000),
		Children: []*analyze.Operator{scan}}
	write := &analyze.Operator{ID: 2, Name: "Write", Type: "Write", InPlan: true, RowsIn: known(12), RowsWritten: known(12), BytesWritten: known(4_096),
		DaftDuration: known(1_000), First: driver(begin + wall - 3), Last: driver(begin + wall - 2), Children: []*analyze.Operator{filter}}
	t := func(ms int64) format.Time { return driver(begin + ms).Time }
	return &analyze.Query{ID: id, Engine: analyze.EngineNative, Outcome: analyze.OutcomeFinished, EndState: "Finished", DaftVersion: "0.7.26", PythonVersion: "3.11.7",
		Entrypoint: "python job.py", Start: driver(begin), End: driver(begin + wall), LastSeen: driver(begin + wall), Wall: known(wall * 1_000_000),
		Phases: []analyze.Phase{{Kind: analyze.PhasePlanning, Start: t(0), End: t(1)}, {Kind: analyze.PhaseStartup, Start: t(1), End: t(2)},
			{Kind: analyze.PhaseExecution, Start: t(2), End: t(wall - 1)}, {Kind: analyze.PhaseTail, Start: t(wall - 1), End: t(wall)}},
		Plan: analyze.Plan{Known: true, Roots: []*analyze.Operator{write}}, Operators: []*analyze.Operator{write, filter, scan},
		Consumption: analyze.Consumption{Verdict: analyze.ConsumptionNone},
		Trust:       analyze.Trust{Complete: true, Recording: analyze.StateComplete}}
}

// jobRun is a job of two queries that failed in the end.
func jobRun() *analyze.Run {
	a, b := nativeQuery("brave-otter-1", 1_200, 5_000), nativeQuery("brave-ox-2", 6_500, 3_000)
	return &analyze.Run{Recording: completeRecording(), Private: analyze.Private{Arguments: true}, Queries: []*analyze.Query{a, b}, Events: 57, Job: &analyze.Job{
		PID: known(77), Arguments: []string{"python", "job.py", "--day", "2026-11-23"}, Start: after(0, format.ClockRecorder), End: after(12_300, format.ClockRecorder),
		ExitCode: known(3), Signals: []int64{2}, Wall: known(12_300_000_000),
		Split: analyze.JobSplit{Before: known(1_200_000_000), Queries: known(8_000_000_000), Between: known(300_000_000), After: known(2_800_000_000), Clipped: known(0),
			Queried: []analyze.Interval{{Start: a.Start.Time, End: a.End.Time}, {Start: b.Start.Time, End: b.End.Time}}}}}
}

// diedRun was cut off: on Ray, with a dead worker, retried and lost tasks, an
// operator that no plan knows, and losses everywhere.
func diedRun() *analyze.Run {
	w1 := &analyze.Worker{ID: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Label: "w1", Tasks: analyze.TaskCounts{Total: 2, Succeeded: 2}, Schedules: 3, First: runner(1_000), Last: runner(9_000)}
	w2 := &analyze.Worker{ID: "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", Label: "w2", Tasks: analyze.TaskCounts{Total: 2, Running: 1, Lost: 1, Retried: 1}, Schedules: 4, First: runner(1_000), Last: runner(7_000)}
	task := func(id int64, o analyze.TaskOutcome, w *analyze.Worker, end int64, schedules ...int64) *analyze.Task {
		t := &analyze.Task{ID: id, Name: "PhysicalScan->Filter->RepartitionWrite", NodeIDs: []int64{1, 2}, LastNode: known(2), Outcome: o, Worker: w, Submitted: runner(900)}
		for _, s := range schedules {
			t.Schedules = append(t.Schedules, analyze.Schedule{Time: runner(s), Worker: w})
			t.LastScheduled = runner(s)
		}
		if len(schedules) > 0 {
			t.FirstScheduled = runner(schedules[0])
		}
		if end > 0 {
			t.Ended = runner(end)
			t.RowsIn, t.RowsOut, t.BytesOut = known(1000*id), known(10*id), known(80*id)
		}
		return t
	}
	tasks := []*analyze.Task{
		task(0, analyze.TaskSucceeded, w1, 2_000, 1_000), task(1, analyze.TaskRunning, w2, 0, 1_000, 3_000, 5_000, 7_000),
		task(2, analyze.TaskSucceeded, w1, 9_000, 1_000, 8_000), task(3, analyze.TaskLost, w2, 0), task(5, analyze.TaskFailed, w1, 9_500, 9_100),
	}
	tasks[3].Name, tasks[3].NameDerived = "PhysicalScan->Filter->RepartitionWrite", true
	tasks[4].Name, tasks[4].NodeIDs, tasks[4].Cause = "", nil, "OSError: disk full"
	tasks[0].Inputs = []analyze.TaskInput{{Kind: "scan", SourceNode: known(1), ScanTasks: known(1), StorageBytes: known(1 << 20), Paths: []string{"s3://bucket/a.parquet"}}}
	w2.Death = &analyze.WorkerDeath{After: runner(1_500), FirstLost: runner(1_000), Schedules: 4, Tasks: tasks[1:2], Sure: analyze.Probable,
		Evidence: "4 schedules from 1.00 s on never came back"}
	scan := &analyze.Operator{ID: 1, Name: "ScanTaskSource", Type: "ScanTaskSource", InPlan: true, Depth: 1, RowsOut: known(3_000), Tasks: analyze.TaskCounts{Total: 4}}
	filter := &analyze.Operator{ID: 2, Name: "Filter", Type: "Filter", InPlan: true, Children: []*analyze.Operator{scan}, RowsIn: guess(3_000), RowsOut: guess(30),
		ReportedFailed: known(11), Tasks: analyze.TaskCounts{Total: 4, Succeeded: 4}, DaftDuration: known(5_000_000), DurationPartial: true}
	stray := &analyze.Operator{ID: 9, BuildRows: known(7), Tasks: analyze.TaskCounts{Total: 1}}
	q := &analyze.Query{ID: "silent-crow-7", Engine: analyze.EngineRay, Outcome: analyze.OutcomeDied, EndInferred: "job exit", DaftVersion: "0.7.26", RayVersion: "2.59.0",
		Entrypoint: "python nightly.py", Start: driver(0), End: driver(12_000), LastSeen: driver(9_600), Wall: guess(12_000_000_000), Heartbeats: 1,
		Phases: []analyze.Phase{{Kind: analyze.PhaseStartup, Start: epoch, End: runner(1_000).Time},
			{Kind: analyze.PhaseExecution, Start: runner(1_000).Time, End: runner(9_500).Time}, {Kind: analyze.PhaseUnrecorded, Start: runner(9_500).Time, End: driver(12_000).Time}},
		Plan: analyze.Plan{Known: true, Roots: []*analyze.Operator{filter}}, Operators: []*analyze.Operator{filter, scan, stray}, Tasks: tasks, Workers: []*analyze.Worker{w1, w2},
		Consumption: analyze.Consumption{Verdict: analyze.ConsumptionUnclear, Evidence: "nothing was seen for 2.5 s before the end"},
		Trust: analyze.Trust{Recording: analyze.StateInterrupted, MissingEvents: []string{"query_end"}, TasksKnown: 5, MissingTaskSubmits: 1, MissingTaskSchedules: 1,
			MissingTaskEnds: 2, MissingTaskIDs: 1, Dropped: known(4), RecorderLosses: 3, DerivedNumbers: 2,
			Notes: []analyze.Note{{Code: "stamped-on-arrival", Text: "counters are stamped on arrival"}, {Code: "task-names-derived", Text: "1 task is named after another"}}},
		Warnings: []analyze.Warning{{Code: "counter-decreased", Text: "rows_in went down", Place: analyze.Place{QueryID: "silent-crow-7", NodeID: known(2)}, Count: 2}}}
	return &analyze.Run{
		Recording: analyze.Recording{State: analyze.StateInterrupted, Reason: "it stops at byte 20480 without an end", CreatedBy: "daft-analyze 0.1.0", Mode: "record", Recovered: true,
			Start: after(0, format.ClockRecorder), End: after(12_000, format.ClockRecorder)},
		Private: analyze.Private{Arguments: true, Paths: true, Unknown: true},
		Queries: []*analyze.Query{q}, Workers: q.Workers, Events: 40, UnknownRequests: 1, BadRequests: 2,
		Losses:   []analyze.Loss{{What: "requests", Count: 3, Why: "the queue was full", Time: after(4_000, format.ClockRecorder)}},
		Warnings: []analyze.Warning{{Code: "no-query-id", Text: "an event of kind task_end names no query and is left out", Place: analyze.Place{Event: 17}, Count: 1}},
		Job: &analyze.Job{PID: known(8), Arguments: []string{"python", "nightly.py"}, Start: after(0, format.ClockRecorder), End: after(12_000, format.ClockRecorder),
			Signal: known(9), Wall: known(12_000_000_000)}}
}

// manyRun holds more queries than are shown in detail.
func manyRun() *analyze.Run {
	run := &analyze.Run{Recording: completeRecording()}
	for i := int64(0); i < 15; i++ {
		q := nativeQuery(fmt.Sprintf("query-%02d", i), 1_000*i, 100+(i*37)%90)
		if i == 3 {
			q.Outcome, q.EndState = analyze.OutcomeFailed, "Failed"
			q.Error = &analyze.QueryError{Cause: "ValueError: no", Text: "Traceback:\n  line 1\n\tValueError: no\n", Operator: q.Operators[1], Located: "message"}
		}
		run.Queries = append(run.Queries, q)
	}
	return run
}

// blindRun knows next to nothing of its query.
func blindRun() *analyze.Run {
	q := &analyze.Query{ID: "dim-owl-0", Engine: analyze.EngineUnknown, Outcome: analyze.OutcomeUnfinished,
		Operators: []*analyze.Operator{{ID: 4}}, Trust: analyze.Trust{Recording: analyze.StateDamaged}}
	return &analyze.Run{Recording: analyze.Recording{State: analyze.StateDamaged, Reason: "batch 3 at byte 912 does not decompress"}, Queries: []*analyze.Query{q}}
}

// knottedRun has a plan that repeats an operator, that goes round in a circle,
// and that is deeper than any page is wide.
func knottedRun() *analyze.Run {
	run := jobRun()
	q := run.Queries[0]
	shared := &analyze.Operator{ID: 10, Name: "Shared", InPlan: true}
	left := &analyze.Operator{ID: 11, Name: "Left 左側の演算子", InPlan: true, Children: []*analyze.Operator{shared}}
	right := &analyze.Operator{ID: 12, Name: "Right", InPlan: true, Children: []*analyze.Operator{shared}}
	join := &analyze.Operator{ID: 13, Name: "HashJoin", InPlan: true, Children: []*analyze.Operator{left, right}}
	shared.Children = []*analyze.Operator{join}
	q.Plan.Roots, q.Operators = []*analyze.Operator{join}, []*analyze.Operator{join, left, shared, right}
	deep := run.Queries[1]
	for i := int64(0); i < 30; i++ {
		leaf := &analyze.Operator{ID: 1000 + i, Name: "Leaf", InPlan: true}
		top := &analyze.Operator{ID: 100 + i, Name: "Cross Join Of A Rather Long Name", InPlan: true, Children: []*analyze.Operator{leaf, deep.Plan.Roots[0]}}
		deep.Plan.Roots = []*analyze.Operator{top}
		deep.Operators = append(deep.Operators, top, leaf)
	}
	return run
}

func handmade() map[string]*analyze.Run {
	return map[string]*analyze.Run{
		"job": jobRun(), "died": diedRun(), "many": manyRun(), "blind": blindRun(), "knotted": knottedRun(),
		"silent": {Recording: completeRecording()}, "queryless": {Recording: completeRecording(), Pings: 3},
	}
}
