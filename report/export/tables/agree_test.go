package tables

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/report"
)

type object = map[string]json.RawMessage

// A column of a table that JSON has under the same name, in the same thing, has
// the same value there.
func TestTablesAgreeWithJSON(t *testing.T) {
	paths := formattest.Recordings(t, "../../../testdata/recordings/*.arrow")
	compared := map[string]int{}
	for _, path := range paths {
		s := studied(t, path)
		rows := func(name string) []object { return rowsOf(t, s, name) }
		explain := jsonOf(t, func(w io.Writer) error { return report.ExplainJSON(w, s, report.ExplainOptions{Path: "run.arrow"}) })
		inQueries := map[string][]object{}
		for _, q := range listOf(t, explain["queries"]) {
			inQueries["queries"] = append(inQueries["queries"], q)
			for _, name := range []string{"operators", "tasks", "workers", "findings"} {
				inQueries[name] = append(inQueries[name], listOf(t, q[name])...)
			}
		}
		for name, list := range inQueries {
			compared[name] += agree(t, path+": "+name, rows(name), list, map[string]bool{
				"queries.operators": true, "queries.tasks": true, "queries.workers": true, "queries.findings": true, // numbers there
				"queries.error": true, "workers.tasks": true, "operators.tasks": true,
			}, name)
		}
		for _, view := range []struct {
			table, in, within string
			write             func(io.Writer, *finding.Study, report.ViewOptions) error
		}{
			{"segments", "queries", "segments", report.CriticalPathJSON}, {"stages", "stages", "", report.SkewJSON}, {"hotspots", "hotspots", "", report.HotspotsJSON},
			{"exchanges", "exchanges", "", report.ShuffleJSON}, {"memory", "samples", "", report.MemoryJSON},
		} {
			doc := jsonOf(t, func(w io.Writer) error { return view.write(w, s, report.ViewOptions{Path: "run.arrow"}) })
			list := listOf(t, doc[view.in])
			if view.within != "" {
				var all []object
				for _, x := range list {
					all = append(all, listOf(t, x[view.within])...)
				}
				list = all
			}
			compared[view.table] += agree(t, path+": "+view.table, rows(view.table), list, nil, view.table)
		}
		io_ := jsonOf(t, func(w io.Writer) error { return report.InputOutputJSON(w, s, report.ViewOptions{Path: "run.arrow"}) })
		var moves []object
		for _, kind := range []string{"scans", "writes", "joins"} { // of each query in this order, so of one query alone
			moves = append(moves, listOf(t, io_[kind])...)
		}
		if len(s.Run.Queries) == 1 {
			compared["io"] += agree(t, path+": io", rows("io"), moves, map[string]bool{"io.tasks": true}, "io")
		}
	}
	for _, name := range []string{"queries", "operators", "tasks", "workers", "findings", "segments", "stages", "hotspots", "exchanges", "memory", "io"} {
		if compared[name] < 100 {
			t.Errorf("%s: only %d values were compared", name, compared[name])
		}
	}
}

func rowsOf(t *testing.T, s *finding.Study, name string) []object {
	t.Helper()
	kind, ok := relation.KindOf(name)
	if !ok {
		t.Fatal(name)
	}
	doc := jsonOf(t, func(w io.Writer) error {
		j := NewJSON(w)
		j.Begin(name, kind.Columns())
		if err := j.Write(kind.Of(s, s.All())); err != nil {
			return err
		}
		return j.Close()
	})
	return listOf(t, doc[name])
}

func jsonOf(t *testing.T, write func(io.Writer) error) (doc object) {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func listOf(t *testing.T, raw json.RawMessage) (list []object) {
	t.Helper()
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// agree compares what both have under one name, and returns how much that is.
func agree(t *testing.T, what string, rows, list []object, not map[string]bool, table string) (compared int) {
	t.Helper()
	if len(rows) != len(list) {
		t.Errorf("%s: %d rows, %d objects", what, len(rows), len(list))
		return 0
	}
	for i := range rows {
		for name, got := range rows[i] {
			want, ok := list[i][name]
			if !ok || not[table+"."+name] {
				continue
			}
			compared++
			if name == "estimated" {
				got, want = sorted(got), sorted(want)
			}
			if a, b := canonical(t, got), canonical(t, want); a != b {
				t.Errorf("%s, %d: %s is %s, in JSON %s", what, i, name, a, b)
			}
		}
	}
	return compared
}

// canonical writes a value so that equal ones are equal texts.
func canonical(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%T %v", v, v)
}

// sorted puts the names of a list in order, but those that JSON has elsewhere; what is no such list stays as it is.
func sorted(raw json.RawMessage) json.RawMessage {
	var names []string
	if json.Unmarshal(raw, &names) != nil {
		return raw
	}
	names = slices.DeleteFunc(names, func(s string) bool { // JSON marks these where they stand
		return strings.HasPrefix(s, "finalize_") || strings.HasPrefix(s, "build_busy") || strings.HasPrefix(s, "probe_busy")
	})
	slices.Sort(names)
	text, _ := json.Marshal(names)
	return text
}
