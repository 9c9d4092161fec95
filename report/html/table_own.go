package html

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
	"github.com/daft-analyze/daft-analyze/report"
)

// ownTable makes a table that is no relation.
type ownTable struct{ *tableData }

func newTable(name, doc string) ownTable {
	return ownTable{&tableData{Name: name, Doc: doc, Columns: []*columnData{}}}
}

func (t ownTable) text(name, head, doc string, list []string) {
	d := &columnData{Name: name, Head: head, Doc: doc, Type: "text", Texts: list}
	for i := range list {
		d.Places = append(d.Places, i)
	}
	t.Columns, t.Rows = append(t.Columns, d), len(list)
}

func (t ownTable) numbers(name, head, doc string, unit relation.Unit, list []analyze.Value) {
	d := &columnData{Name: name, Head: head, Doc: doc, Type: "number", Unit: string(unit)}
	last := 0
	for i, v := range list {
		d.Numbers = append(d.Numbers, number{exact: exactOf(v)})
		if v.Origin == analyze.Derived {
			d.Derived = append(d.Derived, i-last)
			last = i
		}
	}
	t.Columns, t.Rows = append(t.Columns, d), len(list)
}

func (t ownTable) operators(list [][]*analyze.Operator) {
	d := &columnData{Name: "node_ids", Head: "operator ids", Type: "list"}
	for i, l := range list {
		ids := []any{}
		for _, o := range l {
			if o != nil {
				ids = append(ids, whole(o.ID))
			}
		}
		d.Lists, d.Places = append(d.Lists, ids), append(d.Places, i)
	}
	t.Columns = append(t.Columns, d)
}

// hotspotTable lists exchanges, scans and writes, those waited for longest first.
func hotspotTable(c *finding.Case) *tableData {
	var kind, names, evidence []string
	var path, rows, bytes []analyze.Value
	var of [][]*analyze.Operator
	if c.Flow != nil {
		for _, h := range c.Flow.Hotspots() {
			kind, names, evidence = append(kind, h.Kind), append(names, report.OperatorNames(h.Operators)), append(evidence, report.Safe(h.Evidence))
			path, rows, bytes = append(path, analyze.Measured.Of(h.PathNS)), append(rows, h.Rows), append(bytes, h.Bytes)
			of = append(of, h.Operators)
		}
	}
	t := newTable("hotspots", "an exchange, a scan or a write, by its time on the path. No two have the same nanosecond of it")
	t.text("kind", "hotspot", "shuffle, scan or write", kind)
	t.text("operators", "operators", "which operators move the data", names)
	t.numbers("path_ns", "path", "time on the critical path", relation.UnitNanoseconds, path)
	t.numbers("rows", "rows", "rows that were moved, handed on, or written", relation.UnitRows, rows)
	t.numbers("bytes", "bytes", "bytes that were moved, handed on, or written; in memory", relation.UnitBytes, bytes)
	t.text("evidence", "evidence", "in words", evidence)
	t.operators(of)
	return t.tableData
}

// whatIfTable says what would have been under other circumstances, as far as
// one would ask first.
func whatIfTable(c *finding.Case) *tableData {
	var name, basis []string
	var wall, saving, low, high []analyze.Value
	if c.Model != nil && c.Query.Wall.Known() {
		if results, err := (finding.Ask{}).Answer(c); err == nil {
			for _, r := range results {
				name = append(name, report.Safe(r.Scenario.Name))
				if r.Refusal != "" {
					basis = append(basis, "cannot be told: "+report.Safe(r.Refusal))
					wall, saving, low, high = append(wall, analyze.Value{}), append(saving, analyze.Value{}), append(low, analyze.Value{}), append(high, analyze.Value{})
					continue
				}
				basis = append(basis, report.Safe(r.Basis))
				of := analyze.Measured.Of
				wall, saving, low, high = append(wall, of(r.Wall)), append(saving, of(r.Saving)), append(low, of(r.Low)), append(high, of(r.High))
			}
		}
	}
	t := newTable("what if", "what the query would have taken under other circumstances")
	t.text("name", "what if", "one change, everything else as it was", name)
	t.numbers("wall_ns", "wall", "what the query would have taken", relation.UnitNanoseconds, wall)
	t.numbers("saving_ns", "saves", "what it would have gained", relation.UnitNanoseconds, saving)
	t.numbers("low_ns", "at least", "lower bound of what it would have gained", relation.UnitNanoseconds, low)
	t.numbers("high_ns", "at most", "upper bound of what it would have gained", relation.UnitNanoseconds, high)
	t.text("basis", "by", "replay of the schedule of its tasks, or a bound from the critical path", basis)
	return t.tableData
}
