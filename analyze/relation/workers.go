package relation

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
)

// worker is what one query had of a worker.
type worker struct {
	analyze.WorkerUse
	of   *query
	load parallel.WorkerLoad
	seen bool // the load is known
}

var workers = kind[worker]{
	name: "workers", doc: "one worker in one query on Ray; natively there are none",
	fields: workerFields,
	rows: func(s *finding.Study, cases []*finding.Case) []worker {
		var rows []worker
		all := numbered(s, cases)
		for i := range all {
			q := &all[i]
			loads := make(map[*analyze.Worker]parallel.WorkerLoad)
			for _, l := range q.Profile.Workers {
				loads[l.Worker] = l
			}
			for _, u := range q.Query.WorkerUse() {
				r := worker{WorkerUse: u, of: q}
				r.load, r.seen = loads[u.Worker]
				rows = append(rows, r)
			}
		}
		return rows
	},
}

// Workers returns a table of workers, of each query by first use.
func Workers(s *finding.Study, cases []*finding.Case) *Table {
	return workers.table(workers.rows(s, cases))
}

func workerFields() []field[worker] {
	type f = field[worker]
	count := func(name, doc string, of func(analyze.TaskCounts) int64) f {
		return f{Column{name, "", Integer, UnitTasks, doc}, func(r *worker) Cell { return integer(of(r.Counts)) }}
	}
	load := func(name, short, doc string, of func(parallel.WorkerLoad) int64) f {
		return f{Column{name, short, Integer, UnitNanoseconds, doc}, func(r *worker) Cell { return Cell{Known: r.seen, Int: of(r.load)} }}
	}
	return append(ofQuery(func(r *worker) *query { return r.of }), []f{
		{Column{"worker", "", Text, UnitNone, "its short name: w1, w2, ... by first use in the recording"}, func(r *worker) Cell { return text(r.Worker.Label) }},
		{Column{"worker_id", "id", Text, UnitNone, "its id: a Ray node"}, func(r *worker) Cell { return text(r.Worker.ID) }},
		count("tasks", "tasks that ended on it or were last given to it", func(c analyze.TaskCounts) int64 { return c.Total }),
		count("tasks_succeeded", "ended with success", func(c analyze.TaskCounts) int64 { return c.Succeeded }),
		count("tasks_failed", "ended with an error", func(c analyze.TaskCounts) int64 { return c.Failed }),
		count("tasks_cancelled", "were cancelled", func(c analyze.TaskCounts) int64 { return c.Cancelled }),
		count("tasks_running", "have no end, in a query that did not finish", func(c analyze.TaskCounts) int64 { return c.Running }),
		count("tasks_lost", "have no end, in a query that finished: the event was dropped", func(c analyze.TaskCounts) int64 { return c.Lost }),
		count("tasks_retried", "were scheduled more than once", func(c analyze.TaskCounts) int64 { return c.Retried }),
		{Column{"schedules", "", Integer, UnitCounted, "times that a task was given to it"}, func(r *worker) Cell { return integer(r.Schedules) }},
		load("busy_ns", "busy", "time with at least one task", func(l parallel.WorkerLoad) int64 { return l.Busy }),
		load("idle_ns", "idle", "of the execution, without any task", func(l parallel.WorkerLoad) int64 { return l.Idle }),
		{Column{"task_time_ns", "task_time", Integer, UnitNanoseconds, "wall of the tasks that ended on it, added up"}, func(r *worker) Cell { return Cell{Known: r.Wall.N > 0, Int: r.Wall.Sum} }},
		{Column{"median_ns", "median", Integer, UnitNanoseconds, "median wall of these"}, func(r *worker) Cell { return Cell{Known: r.Wall.N > 0, Int: r.Wall.Median} }},
		{Column{"max_ns", "max", Integer, UnitNanoseconds, "the longest of these"}, func(r *worker) Cell { return Cell{Known: r.Wall.N > 0, Int: r.Wall.Max} }},
		{Column{"most_at_once", "most", Integer, UnitTasks, "tasks at a time at most"}, func(r *worker) Cell { return Cell{Known: r.seen, Int: r.load.Most} }},
		{Column{"first_ns", "", Time, UnitNanoseconds, "its first schedule or end"}, func(r *worker) Cell { return moment(r.First) }},
		{Column{"last_ns", "", Time, UnitNanoseconds, "its last schedule or end"}, func(r *worker) Cell { return moment(r.Last) }},
		{Column{"first_since_ns", "first", Integer, UnitNanoseconds, "`first_ns`, since the query's start"}, func(r *worker) Cell { return since(r.of.start(), r.First) }},
		{Column{"last_since_ns", "last", Integer, UnitNanoseconds, "`last_ns`, since the query's start"}, func(r *worker) Cell { return since(r.of.start(), r.Last) }},
		{Column{"died", "", Text, UnitNone, "`probable` or `possible` where it seems to have died with tasks of the query"}, func(r *worker) Cell {
			if !r.Died || r.Worker.Death == nil {
				return Cell{}
			}
			return text(string(r.Worker.Death.Sure))
		}},
		{Column{"death_evidence", "", Text, UnitNone, "why it seems so"}, func(r *worker) Cell {
			if !r.Died || r.Worker.Death == nil {
				return Cell{}
			}
			return text(r.Worker.Death.Evidence)
		}},
	}...)
}
