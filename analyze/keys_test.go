package analyze

import (
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// Of real plans it is told by what the operators work.
func TestKeysOfRealPlans(t *testing.T) {
	for _, c := range []struct {
		recording string
		query     int
		want      map[int64]string
	}{
		{"tpch-native", 2, map[int64]string{17: "on [s_nationkey == n_nationkey] & [s_suppkey == l_suppkey]", 15: "on o_orderkey = l_orderkey", 19: "by n_name", 20: "by revenue desc"}},
		{"tpch-native", 1, map[int64]string{9: "by revenue desc, o_orderdate", 6: "on o_orderkey = l_orderkey", 3: "on c_custkey = o_custkey"}},
		{"tpch-native", 3, map[int64]string{4: "where not(is_null(l_orderkey)) & [sum_qty > 300]", 3: "by l_orderkey"}},
		{"skew-ray", 0, map[int64]string{8: "on user", 12: "by country", 10: "by country", 3: "where not(is_null(user))"}},
		{"tpch-ray", 2, map[int64]string{18: "on [s_nationkey == n_nationkey] & [s_suppkey == l_suppkey]", 24: "by revenue desc"}},
	} {
		run, err := Replay(formattest.NewReader(formattest.Recorded(t, "../testdata/recordings/"+c.recording+".arrow")))
		if err != nil {
			t.Fatal(err)
		}
		q := run.Queries[c.query]
		keys := q.Keys()
		for id, want := range c.want {
			if got := keys[q.Operator(id)]; got != want {
				t.Errorf("%s query %d #%d: %q, want %q", c.recording, c.query, id, got, want)
			}
		}
	}
}

func told(q *Query) string {
	var parts []string
	var walk func(o *Operator, depth int)
	keys := q.Keys()
	walk = func(o *Operator, depth int) {
		if depth > 20 {
			return
		}
		if keys[o] != "" {
			parts = append(parts, o.Type+" "+keys[o])
		}
		for _, c := range o.Children {
			walk(c, depth+1)
		}
	}
	walk(q.Plan.Roots[0], 0)
	return strings.Join(parts, "; ")
}

func TestKeys(t *testing.T) {
	const (
		source = `{"type":"Source","children":[]}`
		filter = `{"type":"Filter","predicate":"col(a) > lit(1)","children":[` + source + `]}`
		join   = `{"type":"Join","on":["col(left.k#Int64) == col(right.k#Int64)"],"children":[` + filter + `,` + source + `]}`
	)
	chain := func(names ...string) *Operator { // from the root down
		var op *Operator
		for i := len(names) - 1; i >= 0; i-- {
			next := &Operator{Type: names[i]}
			if op != nil {
				next.Children = []*Operator{op}
			}
			op = next
		}
		return op
	}
	both := func(name string, a, b *Operator) *Operator { return &Operator{Type: name, Children: []*Operator{a, b}} }
	circle := chain("Sort", "Project")
	circle.Children[0].Children = []*Operator{circle}
	for _, c := range []struct {
		name, plan string
		root       *Operator
		want       string
	}{
		{"an aggregation in two passes", `{"type":"Aggregate","groupby":["col(g)"],"children":[` + source + `]}`, chain("GroupedAggregate", "Repartition", "GroupedAggregate", "Scan"),
			"GroupedAggregate by g; GroupedAggregate by g"},
		{"a filter", filter, chain("Filter", "Scan"), "Filter where a > 1"},
		{"more filters than there were", filter, chain("Filter", "Filter", "Scan"), ""},
		{"a join", join, both("HashJoin", chain("Filter", "Scan"), chain("Scan")), "HashJoin on k; Filter where a > 1"},
		{"its sides exchanged", join, both("BroadcastJoin", chain("Scan"), chain("Filter", "Scan")), "BroadcastJoin on k; Filter where a > 1"},
		{"its filter gone into the scan", join, both("HashJoin", chain("Scan"), chain("Scan")), "HashJoin on k"},
		{"a projection", `{"type":"Project","projection":["col(a)","col(b) + lit(1) as c"],"children":[` + source + `]}`, chain("Project", "Scan"), "Project makes b + 1 as c"},
		{"a circle", `{"type":"Sort","sort_by":["col(a)"],"descending":[true],"children":[` + source + `]}`, circle, ""},
		{"no plan", `{"type":`, chain("Sort"), ""},
		{"of other types", `{"type":"Sort","sort_by":7,"children":[null]}`, chain("Sort", "Scan"), ""},
		{"null", `null`, chain("Sort", "Scan"), ""},
	} {
		q := &Query{OptimizedPlan: c.plan, Plan: Plan{Roots: []*Operator{c.root}}}
		if got := told(q); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
