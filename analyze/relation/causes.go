package relation

import (
	"cmp"

	"github.com/daft-analyze/daft-analyze/analyze/compare"
)

type cause struct {
	*compare.Cause
	of     *compare.Query
	number int64
}

var causes = kind[cause]{
	name: "causes", doc: "one cause of the difference between two runs of a query; of each query they sum to the difference in wall time exactly. `daft-analyze diff` alone writes it",
	fields: causeFields,
}

// CauseColumns returns what a table of causes has.
func CauseColumns() (name, doc string, columns []Column) {
	return causes.name, causes.doc, causes.columns()
}

// Causes returns a table of why two runs differ, of each query the largest cause
// first.
func Causes(c *compare.Comparison) *Table {
	var rows []cause
	for i := range c.Queries {
		q := &c.Queries[i]
		for j := range q.Causes {
			rows = append(rows, cause{&q.Causes[j], q, int64(j) + 1})
		}
	}
	return causes.table(rows)
}

func causeFields() []field[cause] {
	type f = field[cause]
	return []f{
		{Column{"base_query_id", "", Text, UnitNone, "Daft's id of the query in the base"}, func(r *cause) Cell { return text(r.of.Pair.Base.ID) }},
		{Column{"query_id", "", Text, UnitNone, "Daft's id of the query in the new run"}, func(r *cause) Cell { return text(r.of.Pair.New.ID) }},
		{Column{"base_wall_ns", "base", Integer, UnitNanoseconds, "the query's wall time in the base"}, func(r *cause) Cell { return value(r.of.BaseWall) }},
		{Column{"new_wall_ns", "new", Integer, UnitNanoseconds, "its wall time in the new run"}, func(r *cause) Cell { return value(r.of.NewWall) }},
		{Column{"rank", "", Integer, UnitNone, "its place in the query's list, from 1: those with the sign of the difference first, largest first"}, func(r *cause) Cell { return integer(r.number) }},
		{Column{"ns", "difference", Integer, UnitNanoseconds, "how much longer, or less where negative"}, func(r *cause) Cell { return integer(r.NS) }},
		{Column{"cause", "", Text, UnitNone, "its kind, such as `rate`: see [concepts.md](concepts.md)"}, func(r *cause) Cell { return text(string(r.Kind)) }},
		{Column{"base_node_id", "", Integer, UnitNone, "the operator in the base's plan"}, func(r *cause) Cell { return operatorID(r.Base) }},
		{Column{"node_id", "", Integer, UnitNone, "the operator in the new plan"}, func(r *cause) Cell { return operatorID(r.New) }},
		{Column{"operator", "", Text, UnitNone, "its name, or its type"}, func(r *cause) Cell { return operatorName(cmp.Or(r.New, r.Base)) }},
		{Column{"title", "", Text, UnitNone, "one line with its numbers"}, func(r *cause) Cell { return text(r.Title) }},
		{Column{"evidence", "", Texts, UnitNone, "in words"}, func(r *cause) Cell { return texts(r.Evidence) }},
		{Column{"estimated", "", Truth, UnitNone, "worked out from Daft's estimates of what operators have of a task"}, func(r *cause) Cell { return truth(r.Estimated) }},
	}
}
