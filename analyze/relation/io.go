package relation

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// inOut is a scan, a write or a join. One of the three is set.
type inOut struct {
	of    *query
	scan  *dataflow.Scan
	write *dataflow.Write
	join  *dataflow.Join
}

var inputOutput = kind[inOut]{
	name: "io", doc: "one scan, write or join",
	fields: inOutFields,
	rows: func(s *finding.Study, cases []*finding.Case) []inOut {
		var rows []inOut
		all := numbered(s, cases)
		for i := range all {
			flow := all[i].Flow
			for j := range flow.Scans {
				rows = append(rows, inOut{of: &all[i], scan: &flow.Scans[j]})
			}
			for j := range flow.Writes {
				rows = append(rows, inOut{of: &all[i], write: &flow.Writes[j]})
			}
			for j := range flow.Joins {
				rows = append(rows, inOut{of: &all[i], join: &flow.Joins[j]})
			}
		}
		return rows
	},
}

func (r *inOut) operator() *analyze.Operator {
	switch {
	case r.scan != nil:
		return r.scan.Operator
	case r.write != nil:
		return r.write.Operator
	}
	return r.join.Operator
}

// pick takes what applies; each function may be nil.
func (r *inOut) pick(scan func(*dataflow.Scan) Cell, write func(*dataflow.Write) Cell, join func(*dataflow.Join) Cell) Cell {
	switch {
	case r.scan != nil && scan != nil:
		return scan(r.scan)
	case r.write != nil && write != nil:
		return write(r.write)
	case r.join != nil && join != nil:
		return join(r.join)
	}
	return Cell{}
}

func inOutFields() []field[inOut] {
	type f = field[inOut]
	type scan = *dataflow.Scan
	type write = *dataflow.Write
	type join = *dataflow.Join
	of := func(name, short string, t Type, u Unit, doc string, s func(scan) Cell, w func(write) Cell, j func(join) Cell) f {
		return f{Column{name, short, t, u, doc}, func(r *inOut) Cell { return r.pick(s, w, j) }}
	}
	return append(ofQuery(func(r *inOut) *query { return r.of }), []f{
		of("kind", "", Text, UnitNone, "`scan`, `write` or `join`",
			func(scan) Cell { return text("scan") }, func(write) Cell { return text("write") }, func(join) Cell { return text("join") }),
		{Column{"node_id", "", Integer, UnitNone, "the operator"}, func(r *inOut) Cell { return operatorID(r.operator()) }},
		{Column{"name", "", Text, UnitNone, "its name, or its type"}, func(r *inOut) Cell { return operatorName(r.operator()) }},
		of("path_ns", "path", Integer, UnitNanoseconds, "time of the critical path",
			func(x scan) Cell { return integer(x.PathNS) }, func(x write) Cell { return integer(x.PathNS) }, func(x join) Cell { return integer(x.PathNS) }),
		of("tasks", "", Integer, UnitTasks, "scans and writes: tasks that did it; unknown natively",
			func(x scan) Cell { return Cell{Known: x.Tasks > 0, Int: x.Tasks} }, func(x write) Cell { return value(x.Tasks) }, nil),
		of("files", "", Integer, UnitCounted, "scans and writes: files", func(x scan) Cell { return value(x.Files) }, func(x write) Cell { return value(x.Files) }, nil),
		of("rows", "", Integer, UnitRows, "writes: rows", nil, func(x write) Cell { return value(x.Rows) }, nil),
		of("rows_out", "", Integer, UnitRows, "scans and joins: rows out", func(x scan) Cell { return value(x.RowsOut) }, nil, func(x join) Cell { return value(x.RowsOut) }),
		of("bytes_in", "", Integer, UnitBytes, "writes: in memory", nil, func(x write) Cell { return value(x.BytesIn) }, nil),
		of("bytes_out", "", Integer, UnitBytes, "scans: in memory", func(x scan) Cell { return value(x.BytesOut) }, nil, nil),
		of("storage_bytes", "", Integer, UnitBytes, "scans: of the files", func(x scan) Cell { return value(x.StorageBytes) }, nil, nil),
		of("estimated_bytes", "", Integer, UnitBytes, "scans: in memory, as Daft expected", func(x scan) Cell { return value(x.EstimatedBytes) }, nil, nil),
		of("bytes_read", "", Integer, UnitBytes, "scans: as far as Daft counts them", func(x scan) Cell { return value(x.BytesRead) }, nil, nil),
		of("bytes_written", "", Integer, UnitBytes, "writes: to storage", nil, func(x write) Cell { return value(x.BytesWritten) }, nil),
		of("storage_bytes_per_task_median", "", Integer, UnitBytes, "scans: of the files of a task: the median", func(x scan) Cell { return Cell{Known: x.PerTask.N > 0, Int: x.PerTask.Median} }, nil, nil),
		of("storage_bytes_per_task_max", "", Integer, UnitBytes, "scans: the most", func(x scan) Cell { return Cell{Known: x.PerTask.N > 0, Int: x.PerTask.Max} }, nil, nil),
		of("starved_permille", "", Integer, UnitPermille, "scans: part of its time in which it waited for rows to be read and decoded", func(x scan) Cell { return value(x.Starved) }, nil, nil),
		of("in_memory", "", Truth, UnitNone, "scans: its rows were in memory before the query", func(x scan) Cell { return truth(x.InMemory) }, nil, nil),
		of("rows_per_batch", "", Integer, UnitRows, "scans: on average; natively", func(x scan) Cell { return value(x.BatchRows) }, nil, nil),
		of("first_rows_permille", "", Integer, UnitPermille, "scans: part of its time that was over when its first rows came; natively", func(x scan) Cell { return value(x.FirstRows) }, nil, nil),
		of("small_files", "", Truth, UnitNone, "scans: files are small", func(x scan) Cell { return truth(x.SmallFiles) }, nil, nil),
		of("giant_file", "", Truth, UnitNone, "scans: one file is most of it", func(x scan) Cell { return truth(x.GiantFile) }, nil, nil),
		of("one_row_group", "", Truth, UnitNone, "scans: consistent with one row group", func(x scan) Cell { return truth(x.OneGroup) }, nil, nil),
		of("single_file", "", Truth, UnitNone, "writes: all went into one file", nil, func(x write) Cell { return truth(x.SingleFile) }, nil),
		of("commit_node_id", "", Integer, UnitNone, "writes: the operator that moves the files into place, where it is one of its own", nil, func(x write) Cell { return operatorID(x.Commit) }, nil),
		of("strategy", "", Text, UnitNone, "joins: `broadcast`, `hash`, `sort merge`, `cross`, `as of` or `key filtering`", nil, nil, func(x join) Cell { return text(x.Strategy) }),
		of("build_rows", "", Integer, UnitRows, "joins: of the build side", nil, nil, func(x join) Cell { return value(x.BuildRows) }),
		of("build_bytes", "", Integer, UnitBytes, "joins: in memory", nil, nil, func(x join) Cell { return value(x.BuildBytes) }),
		of("probe_rows", "", Integer, UnitRows, "joins: of the probe side", nil, nil, func(x join) Cell { return value(x.ProbeRows) }),
		of("probe_bytes", "", Integer, UnitBytes, "joins: in memory", nil, nil, func(x join) Cell { return value(x.ProbeBytes) }),
		of("exploding", "", Truth, UnitNone, "joins: at least 100,000 rows out, and four times those of its larger side", nil, nil, func(x join) Cell { return truth(x.Exploding) }),
		of("evidence", "", Text, UnitNone, "in words",
			func(x scan) Cell { return text(x.Evidence) }, func(x write) Cell { return text(x.Evidence) }, func(x join) Cell { return text(x.Evidence) }),
	}...)
}
