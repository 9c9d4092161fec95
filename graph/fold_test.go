package graph

import (
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// chain is a plan of n operators one above the other.
func chain(n int) *op {
	var t tree
	root := t.op("Read Parquet", 50)
	for i := range n - 1 {
		weight := 1
		if i == n/2 {
			weight = 100 * n
		}
		root = t.op("Project", weight, root)
	}
	return root
}

// broad is a plan of one operator over n scans.
func broad(n int) *op {
	var t tree
	var children []*op
	for range n {
		children = append(children, t.op("Read Parquet", 1))
	}
	return t.op("Merge", 100*n, children...)
}

// Every operator is in just one box, and large plans become few boxes, whatever
// their shape.
func TestFold(t *testing.T) {
	for name, root := range map[string]*op{
		"one": chain(1), "few": chain(readable), "chain": chain(500), "union": wide(125), "small union": wide(9), "broad": broad(600),
		"broad union": (&tree{n: 1000}).op("Sort", 10, broad(40), wide(40)),
	} {
		c := simulated(t, root)
		p := newPlan(c)
		all := c.Query.Operators
		groups := fold(p, false)
		seen := map[*analyze.Operator]bool{}
		for _, g := range groups {
			for _, o := range g.operators {
				if seen[o] {
					t.Errorf("%s: %s is in two boxes", name, operatorName(o))
				}
				seen[o] = true
				if len(g.operators) > 1 && p.hot(o) && len(groups) <= folded {
					t.Errorf("%s: %s is on the path, and folded", name, operatorName(o))
				}
			}
		}
		if len(seen) != len(all) {
			t.Errorf("%s: %d of %d operators have a box", name, len(seen), len(all))
		}
		if len(all) <= readable && len(groups) != len(all) {
			t.Errorf("%s: a plan of %d operators is folded", name, len(all))
		}
		if len(groups) > folded {
			t.Errorf("%s: %d operators became %d boxes", name, len(all), len(groups))
		}
		if n := len(fold(p, true)); n != len(all) {
			t.Errorf("%s: unfolded it has %d boxes for %d operators", name, n, len(all))
		}
		if !slices.ContainsFunc(groups, func(g group) bool { return len(g.operators) == 1 && p.hot(g.operators[0]) }) {
			t.Errorf("%s: nothing is on the path", name)
		}
	}
}

// What is folded says so, in the picture and for who points at it.
func TestFoldedWords(t *testing.T) {
	svg, err := SVG(simulated(t, wide(125)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"125 branches, 499 operators", "124 Concat, 125 Project", `class="fold"`, `data-ops="`, "and 459 more"} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("it lacks %q", want)
		}
	}
}

// Many tasks become few boxes; all are counted.
func TestManyTasks(t *testing.T) {
	spec := simulate.Clean(3, 2000)
	spec.Retries = 2
	c := caseOf(t, slices.Collect(spec.Simulate().Events(simulate.Wire{})), 0)
	for i, x := range c.Stages {
		s, err := sketchOf(c, Options{Tasks: label(i)})
		if err != nil {
			t.Fatal(err)
		}
		if len(s.nodes) > mostSingle+20 {
			t.Errorf("%s: %d tasks became %d boxes", label(i), len(x.Stage.Tasks), len(s.nodes))
		}
		if _, err := Document([]*finding.Case{c}, Options{Tasks: label(i)}); err != nil {
			t.Errorf("%s: %v", label(i), err)
		}
		all, err := sketchOf(c, Options{Tasks: label(i), Unfold: true})
		if err != nil {
			t.Fatal(err)
		}
		tasks := 0
		for _, n := range all.nodes {
			if strings.HasPrefix(n.id, "task-") {
				tasks++
			}
		}
		if tasks != len(x.Stage.Tasks) {
			t.Errorf("%s: unfolded it has %d boxes for %d tasks", label(i), tasks, len(x.Stage.Tasks))
		}
	}
}
