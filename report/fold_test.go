package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// planOf makes operators of lines such as "1 2 3": the first with the others as
// its inputs. The first line's is the root.
func planOf(lines ...string) *analyze.Query {
	ops := map[int64]*analyze.Operator{}
	q := &analyze.Query{}
	get := func(id int64) *analyze.Operator {
		if ops[id] == nil {
			ops[id] = &analyze.Operator{ID: id, Name: "Op", InPlan: true}
			q.Operators = append(q.Operators, ops[id])
		}
		return ops[id]
	}
	for _, l := range lines {
		var ids []int64
		for f := range strings.FieldsSeq(l) {
			var id int64
			fmt.Sscan(f, &id)
			ids = append(ids, id)
		}
		o := get(ids[0])
		for _, id := range ids[1:] {
			o.Children = append(o.Children, get(id))
		}
	}
	q.Plan = analyze.Plan{Known: true, Roots: q.Operators[:1]}
	return q
}

// asDrawn writes branches as 1(2+3(4)), those folded joined by a plus in the order of their ids.
func asDrawn(list []*branch) string {
	var parts []string
	for _, b := range list {
		var ids []int64
		for _, o := range b.ops {
			ids = append(ids, o.ID)
		}
		slices.Sort(ids)
		text := strings.ReplaceAll(strings.Trim(fmt.Sprint(ids), "[]"), " ", "+")
		if b.again {
			text += "!"
		}
		if len(b.children) > 0 {
			text += "(" + asDrawn(b.children) + ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}

func TestFolding(t *testing.T) {
	for _, c := range []struct {
		name  string
		plan  []string
		keep  []int64
		want  string
		whole bool
	}{
		{"nothing is folded", []string{"1 2", "2 3"}, nil, "1(2(3))", true},
		{"one alone stays", []string{"1 2", "2 3"}, []int64{1, 3}, "1(2(3))", false},
		{"neighbours in a line", []string{"1 2", "2 3", "3 4", "4 5"}, []int64{1, 5}, "1(2+3+4(5))", false},
		{"to the leaves", []string{"1 2", "2 3", "3 4"}, []int64{1}, "1(2+3+4)", false},
		{"from the root", []string{"1 2", "2 3"}, []int64{3}, "1+2(3)", false},
		{"all", []string{"1 2", "2 3 4"}, []int64{}, "1+2+3+4", false},
		{"a side of a join", []string{"1 2 5", "2 3", "3 4", "5 6"}, []int64{1, 5, 6}, "1(2+3+4 5(6))", false},
		{"both sides", []string{"1 2 3", "2 4"}, []int64{1}, "1(2+3+4)", false},
		{"a join itself", []string{"1 2", "2 3 4"}, []int64{3, 4}, "1+2(3 4)", false},
		{"one that comes twice", []string{"1 2 3", "2 4", "3 4"}, []int64{1, 4}, "1(2(4) 3(4!))", false},
		{"a circle", []string{"1 2", "2 3", "3 1"}, []int64{3}, "1+2(3(1!))", false},
	} {
		q := planOf(c.plan...)
		var keep map[*analyze.Operator]bool
		if !c.whole {
			keep = map[*analyze.Operator]bool{}
			for _, o := range q.Operators {
				keep[o] = slices.Contains(c.keep, o.ID)
			}
		}
		if got := asDrawn(branches(q, keep)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// A long chain folds in time that grows with its length.
func TestFoldingIsLinear(t *testing.T) {
	q := &analyze.Query{}
	var below *analyze.Operator
	for i := range 200_000 {
		o := &analyze.Operator{ID: int64(i)}
		if below != nil {
			o.Children = []*analyze.Operator{below, {ID: -int64(i)}}
		}
		below = o
		q.Operators = append(q.Operators, o)
	}
	q.Plan.Roots = []*analyze.Operator{below}
	if list := branches(q, map[*analyze.Operator]bool{}); len(list) != 1 || len(list[0].ops) != 399_999 {
		t.Errorf("%d roots, %d operators in the first", len(list), len(list[0].ops))
	}
}

// Of every real run each operator is drawn once, by itself or folded, and never
// folded where a finding names it, it failed, or it has much of the path.
func TestEveryOperatorIsDrawnOnce(t *testing.T) {
	folded := 0
	for name, s := range studies(t) {
		for _, c := range s.All() {
			for _, o := range []ExplainOptions{{}, {Full: true}, {Top: 2}, {Top: 3, Sort: ByPlan}} {
				notes := newOperatorNotes(c)
				times := map[*analyze.Operator]int{}
				for _, line := range drawTree(branches(c.Query, unfolded(c, notes, o)), treeStyle{2, 200}) {
					for _, op := range line.ops {
						if !line.again {
							times[op]++
						}
						if line.folded {
							folded++
							holdFolded(t, name, c, notes, o, op)
						}
					}
				}
				for _, op := range c.Query.Operators {
					if times[op] != 1 {
						t.Errorf("%s, %+v: %s is drawn %d times", name, o, operatorName(op), times[op])
					}
				}
			}
		}
	}
	if folded < 50 {
		t.Errorf("only %d operators are folded", folded)
	}
}

func holdFolded(t *testing.T, name string, c *finding.Case, notes operatorNotes, o ExplainOptions, op *analyze.Operator) {
	t.Helper()
	if o.Full {
		t.Errorf("%s: %s is folded in full", name, operatorName(op))
	}
	if o.Top > 0 {
		return
	}
	e := c.Query.Error
	if notes.path[op] >= c.Query.Wall.V/foldBelow || notes.findings[op] != "" || e != nil && e.Operator == op || len(notes.bad(op)) > 0 {
		t.Errorf("%s: %s is folded", name, operatorName(op))
	}
}

// Each order has all operators, those with most first, what is not known last.
func TestOrders(t *testing.T) {
	c := finding.Of(replay(t, "tpch-native")).All()[3]
	for _, o := range Orders {
		list := o.sorted(c)
		if len(list) != len(c.Query.Operators) {
			t.Errorf("%s: %d operators of %d", o, len(list), len(c.Query.Operators))
		}
	}
	rows := ByRows.sorted(c)
	for i := 1; i < len(rows); i++ {
		a, b := rows[i-1].RowsMade(), rows[i].RowsMade()
		if a.Known() && b.Known() && a.V < b.V || !a.Known() && b.Known() {
			t.Errorf("by rows %v stands before %v", a, b)
		}
	}
}

func TestCellsFillTheBar(t *testing.T) {
	for _, c := range []struct {
		parts []int64
		width int
		want  []int
	}{
		{[]int64{1, 1}, 10, []int{5, 5}},
		{[]int64{1, 1, 1}, 10, []int{3, 4, 3}},
		{[]int64{1, 999}, 10, []int{0, 10}},
		{[]int64{0, 0}, 10, []int{0, 0}},
		{[]int64{-5, 10}, 4, []int{0, 4}},
		{[]int64{1 << 62, 1 << 62, 1 << 62}, 9, []int{5, 4, 0}}, // no query is that long
		{[]int64{1}, 0, []int{0}},
	} {
		if got := cellsOf(c.parts, c.width); !slices.Equal(got, c.want) {
			t.Errorf("%v in %d: %v, want %v", c.parts, c.width, got, c.want)
		}
	}
	for part, want := range map[int64]string{0: "", 1: "▏", 50: "████", 100: "████████", 200: "████████", 55: "████▍"} {
		if got := shareBar(part, 100, 8); got != want {
			t.Errorf("%d of 100: %q, want %q", part, got, want)
		}
	}
}

func TestShellWord(t *testing.T) {
	for in, want := range map[string]string{"run.arrow": "run.arrow", "a b": "'a b'", "it's": `'it'\''s'`, "": "''", "-x": "'-x'", "$(rm)": "'$(rm)'", "./r-1_2.arrow": "./r-1_2.arrow"} {
		if got := shellWord(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

// A mark that all numbers of a column have goes to its head.
func TestMarksAreHoisted(t *testing.T) {
	ops := planOf("1 2 3").Operators
	column := func(values ...string) figure {
		return figure{head: "x", of: func(o *analyze.Operator) string { return values[o.ID-1] }}
	}
	for _, c := range []struct{ values, want []string }{
		{[]string{"~1", "~<1%", "-"}, []string{"~x", "1", "<1%", "-"}},
		{[]string{"~1", "2", "-"}, []string{"x", "~1", "2", "-"}},
		{[]string{"?", "-", ""}, []string{"x", "?", "-", ""}},
		{[]string{"~1", ">~2", "~3"}, []string{"x", "~1", ">~2", "~3"}},
	} {
		f := hoisted([]figure{column(c.values...)}, ops)[0]
		if got := []string{f.head, f.of(ops[0]), f.of(ops[1]), f.of(ops[2])}; !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.values, got, c.want)
		}
	}
}
