package relation

import (
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
)

type stage struct {
	*skew.Stage
	of     *query
	number int64
}

var stages = kind[stage]{
	name: "stages", doc: "the tasks of a query on Ray that run the same operators, and how even they were",
	fields: stageFields,
	rows: func(s *finding.Study, cases []*finding.Case) []stage {
		var rows []stage
		all := numbered(s, cases)
		for i := range all {
			for j := range all[i].Stages {
				rows = append(rows, stage{&all[i].Stages[j], &all[i], int64(j) + 1})
			}
		}
		return rows
	},
}

// Stages returns a table of stages, of each query by their first task.
func Stages(s *finding.Study, cases []*finding.Case) *Table {
	return stages.table(stages.rows(s, cases))
}

func stageFields() []field[stage] {
	type f = field[stage]
	number := func(name, short, doc string, u Unit, of func(*stage) float64) f {
		return f{Column{name, short, Real, u, doc}, func(r *stage) Cell { return realOf(of(r)) }}
	}
	return append(ofQuery(func(r *stage) *query { return r.of }), []f{
		{Column{"stage", "", Integer, UnitNone, "its number in the query, from 1"}, func(r *stage) Cell { return integer(r.number) }},
		{Column{"node_ids", "operators", Integers, UnitNone, "node ids of its operators"}, func(r *stage) Cell { return integers(r.Stage.Stage.NodeIDs) }},
		{Column{"name", "", Text, UnitNone, "the name of its tasks"}, func(r *stage) Cell { return text(r.Stage.Stage.Name) }},
		{Column{"tasks", "", Integer, UnitTasks, "its tasks"}, func(r *stage) Cell { return integer(int64(len(r.Stage.Stage.Tasks))) }},
		{Column{"schedules", "tries", Integer, UnitCounted, "times that one of them was given to a worker"}, func(r *stage) Cell { return integer(r.Stage.Stage.Schedules) }},
		{Column{"first_since_ns", "first", Integer, UnitNanoseconds, "the first schedule of a task, since the query's start"}, func(r *stage) Cell { return since(r.of.start(), r.Stage.Stage.First) }},
		{Column{"last_since_ns", "last", Integer, UnitNanoseconds, "the last end of a task, since the query's start"}, func(r *stage) Cell { return since(r.of.start(), r.Stage.Stage.Last) }},
		{Column{"median_rows", "", Integer, UnitRows, "rows in of a task"}, func(r *stage) Cell {
			s := r.Stage.Stage.RowsIn
			return Cell{Known: s.N > 0, Int: s.Median}
		}},
		{Column{"max_rows", "", Integer, UnitRows, "the most"}, func(r *stage) Cell {
			s := r.Stage.Stage.RowsIn
			return Cell{Known: s.N > 0, Int: s.Max}
		}},
		{Column{"median_ns", "median", Integer, UnitNanoseconds, "what a task took, from its first schedule to its end; of those that ended with success"}, func(r *stage) Cell {
			return Cell{Known: r.Tasks > 0, Int: r.Median}
		}},
		{Column{"max_ns", "max", Integer, UnitNanoseconds, "the longest"}, func(r *stage) Cell { return Cell{Known: r.Tasks > 0, Int: r.Longest} }},
		{Column{"verdict", "", Text, UnitNone, "`skewed`, `even` or `too small`"}, func(r *stage) Cell { return text(string(r.Verdict)) }},
		{Column{"cause", "", Text, UnitNone, "the cause that explains most; unknown unless skewed"}, func(r *stage) Cell { return text(string(r.Cause)) }},
		{Column{"outliers", "", Integers, UnitNone, "task ids, slowest first"}, func(r *stage) Cell { return taskIDs(r.Outliers) }},
		{Column{"worker_id", "", Text, UnitNone, "of a slow worker"}, func(r *stage) Cell { return workerID(r.Worker) }},
		{Column{"saving_ns", "saving", Integer, UnitNanoseconds, "what the query gains with the outliers at the median"}, func(r *stage) Cell { return integer(r.Saving) }},
		{Column{"saving_low_ns", "", Integer, UnitNanoseconds, "its lower bound"}, func(r *stage) Cell { return integer(r.Low) }},
		{Column{"saving_high_ns", "", Integer, UnitNanoseconds, "its upper bound"}, func(r *stage) Cell { return integer(r.High) }},
		number("score", "", "robust z of the longest on the log scale; unknown below five tasks", UnitNone, func(r *stage) float64 { return r.Score }),
		number("limit", "", "what the score has to pass", UnitNone, func(r *stage) float64 { return r.Limit }),
		number("ratio", "", "longest over median; below five tasks over the median of the others", UnitTimes, func(r *stage) float64 { return r.Ratio }),
		number("rows_ratio", "", "the same of rows", UnitTimes, func(r *stage) float64 { return r.RowsRatio }),
		number("bytes_ratio", "", "the same of bytes", UnitTimes, func(r *stage) float64 { return r.BytesRatio }),
		number("p99_to_median", "", "99th percentile over median", UnitTimes, func(r *stage) float64 { return r.P99ToMedian }),
		number("cv", "", "coefficient of variation", UnitNone, func(r *stage) float64 { return r.CV }),
		number("gini", "", "Gini coefficient", UnitNone, func(r *stage) float64 { return r.Gini }),
		number("imbalance", "", "(longest - mean) / longest x n / (n - 1)", UnitNone, func(r *stage) float64 { return r.Imbalance }),
		number("effective_parallelism", "", "time of all tasks over that of the longest", UnitTasks, func(r *stage) float64 { return r.Effective }),
		{Column{"evidence", "", Texts, UnitNone, "in words"}, func(r *stage) Cell { return texts(r.Evidence) }},
	}...)
}
