package relation

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

type hotspot struct {
	dataflow.Hotspot
	of *query
}

var hotspots = kind[hotspot]{
	name: "hotspots", doc: "one exchange, scan or write",
	fields: func() []field[hotspot] {
		return append(ofQuery(func(r *hotspot) *query { return r.of }), []field[hotspot]{
			{Column{"kind", "", Text, UnitNone, "`shuffle`, `scan` or `write`"}, func(r *hotspot) Cell { return text(r.Kind) }},
			{Column{"node_ids", "", Integers, UnitNone, "its operators"}, func(r *hotspot) Cell { return operatorIDs(r.Operators) }},
			{Column{"name", "operator", Text, UnitNone, "name, or type, of the first of them"}, func(r *hotspot) Cell { return firstName(r.Operators) }},
			{Column{"path_ns", "path", Integer, UnitNanoseconds, "time of the critical path"}, func(r *hotspot) Cell { return integer(r.PathNS) }},
			{Column{"path_share", "share", Real, UnitShare, "`path_ns` of the query's wall"}, func(r *hotspot) Cell { return part(r.PathNS, r.of.Query.Wall) }},
			{Column{"rows", "", Integer, UnitRows, "rows moved, handed on, or written"}, func(r *hotspot) Cell { return value(r.Rows) }},
			{Column{"bytes", "", Integer, UnitBytes, "the same in bytes"}, func(r *hotspot) Cell { return value(r.Bytes) }},
			{Column{"evidence", "", Text, UnitNone, "in words"}, func(r *hotspot) Cell { return text(r.Evidence) }},
		}...)
	},
	rows: func(s *finding.Study, cases []*finding.Case) []hotspot {
		var rows []hotspot
		all := numbered(s, cases)
		for i := range all {
			for _, h := range all[i].Flow.Hotspots() {
				rows = append(rows, hotspot{h, &all[i]})
			}
		}
		return rows
	},
}

func firstName(list []*analyze.Operator) Cell {
	if len(list) == 0 {
		return Cell{}
	}
	return operatorName(list[0])
}
