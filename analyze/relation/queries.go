package relation

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/memory"
)

var queries = kind[query]{
	name: "queries", doc: "one query of the recording",
	fields: func() []field[query] {
		return append(ofQuery(func(r *query) *query { return r }), []field[query]{
			{Column{"engine", "", Text, UnitNone, "`native`, `ray` or `unknown`"}, func(r *query) Cell { return text(string(r.Query.Engine)) }},
			{Column{"outcome", "", Text, UnitNone, "`finished`, `failed`, `canceled`, `died` or `unfinished`"}, func(r *query) Cell { return text(string(r.Query.Outcome)) }},
			{Column{"end_state", "", Text, UnitNone, "Daft's own word of the outcome"}, func(r *query) Cell { return text(r.Query.EndState) }},
			{Column{"cause", "", Text, UnitNone, "why it did not finish, in one line"}, func(r *query) Cell {
				if e := r.Query.Error; e != nil {
					return text(e.Cause)
				}
				return Cell{}
			}},
			{Column{"error", "", Text, UnitNone, "the whole message"}, func(r *query) Cell {
				if e := r.Query.Error; e != nil {
					return text(e.Text)
				}
				return Cell{}
			}},
			{Column{"start_ns", "start", Time, UnitNanoseconds, "the query's start, else the first thing seen of it"}, func(r *query) Cell { return moment(r.Query.Start) }},
			{Column{"end_ns", "end", Time, UnitNanoseconds, "the query's end, else what `end_inferred` says"}, func(r *query) Cell { return moment(r.Query.End) }},
			{Column{"end_inferred", "", Text, UnitNone, "what `end_ns` is where no end was recorded: `job exit`, `end of execution` or `last event`"}, func(r *query) Cell { return text(r.Query.EndInferred) }},
			{Column{"wall_ns", "wall", Integer, UnitNanoseconds, "`end_ns` - `start_ns`"}, func(r *query) Cell { return value(r.Query.Wall) }},
			phase("planning_ns", "planning", analyze.PhasePlanning, "planning: to the start of execution"),
			phase("startup_ns", "startup", analyze.PhaseStartup, "start of execution to the first work"),
			phase("execution_ns", "execution", analyze.PhaseExecution, "first to last work"),
			phase("tail_ns", "tail", analyze.PhaseTail, "last work to the end"),
			phase("unrecorded_ns", "unrecorded", analyze.PhaseUnrecorded, "time of whose course the events are missing"),
			{Column{"optimization_ns", "optimization", Integer, UnitNanoseconds, "the optimizer's part of planning; unknown on Ray"}, func(r *query) Cell { return value(r.Query.Optimization) }},
			onPath("path_plan_ns", critical.Plan, "of the critical path: planning"),
			onPath("path_startup_ns", critical.Startup, "of the critical path: nothing ran yet"),
			onPath("path_driver_ns", critical.Driver, "of the critical path: the driver or the scheduler between stages"),
			onPath("path_schedule_ns", critical.Schedule, "of the critical path: tasks on their way to a worker"),
			onPath("path_handoff_ns", critical.Handoff, "of the critical path: from when a slot was free to the task that waited for it"),
			onPath("path_retry_ns", critical.Retry, "of the critical path: attempts in vain"),
			onPath("path_run_ns", critical.Run, "of the critical path: tasks, natively operators, at work"),
			onPath("path_consumer_ns", critical.Consumer, "of the critical path: the user's code held the query open"),
			onPath("path_tail_ns", critical.Tail, "of the critical path: all work was done, the end was not yet"),
			onPath("path_unrecorded_ns", critical.Unrecorded, "of the critical path: nobody recorded what happened; the ten sum to `wall_ns` exactly"),
			{Column{"path_basis", "", Text, UnitNone, "what the path was made from: `tasks`, `spans`, `estimates` or `nothing`"}, func(r *query) Cell { return text(string(r.Path.Basis)) }},
			{Column{"span_ns", "span", Integer, UnitNanoseconds, "the longest chain of work: less the query cannot take with any number of workers"}, func(r *query) Cell { return value(r.Model.Bounds.Span) }},
			{Column{"work_ns", "work", Integer, UnitNanoseconds, "all work, added up"}, func(r *query) Cell { return value(r.Model.Bounds.Work) }},
			{Column{"slots", "", Integer, UnitTasks, "tasks, natively threads, at a time that there was room for"}, func(r *query) Cell { return value(r.Model.Bounds.Slots) }},
			{Column{"mean_at_once", "", Real, UnitCounted, "tasks, natively threads or batches, at a time on average"}, func(r *query) Cell { return realOf(r.Profile.Mean) }},
			{Column{"operators", "", Integer, UnitCounted, "operators known"}, func(r *query) Cell { return integer(int64(len(r.Query.Operators))) }},
			{Column{"tasks", "", Integer, UnitTasks, "tasks known; unknown natively, where there are none"}, func(r *query) Cell { return onRay(r.Query, int64(len(r.Query.Tasks))) }},
			{Column{"workers", "", Integer, UnitCounted, "workers that ran its tasks"}, func(r *query) Cell { return onRay(r.Query, int64(len(r.Query.Workers))) }},
			{Column{"findings", "", Integer, UnitCounted, "findings but those of what is fine"}, func(r *query) Cell { return integer(costly(r.Findings)) }},
			ofMemory("memory_before_bytes", "resident memory of the job's processes at its start", func(m *memory.QueryMemory) analyze.Value { return m.Before }),
			ofMemory("memory_most_bytes", "the most during it", func(m *memory.QueryMemory) analyze.Value { return m.Most }),
			ofMemory("memory_after_bytes", "at its end", func(m *memory.QueryMemory) analyze.Value { return m.After }),
			ofMemory("memory_climb_bytes", "most - before", func(m *memory.QueryMemory) analyze.Value { return m.Climb }),
			ofMemory("memory_allocated_bytes", "given out by Daft's allocator at its end", func(m *memory.QueryMemory) analyze.Value { return m.Allocated }),
			{Column{"entrypoint", "", Text, UnitNone, "the command that ran the query, as Daft reports it"}, func(r *query) Cell { return text(r.Query.Entrypoint) }},
			{Column{"daft_version", "", Text, UnitNone, "version of Daft"}, func(r *query) Cell { return text(r.Query.DaftVersion) }},
			{Column{"python_version", "", Text, UnitNone, "version of Python"}, func(r *query) Cell { return text(r.Query.PythonVersion) }},
			{Column{"ray_version", "", Text, UnitNone, "version of Ray"}, func(r *query) Cell { return text(r.Query.RayVersion) }},
			{Column{"complete", "", Truth, UnitNone, "the recording is complete and nothing of the query is missing"}, func(r *query) Cell { return truth(r.Query.Trust.Complete) }},
			{Column{"recording", "", Text, UnitNone, "`complete`, `interrupted` or `damaged`"}, func(r *query) Cell { return text(string(r.Query.Trust.Recording)) }},
			{Column{"dropped", "", Integer, UnitCounted, "events that Daft's sender must have dropped at least"}, func(r *query) Cell { return value(r.Query.Trust.Dropped) }},
			{Column{"missing_task_submits", "", Integer, UnitTasks, "known tasks without a submit"}, func(r *query) Cell { return integer(r.Query.Trust.MissingTaskSubmits) }},
			{Column{"missing_task_ends", "", Integer, UnitTasks, "known tasks without an end, of a query that finished"}, func(r *query) Cell { return integer(r.Query.Trust.MissingTaskEnds) }},
			estimated[query](),
		}...)
	},
	rows: numbered,
}

// Queries returns a table of queries.
func Queries(s *finding.Study, cases []*finding.Case) *Table {
	return queries.table(numbered(s, cases))
}

func phase(name, short string, k analyze.PhaseKind, doc string) field[query] {
	return field[query]{Column{name, short, Integer, UnitNanoseconds, doc}, func(r *query) Cell { return value(r.Query.Phase(k)) }}
}

func onPath(name string, k critical.Kind, doc string) field[query] {
	return field[query]{Column{name, "", Integer, UnitNanoseconds, doc}, func(r *query) Cell {
		if !r.Query.Wall.Known() {
			return Cell{}
		}
		return integer(r.Path.Sum(k))
	}}
}

// estimated is the column that lists which others of its row were derived.
func estimated[R any]() field[R] {
	return field[R]{Column{"estimated", "", Texts, UnitNone, "names of the columns that were derived from other numbers rather than measured"}, nil}
}

// onRay leaves out what there is on Ray only.
func onRay(q *analyze.Query, n int64) Cell {
	if q.Engine != analyze.EngineRay && n == 0 {
		return Cell{}
	}
	return integer(n)
}

func costly(list []finding.Finding) (n int64) {
	for _, f := range list {
		if f.Severity != finding.Fine {
			n++
		}
	}
	return n
}

func ofMemory(name, doc string, of func(*memory.QueryMemory) analyze.Value) field[query] {
	return field[query]{Column{name, "", Integer, UnitBytes, doc}, func(r *query) Cell {
		if r.memory == nil {
			return Cell{}
		}
		return value(of(r.memory))
	}}
}
