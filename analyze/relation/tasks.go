package relation

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
)

// task is a task with its stage and its part of the path.
type task struct {
	*analyze.Task
	of      *query
	stage   *skew.Stage // nil where it is in none
	number  int64       // of the stage, from 1
	outlier bool
	onPath  int64
}

var tasks = kind[task]{
	name: "tasks", doc: "one task of a query on Ray; natively there are none",
	fields: taskFields,
	rows: func(s *finding.Study, cases []*finding.Case) []task {
		n := 0
		for _, c := range cases {
			n += len(c.Query.Tasks)
		}
		rows := make([]task, 0, n)
		all := numbered(s, cases)
		for i := range all {
			rows = appendTasks(rows, &all[i])
		}
		return rows
	},
}

// Tasks returns a table of tasks, of each query by id.
func Tasks(s *finding.Study, cases []*finding.Case) *Table { return tasks.table(tasks.rows(s, cases)) }

// appendTasks appends the tasks of a query.
func appendTasks(rows []task, q *query) []task {
	from := len(rows)
	index := make(map[*analyze.Task]int, len(q.Query.Tasks))
	for i, t := range q.Query.Tasks {
		index[t] = from + i
		rows = append(rows, task{Task: t, of: q})
	}
	for i := range q.Stages {
		stage := &q.Stages[i]
		for _, t := range stage.Stage.Tasks {
			if at, ok := index[t]; ok {
				rows[at].stage, rows[at].number = stage, int64(i)+1
			}
		}
		for _, t := range stage.Outliers {
			if at, ok := index[t]; ok {
				rows[at].outlier = true
			}
		}
	}
	for _, s := range q.Path.Segments {
		if at, ok := index[s.Task]; ok {
			rows[at].onPath = saturate.Add(rows[at].onPath, s.Length())
		}
	}
	return rows
}

// took is what is judged of a task: from its first schedule to its end.
func (t *task) took() Cell { return since(t.FirstScheduled, t.Ended) }

func taskFields() []field[task] {
	type f = field[task]
	list := append(ofQuery(func(r *task) *query { return r.of }), []f{
		{Column{"task_id", "task", Integer, UnitNone, "Daft's id of the task"}, func(r *task) Cell { return integer(r.ID) }},
		{Column{"name", "", Text, UnitNone, "the operators it runs, as Daft names them"}, func(r *task) Cell { return text(r.Name) }},
		{Column{"name_derived", "", Truth, UnitNone, "its submit was lost: the name is that of a task with the same fingerprint"}, func(r *task) Cell { return truth(r.NameDerived) }},
		{Column{"node_ids", "operators", Integers, UnitNone, "node ids of the operators that it runs"}, func(r *task) Cell { return integers(r.NodeIDs) }},
		{Column{"last_node_id", "", Integer, UnitNone, "node id of the operator that dispatched it"}, func(r *task) Cell { return value(r.LastNode) }},
		{Column{"plan_fingerprint", "", Integer, UnitNone, "tasks of equal fingerprint run the same compiled pipeline"}, func(r *task) Cell { return value(r.Fingerprint) }},
		{Column{"stage", "", Integer, UnitNone, "number of its row among those of its query in the table of stages, from 1"}, func(r *task) Cell { return Cell{Known: r.number > 0, Int: r.number} }},
		{Column{"worker", "", Text, UnitNone, "short name of the worker that ran it: w1, w2, ... by first use"}, func(r *task) Cell { return workerLabel(r.Worker) }},
		{Column{"worker_id", "", Text, UnitNone, "the worker's id: a Ray node"}, func(r *task) Cell { return workerID(r.Worker) }},
		{Column{"outcome", "", Text, UnitNone, "`success`, `failed`, `cancelled`, `running` (no end, and the query did not finish) or `lost` (no end, and yet the query finished)"}, func(r *task) Cell { return text(string(r.Outcome)) }},
		{Column{"cause", "", Text, UnitNone, "the error in one line"}, func(r *task) Cell { return text(r.Cause) }},
		{Column{"message", "", Text, UnitNone, "the whole error"}, func(r *task) Cell { return text(r.Message) }},
	}...)
	list = append(list, taskTimes()...)
	list = append(list, []f{
		{Column{"rows_in", "", Integer, UnitRows, "rows that went in"}, func(r *task) Cell { return value(r.RowsIn) }},
		{Column{"rows_out", "", Integer, UnitRows, "rows that came out"}, func(r *task) Cell { return value(r.RowsOut) }},
		{Column{"bytes_in", "", Integer, UnitBytes, "in memory"}, func(r *task) Cell { return value(r.BytesIn) }},
		{Column{"bytes_out", "", Integer, UnitBytes, "in memory"}, func(r *task) Cell { return value(r.BytesOut) }},
		{Column{"storage_bytes", "", Integer, UnitBytes, "of the files that it was given to read, as stored"}, func(r *task) Cell { return stored(r.Task) }},
		{Column{"daft_duration_ns", "daft_duration", Integer, UnitNanoseconds, "Daft's own duration: neither CPU nor wall time"}, func(r *task) Cell { return value(r.DaftDuration) }},
	}...)
	list = append(list, taskStage()...)
	return append(list, estimated[task]())
}

func taskTimes() []field[task] {
	type f = field[task]
	return []f{
		{Column{"submitted_ns", "", Time, UnitNanoseconds, "it entered the scheduler"}, func(r *task) Cell { return moment(r.Submitted) }},
		{Column{"first_scheduled_ns", "", Time, UnitNanoseconds, "it was first given to a worker"}, func(r *task) Cell { return moment(r.FirstScheduled) }},
		{Column{"last_scheduled_ns", "", Time, UnitNanoseconds, "it was last given to a worker"}, func(r *task) Cell { return moment(r.LastScheduled) }},
		{Column{"ended_ns", "", Time, UnitNanoseconds, "the scheduler saw its result"}, func(r *task) Cell { return moment(r.Ended) }},
		{Column{"submitted_since_ns", "submitted", Integer, UnitNanoseconds, "`submitted_ns`, since the query's start"}, func(r *task) Cell { return since(r.of.start(), r.Submitted) }},
		{Column{"first_scheduled_since_ns", "first_scheduled", Integer, UnitNanoseconds, "`first_scheduled_ns`, since the query's start"}, func(r *task) Cell { return since(r.of.start(), r.FirstScheduled) }},
		{Column{"last_scheduled_since_ns", "scheduled", Integer, UnitNanoseconds, "`last_scheduled_ns`, since the query's start"}, func(r *task) Cell { return since(r.of.start(), r.LastScheduled) }},
		{Column{"ended_since_ns", "ended", Integer, UnitNanoseconds, "`ended_ns`, since the query's start"}, func(r *task) Cell { return since(r.of.start(), r.Ended) }},
		{Column{"wall_ns", "wall", Integer, UnitNanoseconds, "last schedule to end"}, func(r *task) Cell { return value(r.Wall()) }},
		{Column{"wait_ns", "wait", Integer, UnitNanoseconds, "submit to first schedule"}, func(r *task) Cell { return value(r.Waited()) }},
		{Column{"retry_ns", "retry", Integer, UnitNanoseconds, "first schedule to last"}, func(r *task) Cell { return value(r.RetryTime()) }},
		{Column{"attempts", "tries", Integer, UnitCounted, "times that it is known to have been given to a worker"}, func(r *task) Cell { return integer(r.Attempts()) }},
		{Column{"on_path_ns", "on_path", Integer, UnitNanoseconds, "the part of the query's critical path that is about it: on its way, given out in vain, and running"}, func(r *task) Cell {
			return Cell{Known: r.of.Query.Wall.Known(), Int: r.onPath}
		}},
	}
}

// taskStage are what the stage of a task says of it.
func taskStage() []field[task] {
	type f = field[task]
	return []f{
		{Column{"times_median", "x_median", Real, UnitTimes, "first schedule to end, by the median of its stage"}, func(r *task) Cell {
			if r.stage == nil || r.stage.Tasks < 2 || r.stage.Median <= 0 || r.Outcome != analyze.TaskSucceeded {
				return Cell{}
			}
			took := r.took()
			if !took.Known {
				return Cell{}
			}
			return realOf(float64(took.Int) / float64(r.stage.Median))
		}},
		{Column{"outlier", "", Truth, UnitNone, "it is one of the outliers of its stage"}, func(r *task) Cell { return truth(r.outlier) }},
		{Column{"skewed", "", Text, UnitNone, "verdict on its stage: `skewed`, `even` or `too small`"}, func(r *task) Cell {
			if r.stage == nil {
				return Cell{}
			}
			return text(string(r.stage.Verdict))
		}},
		{Column{"skew_cause", "", Text, UnitNone, "cause of its stage's skew: `data`, `retry`, `queue`, `io`, `cold start`, `slow worker` or `unknown`; unknown unless skewed"}, func(r *task) Cell {
			if r.stage == nil {
				return Cell{}
			}
			return text(string(r.stage.Cause))
		}},
	}
}

// stored adds up the files that a task was given to read.
func stored(t *analyze.Task) Cell {
	var sum analyze.Value
	for _, in := range t.Inputs {
		sum = sum.PlusKnown(in.StorageBytes)
	}
	return value(sum)
}
