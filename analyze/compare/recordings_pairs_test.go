package compare_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
)

// realPair is two real queries of which it is known what differs.
type realPair struct {
	name      string
	base, new realQuery
	right     []answer // nil: nothing differs
}

var aFunction = []string{"UDF"}

// rightReal is what each cause of testdata/jobs/causes.py should be called, as
// rightOf, decided by what the job does.
var rightReal = map[string][]answer{
	// Another function at the same place that takes longer for each row.
	"slow-udf":        {{kinds(compare.Rate, compare.PlanChange), aFunction}},
	"udf-concurrency": {{kinds(compare.Parallelism, compare.Rate, compare.PlanChange), aFunction}},
	"udf-cold-start":  {{kinds(compare.StartUp), nil}, {kinds(compare.Rate, compare.PlanChange, compare.Skew), aFunction}},
	// As many rows from more files; on Ray also from more tasks.
	"small-files":   {{kinds(compare.Pieces), nil}, {kinds(compare.Rate), []string{"Scan", "Read"}}},
	"one-row-group": {{kinds(compare.Parallelism, compare.Pieces), nil}},
	"giant-file":    {{kinds(compare.Skew), nil}},
	// JSON instead of Parquet: the scan is slower, or another one.
	"scan-bound": {{kinds(compare.Rate, compare.PlanChange, compare.BytesPerRow), []string{"Scan", "Source", "Read", "JSON"}}},
	// A filter lets all rows through; Daft has it in the scan.
	"write-bound": {{kinds(compare.Rows), nil}, {kinds(compare.PlanChange), []string{"Filter", "Read", "Scan"}}},
	"single-file": {{kinds(compare.Parallelism, compare.Pieces, compare.PlanChange), nil}},
	// As many rows in, 60 times as many out: the join is slower for its input, and
	// what is above it has more rows. That comes of a projection below it, of the key.
	"exploding-join": {{kinds(compare.Rows), nil}, {kinds(compare.Rate), []string{"Join"}}, {kinds(compare.PlanChange), []string{"Join", "Project"}}},
	"hot-key":        {{kinds(compare.Skew), nil}},
	// Two keys over twelve partitions: two tasks are far from the others, or less
	// runs at a time.
	"few-keys": {{kinds(compare.Skew, compare.Parallelism), nil}},
	// Another kind of join, with no shuffles below it.
	"broadcast-big":    {{kinds(compare.PlanChange), nil}, {kinds(compare.Rate, compare.Rows), []string{"Join"}}},
	"broadcast-missed": {{kinds(compare.PlanChange), nil}},
	"sort":             {{kinds(compare.PlanChange), []string{"Sort"}}},
	// Other groups: more of them, of a wider column.
	"many-groups":       {{kinds(compare.Rate, compare.Rows, compare.BytesPerRow, compare.PlanChange), []string{"Agg", "Distinct"}}},
	"slow-consumer":     {{kinds(compare.ConsumerHeld), nil}},
	"late-filter":       {{kinds(compare.Rows), aFunction}, {kinds(compare.PlanChange), []string{"Filter", "UDF"}}},
	"planning":          {{kinds(compare.Planning), nil}},
	"start-up":          {{kinds(compare.StartUp), nil}},
	"memory":            {{kinds(compare.PlanChange), []string{"Sort"}}},
	"slow-worker":       {{kinds(compare.Skew, compare.Rate), nil}},
	"killed-node":       {{kinds(compare.Retries, compare.Parallelism), nil}},
	"tiny-tasks":        rightOf["smaller tasks"],
	"one-partition":     rightOf["fewer partitions"],
	"uneven-partitions": {{kinds(compare.Skew), nil}},
	// A sort more, whose time is spent on the driver.
	"driver-gap": {{kinds(compare.PlanChange), []string{"Sort"}}, {kinds(compare.DriverWork), nil}},
}

// realPairs are all pairs of real recordings of which it is known what differs.
func realPairs(t testing.TB) (list []realPair) {
	all := causes(t)
	for _, file := range []string{"causes-native", "causes-ray", "causes-cluster"} {
		for _, cause := range sortedKeys(all[file]) {
			name, ok := strings.CutSuffix(cause, "=with")
			if without, both := all[file][name+"=without"]; ok && both {
				list = append(list, realPair{file + " " + name, without, all[file][cause], rightReal[name]})
			}
		}
	}
	list = append(list, realPair{"causes-startup start-up", all["causes-ray"]["start-up=without"], all["causes-startup"]["start-up=with"], rightReal["start-up"]})

	whatif := func(what, baseFile, base, newFile, current string, right []answer) {
		from, to := variant(t, baseFile, base), variant(t, newFile, current)
		for i := range min(len(from), len(to)) {
			b, n := from[i], to[len(to)-1-i] // those of one name in one recording are not to be the same query
			list = append(list, realPair{fmt.Sprintf("%s %s to %s %s, %s", baseFile, base, newFile, current, what), b, n, right})
		}
	}
	fewer := []answer{{kinds(compare.Parallelism), nil}}
	whatif("fewer nodes", "nodes-3", "even", "nodes-1", "even", fewer)
	whatif("fewer nodes", "nodes-3", "even", "nodes-2", "even", fewer)
	whatif("fewer nodes", "nodes-2", "even", "nodes-1", "even", fewer)
	whatif("more nodes", "nodes-1", "even", "nodes-3", "even", fewer)
	whatif("hot key", "nodes-3", "even", "nodes-3", "skewed", []answer{{kinds(compare.Skew), nil}})
	whatif("no hot key", "nodes-3", "skewed", "nodes-3", "even", []answer{{kinds(compare.Skew), nil}})
	// The filter takes the hot key's rows: there is a filter more, there are fewer
	// rows, and they are not skewed any more.
	whatif("rows of the hot key dropped", "nodes-3", "skewed", "nodes-3", "dropped", []answer{{kinds(compare.Skew, compare.Rows), nil}, {kinds(compare.PlanChange), []string{"Filter"}}})
	function := []answer{{kinds(compare.Rate, compare.PlanChange), aFunction}}
	whatif("slower function", "nodes-3", "fast", "nodes-3", "even", function)
	whatif("faster function", "nodes-3", "even", "nodes-3", "fast", function)
	whatif("computes where it slept", "nodes-3", "even", "nodes-3", "computing", function)
	whatif("cold cluster", "cold-3", "even", "cold-3", "cold", []answer{{kinds(compare.StartUp), nil}})
	whatif("warm cluster", "cold-3", "cold", "nodes-3", "even", []answer{{kinds(compare.StartUp), nil}})
	whatif("nothing", "nodes-2", "even", "nodes-2", "even", nil)
	whatif("nothing", "nodes-3", "even", "cold-3", "even", nil)

	slow, fixed := studyOf(t, "recordings/tutorial-slow"), studyOf(t, "recordings/tutorial-fixed")
	// A function moved above a join, and has a twentieth of the rows.
	moved := []answer{{kinds(compare.Rows, compare.PlanChange), aFunction}}
	a, b := realQuery{slow, slow.Run.Queries[len(slow.Run.Queries)-1]}, realQuery{fixed, fixed.Run.Queries[len(fixed.Run.Queries)-1]}
	list = append(list, realPair{"tutorial-slow to tutorial-fixed", a, b, moved}, realPair{"tutorial-fixed to tutorial-slow", b, a, moved})

	for _, engine := range []string{"native", "ray"} {
		once, again, large := studyOf(t, "progress/"+engine+"-a"), studyOf(t, "progress/"+engine+"-b"), studyOf(t, "progress/"+engine+"-large")
		for i := range once.Run.Queries {
			if i >= len(again.Run.Queries) || i >= len(large.Run.Queries) {
				break
			}
			a, b, l := realQuery{once, once.Run.Queries[i]}, realQuery{again, again.Run.Queries[i]}, realQuery{large, large.Run.Queries[i]}
			list = append(list, realPair{fmt.Sprintf("progress %s %d, again", engine, i), a, b, nil},
				realPair{fmt.Sprintf("progress %s %d, larger", engine, i), a, l, []answer{{kinds(compare.Rows), nil}}})
		}
	}
	return list
}

// noCost are pairs whose change did not cost what it was made for, so that
// whatever they differ in is something else: see the walls in docs/findings.md.
var noCost = map[string]string{
	"causes-native udf-concurrency":   "both ran one at a time: 6.1 s and 5.7 s",
	"causes-ray one-row-group":        "a task uses all threads of its node either way",
	"causes-ray giant-file":           "the same",
	"causes-ray single-file":          "the same",
	"causes-cluster broadcast-missed": "5 % of the wall",
	"progress ray 5, larger":          "with half as many rows more it took 16.5 s instead of 19.5 s",
}

// TestRealPairs: of real pairs with a known change that makes more than a tenth
// of the wall the first cause names it in nine of ten; all parts sum.
func TestRealPairs(t *testing.T) {
	var table strings.Builder
	counted, named := 0, 0
	for _, p := range realPairs(t) {
		q := comparedQueries(p.base, p.new)
		for _, w := range checkQuery(q) {
			t.Errorf("%s: %s", p.name, w)
		}
		if p.right == nil || !q.Delta.Known() {
			continue
		}
		longer := float64(max(q.BaseWall.V, q.NewWall.V))
		if math.Abs(float64(q.Delta.V)) < matters*longer || noCost[p.name] != "" {
			continue
		}
		counted++
		rank := -1
		for i, c := range q.Causes {
			if right(c, p.right, nil, nil) {
				rank = i
				break
			}
		}
		if rank == 0 {
			named++
			continue
		}
		var causes []string
		for i, c := range q.Causes {
			if i < 4 {
				causes = append(causes, fmt.Sprintf("%s (%s)", describe(c, longer), c.Title))
			}
		}
		fmt.Fprintf(&table, "%s: %.3f -> %.3f s, right in place %d: %s\n", p.name, seconds(q.BaseWall), seconds(q.NewWall), rank+1, strings.Join(causes, ", "))
	}
	t.Logf("%d of %d real pairs name their change first; not:\n%s", named, counted, table.String())
	if 10*named < 9*counted || counted < 40 {
		t.Errorf("%d of %d real pairs name their change first, want nine of ten", named, counted)
	}
}

// TestRealSame: between runs of the same query on the same data no cause is much
// larger than the difference in wall itself. That may be large: see the log.
func TestRealSame(t *testing.T) {
	n, over := 0, 0
	for _, p := range realPairs(t) {
		if p.right != nil {
			continue
		}
		q := comparedQueries(p.base, p.new)
		if !q.Delta.Known() {
			continue
		}
		n++
		longer, largest := float64(max(q.BaseWall.V, q.NewWall.V)), 0.0
		for _, c := range q.Causes {
			largest = max(largest, math.Abs(float64(c.NS)))
		}
		beyond := largest - math.Abs(float64(q.Delta.V))
		if beyond > matters*longer {
			over++
			t.Logf("%s: %.3f -> %.3f s: %s", p.name, seconds(q.BaseWall), seconds(q.NewWall), describe(q.Causes[0], longer))
		}
	}
	if n < 10 || over > n/5 {
		t.Errorf("%d of %d pairs without a change have a cause that is larger than the difference by a tenth of the wall", over, n)
	}
}

func seconds(v analyze.Value) float64 { return float64(v.V) / 1e9 }

func sortedKeys[V any](m map[string]V) (list []string) {
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}
