package relation

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/parallel"
)

// operator is an operator with what was worked out of it.
type operator struct {
	*analyze.Operator
	of     *query
	share  critical.OperatorShare
	onPath bool // whether anything tells how long it was on the path
	drag   analyze.Value
	wait   parallel.OperatorWait
	waited bool
	reads  analyze.Reads
}

var operators = kind[operator]{
	name: "operators", doc: "one operator of a query's plan, or known from its counters or tasks",
	fields: operatorFields,
	rows: func(s *finding.Study, cases []*finding.Case) []operator {
		var rows []operator
		all := numbered(s, cases)
		for i := range all {
			rows = append(rows, operatorsOf(&all[i])...)
		}
		return rows
	},
}

// Operators returns a table of operators: of each query those of the plan in
// pre-order, then those that the plan does not know.
func Operators(s *finding.Study, cases []*finding.Case) *Table {
	return operators.table(operators.rows(s, cases))
}

func operatorsOf(q *query) []operator {
	shares, some := make(map[*analyze.Operator]critical.OperatorShare), false
	for _, x := range q.Path.Operators() {
		shares[x.Operator] = x
		some = some || x.Operator != nil
	}
	waits := make(map[*analyze.Operator]parallel.OperatorWait)
	for _, w := range q.Profile.Waits {
		waits[w.Operator] = w
	}
	reads := q.Query.Reads()
	q.Model.FindDrags(q.Query.Operators)
	rows := make([]operator, len(q.Query.Operators))
	for i, o := range q.Query.Operators {
		r := operator{Operator: o, of: q, reads: reads[o.ID], drag: q.Model.Drag(o)}
		r.share, r.onPath = shares[o], some
		r.wait, r.waited = waits[o]
		rows[i] = r
	}
	return rows
}

func operatorFields() []field[operator] {
	type f = field[operator]
	list := append(ofQuery(func(r *operator) *query { return r.of }), []f{
		{Column{"node_id", "id", Integer, UnitNone, "Daft's id of the plan node"}, func(r *operator) Cell { return integer(r.ID) }},
		{Column{"name", "", Text, UnitNone, "Daft's name; unknown where it is not in the plan"}, func(r *operator) Cell { return text(r.Name) }},
		{Column{"type", "", Text, UnitNone, "Daft's type"}, func(r *operator) Cell { return text(r.Type) }},
		{Column{"category", "", Text, UnitNone, "natively `Source`, `Intermediate`, `StreamingSink` or `BlockingSink`; `Physical` on Ray"}, func(r *operator) Cell { return text(r.Category) }},
		{Column{"in_plan", "", Truth, UnitNone, "false: known from its counters or tasks only"}, func(r *operator) Cell { return truth(r.InPlan) }},
		{Column{"depth", "", Integer, UnitCounted, "0 for a root of the plan"}, func(r *operator) Cell { return integer(int64(r.Depth)) }},
		{Column{"children", "", Integers, UnitNone, "node ids of its inputs; of a join the build side first"}, func(r *operator) Cell { return operatorIDs(r.Children) }},
	}...)
	list = append(list, operatorTimes()...)
	list = append(list, operatorWork()...)
	list = append(list, operatorCounters()...)
	list = append(list, operatorTasks()...)
	return append(list, estimated[operator]())
}

func operatorTimes() []field[operator] {
	type f = field[operator]
	return []f{
		{Column{"path_ns", "path", Integer, UnitNanoseconds, "its share of the critical path; 0 where it is not on it, unknown where nothing tells"}, func(r *operator) Cell {
			return Cell{Known: r.onPath, Int: r.share.NS, Derived: r.share.Estimated}
		}},
		{Column{"path_share", "share", Real, UnitShare, "`path_ns` of the query's wall"}, func(r *operator) Cell {
			if !r.onPath {
				return Cell{}
			}
			return part(r.share.NS, r.of.Query.Wall)
		}},
		{Column{"drag_ns", "drag", Integer, UnitNanoseconds, "what the query would gain if the operator took no time; unknown where no model tells"}, func(r *operator) Cell { return value(r.drag) }},
		{Column{"first_ns", "", Time, UnitNanoseconds, "the first sign of its work; not when it was busy, which Daft does not report"}, func(r *operator) Cell { return moment(r.First) }},
		{Column{"last_ns", "", Time, UnitNanoseconds, "the last sign of its work"}, func(r *operator) Cell { return moment(r.Last) }},
		{Column{"first_since_ns", "first", Integer, UnitNanoseconds, "`first_ns`, since the query's start"}, func(r *operator) Cell { return since(r.of.start(), r.First) }},
		{Column{"last_since_ns", "last", Integer, UnitNanoseconds, "`last_ns`, since the query's start"}, func(r *operator) Cell { return since(r.of.start(), r.Last) }},
		{Column{"first_sign", "", Text, UnitNone, "what `first_ns` was taken from"}, func(r *operator) Cell { return text(string(r.FirstSign)) }},
		{Column{"last_sign", "", Text, UnitNone, "what `last_ns` was taken from"}, func(r *operator) Cell { return text(string(r.LastSign)) }},
		{Column{"started_ns", "", Time, UnitNanoseconds, "Daft's start of the operator, stamped on arrival"}, func(r *operator) Cell { return moment(r.Started) }},
		{Column{"ended_ns", "", Time, UnitNanoseconds, "Daft's end of the operator, stamped on arrival; natively nearly always the end of the query"}, func(r *operator) Cell { return moment(r.Ended) }},
		{Column{"wait_ns", "starved", Integer, UnitNanoseconds, "time with nothing to do, because its input was not there"}, func(r *operator) Cell { return value(r.wait.Input) }},
		{Column{"queued_ns", "queued", Integer, UnitNanoseconds, "time that its batches, or its tasks, waited for a thread or a slot, added up"}, func(r *operator) Cell { return value(r.wait.Slot) }},
		{Column{"mean_at_once", "", Real, UnitCounted, "batches, or tasks, at a time while it was active"}, func(r *operator) Cell {
			if !r.waited {
				return Cell{}
			}
			return realOf(r.wait.Mean)
		}},
		{Column{"most_at_once", "", Real, UnitCounted, "batches, or tasks, at a time at most"}, func(r *operator) Cell {
			if !r.waited {
				return Cell{}
			}
			return realOf(r.wait.Most)
		}},
	}
}
