package relation

import "github.com/daft-analyze/daft-analyze/analyze"

// operatorWork is what spans, and Daft's own duration, say of an operator.
func operatorWork() []field[operator] {
	type f = field[operator]
	list := []f{
		{Column{"busy_ns", "busy", Integer, UnitNanoseconds, "time that threads were inside of its batches, finalize and build, added up over threads; from spans"}, func(r *operator) Cell { return value(r.Work.Busy) }},
		{Column{"busy_at_least", "", Truth, UnitNone, "`busy_ns` is a lower bound"}, func(r *operator) Cell { return truth(r.Work.AtLeast) }},
		{Column{"idle_ns", "idle", Integer, UnitNanoseconds, "time that its batches were under way with no thread inside: waiting for one, or, where `works_elsewhere`, the work"}, func(r *operator) Cell { return value(r.Work.Idle) }},
		{Column{"works_elsewhere", "", Truth, UnitNone, "it works outside of the threads that its spans watch"}, func(r *operator) Cell { return truth(r.Work.Elsewhere) }},
		{Column{"spans", "", Integer, UnitCounted, "spans of its own; 0 where those of several operators of one type had to be divided"}, func(r *operator) Cell { return integer(r.Work.Spans) }},
		{Column{"daft_duration_ns", "daft_duration", Integer, UnitNanoseconds, "Daft's own duration: neither CPU nor wall time"}, func(r *operator) Cell { return value(r.DaftDuration) }},
		{Column{"daft_duration_partial", "", Truth, UnitNone, "part of `daft_duration_ns` was overwritten in Daft: it is a lower bound"}, func(r *operator) Cell { return truth(r.DurationPartial) }},
	}
	for _, s := range []struct {
		name, doc string
		of        func(*operator) analyze.Stretch
	}{
		{"finalize", "what it did once it had all its input", func(r *operator) analyze.Stretch { return r.Work.Finalize }},
		{"build", "joins: the build", func(r *operator) analyze.Stretch { return r.Work.Build }},
		{"probe", "joins: the probe", func(r *operator) analyze.Stretch { return r.Work.Probe }},
	} {
		list = append(list,
			f{Column{s.name + "_busy_ns", "", Integer, UnitNanoseconds, s.doc + ": of `busy_ns`"}, func(r *operator) Cell { return value(s.of(r).Busy) }},
			f{Column{s.name + "_elapsed_ns", "", Integer, UnitNanoseconds, s.doc + ": lengths of its spans, added up"}, func(r *operator) Cell { return value(s.of(r).Elapsed) }},
			f{Column{s.name + "_start_ns", "", Time, UnitNanoseconds, s.doc + ": its first start"}, func(r *operator) Cell { return moment(s.of(r).Start) }},
			f{Column{s.name + "_end_ns", "", Time, UnitNanoseconds, s.doc + ": its last end"}, func(r *operator) Cell { return moment(s.of(r).End) }})
	}
	return list
}

// operatorCounters are Daft's counters of an operator.
func operatorCounters() []field[operator] {
	type f = field[operator]
	return []f{
		{Column{"rows_in", "", Integer, UnitRows, "rows that went in; of a join those of both sides"}, func(r *operator) Cell { return value(r.RowsIn) }},
		{Column{"rows_out", "", Integer, UnitRows, "rows that came out, or that were written"}, func(r *operator) Cell {
			if !r.RowsOut.Known() {
				return value(r.RowsWritten)
			}
			return value(r.RowsOut)
		}},
		{Column{"rows_written", "", Integer, UnitRows, "rows written"}, func(r *operator) Cell { return value(r.RowsWritten) }},
		{Column{"bytes_in", "", Integer, UnitBytes, "in memory"}, func(r *operator) Cell { return value(r.BytesIn) }},
		{Column{"bytes_out", "", Integer, UnitBytes, "in memory"}, func(r *operator) Cell { return value(r.BytesOut) }},
		{Column{"bytes_read", "", Integer, UnitBytes, "read from storage; for sources in memory their size there"}, func(r *operator) Cell { return value(r.BytesRead) }},
		{Column{"bytes_written", "", Integer, UnitBytes, "written to storage"}, func(r *operator) Cell { return value(r.BytesWritten) }},
		{Column{"batches", "", Integer, UnitCounted, "Daft's task count: batches natively, tasks on Ray"}, func(r *operator) Cell { return value(r.Batches) }},
		{Column{"build_rows", "", Integer, UnitRows, "joins: rows of the build side"}, func(r *operator) Cell { return value(r.BuildRows) }},
		{Column{"probe_rows_in", "", Integer, UnitRows, "joins: rows of the probe side"}, func(r *operator) Cell { return value(r.ProbeRowsIn) }},
		{Column{"probe_rows_out", "", Integer, UnitRows, "joins: rows that came out"}, func(r *operator) Cell { return value(r.ProbeRowsOut) }},
		{Column{"build_bytes", "", Integer, UnitBytes, "joins: bytes of the build side"}, func(r *operator) Cell { return value(r.BuildBytes) }},
		{Column{"probe_bytes_in", "", Integer, UnitBytes, "joins: bytes of the probe side"}, func(r *operator) Cell { return value(r.ProbeBytesIn) }},
		{Column{"probe_bytes_out", "", Integer, UnitBytes, "joins: bytes that came out"}, func(r *operator) Cell { return value(r.ProbeBytesOut) }},
		{Column{"selectivity_pct", "", Real, UnitPercent, "filters, as Daft computed it"}, func(r *operator) Cell { return ratio(r.SelectivityPct) }},
		{Column{"amplification", "", Real, UnitTimes, "explodes, as Daft computed it"}, func(r *operator) Cell { return ratio(r.Amplification) }},
		{Column{"expected_rows", "", Integer, UnitRows, "the optimizer's estimate; native only"}, func(r *operator) Cell { return value(r.EstimatedRows) }},
		{Column{"expected_bytes", "", Integer, UnitBytes, "the optimizer's estimate; native only"}, func(r *operator) Cell { return value(r.EstimatedBytes) }},
		{Column{"scan_files", "", Integer, UnitCounted, "distinct files that tasks were given to read; Ray only"}, func(r *operator) Cell {
			return Cell{Known: r.reads.Tasks > 0, Int: r.reads.Files}
		}},
		{Column{"scan_storage_bytes", "", Integer, UnitBytes, "their size as stored; what several tasks read again counts once"}, func(r *operator) Cell {
			if r.reads.Tasks == 0 {
				return Cell{}
			}
			return value(r.reads.StorageBytes)
		}},
		{Column{"row_errors", "", Integer, UnitRows, "rows that its function failed on and went on"}, func(r *operator) Cell { return value(r.RowErrors) }},
	}
}

// operatorTasks are numbers of tasks; there are none natively.
func operatorTasks() []field[operator] {
	type f = field[operator]
	count := func(name, doc string, of func(analyze.TaskCounts) int64) f {
		return f{Column{name, "", Integer, UnitTasks, doc}, func(r *operator) Cell { return onlyOnRay(r.of.Query, of(r.Tasks)) }}
	}
	return []f{
		{Column{"tasks", "", Integer, UnitTasks, "tasks that run the operator, without `reader_tasks`; Ray only"}, func(r *operator) Cell {
			return onlyOnRay(r.of.Query, r.Tasks.Total-r.Readers)
		}},
		{Column{"reader_tasks", "", Integer, UnitTasks, "tasks that list the operator because they read what it wrote"}, func(r *operator) Cell { return onlyOnRay(r.of.Query, r.Readers) }},
		count("tasks_succeeded", "of all tasks that list it, readers included: ended with success", func(c analyze.TaskCounts) int64 { return c.Succeeded }),
		count("tasks_failed", "ended with an error", func(c analyze.TaskCounts) int64 { return c.Failed }),
		count("tasks_cancelled", "were cancelled", func(c analyze.TaskCounts) int64 { return c.Cancelled }),
		count("tasks_running", "have no end, in a query that did not finish", func(c analyze.TaskCounts) int64 { return c.Running }),
		count("tasks_lost", "have no end, in a query that finished: the event was dropped", func(c analyze.TaskCounts) int64 { return c.Lost }),
		count("tasks_retried", "were scheduled more than once", func(c analyze.TaskCounts) int64 { return c.Retried }),
		{Column{"reported_active", "", Integer, UnitTasks, "Daft's own counter of tasks"}, func(r *operator) Cell { return value(r.ReportedActive) }},
		{Column{"reported_completed", "", Integer, UnitTasks, "Daft's own counter of tasks"}, func(r *operator) Cell { return value(r.ReportedCompleted) }},
		{Column{"reported_failed", "", Integer, UnitTasks, "Daft's own counter of failed attempts"}, func(r *operator) Cell { return value(r.ReportedFailed) }},
		{Column{"reported_cancelled", "", Integer, UnitTasks, "Daft's own counter of tasks"}, func(r *operator) Cell { return value(r.ReportedCancelled) }},
		{Column{"reports", "", Integer, UnitCounted, "reports of counters seen"}, func(r *operator) Cell { return integer(r.Reports) }},
	}
}

func onlyOnRay(q *analyze.Query, n int64) Cell {
	if q.Engine != analyze.EngineRay {
		return Cell{}
	}
	return integer(n)
}
