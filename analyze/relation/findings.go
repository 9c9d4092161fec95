package relation

import "github.com/daft-analyze/daft-analyze/analyze/finding"

type found struct {
	*finding.Finding
	of     *query
	number int64
}

var findings = kind[found]{
	name: "findings", doc: "one thing that cost time, or that was looked at and is fine",
	fields: findingFields,
	rows: func(s *finding.Study, cases []*finding.Case) []found {
		var rows []found
		all := numbered(s, cases)
		for i := range all {
			for j := range all[i].Findings {
				rows = append(rows, found{&all[i].Findings[j], &all[i], int64(j) + 1})
			}
		}
		return rows
	},
}

// Findings returns a table of findings, of each query the costliest first.
func Findings(s *finding.Study, cases []*finding.Case) *Table {
	return findings.table(findings.rows(s, cases))
}

func findingFields() []field[found] {
	type f = field[found]
	return append(ofQuery(func(r *found) *query { return r.of }), []f{
		{Column{"rank", "", Integer, UnitNone, "its place in the query's list, from 1: costliest first"}, func(r *found) Cell { return integer(r.number) }},
		{Column{"id", "", Text, UnitNone, "stable, such as `startup-slow`: docs/findings.md tells each"}, func(r *found) Cell { return text(r.ID) }},
		{Column{"severity", "", Text, UnitNone, "`high`, `medium`, `low`, or `fine`"}, func(r *found) Cell { return text(string(r.Severity)) }},
		{Column{"title", "", Text, UnitNone, "one line"}, func(r *found) Cell { return text(r.Title) }},
		{Column{"sure", "", Truth, UnitNone, "false: consistent with it, see `check`"}, func(r *found) Cell { return truth(r.Sure) }},
		{Column{"cost_ns", "cost", Integer, UnitNanoseconds, "time of the path"}, func(r *found) Cell { return value(r.Cost) }},
		{Column{"saving_ns", "saving", Integer, UnitNanoseconds, "what the query would gain"}, func(r *found) Cell { return value(r.Saving) }},
		{Column{"saving_low_ns", "", Integer, UnitNanoseconds, "its lower bound"}, func(r *found) Cell { return value(r.Low) }},
		{Column{"saving_high_ns", "", Integer, UnitNanoseconds, "its upper bound"}, func(r *found) Cell { return value(r.High) }},
		{Column{"node_ids", "operators", Integers, UnitNone, "node ids of operators"}, func(r *found) Cell { return operatorIDs(r.Operators) }},
		{Column{"task_ids", "tasks", Integers, UnitNone, "tasks"}, func(r *found) Cell { return taskIDs(r.Tasks) }},
		{Column{"worker_ids", "workers", Texts, UnitNone, "workers"}, func(r *found) Cell {
			ids := make([]string, len(r.Workers))
			for i, w := range r.Workers {
				ids[i] = w.ID
			}
			return texts(ids)
		}},
		{Column{"evidence", "", Texts, UnitNone, "in words"}, func(r *found) Cell { return texts(r.Evidence) }},
		{Column{"advice", "", Text, UnitNone, "what to change"}, func(r *found) Cell { return text(r.Advice) }},
		{Column{"check", "", Text, UnitNone, "what would settle it"}, func(r *found) Cell { return text(r.Check) }},
		estimated[found](),
	}...)
}
