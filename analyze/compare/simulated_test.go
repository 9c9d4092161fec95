package compare_test

import (
	"flag"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/cores"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// What is said of simulated pairs of runs is held against the change that was put
// between them. A few pairs of each kind run always; -simulate N runs N.
var (
	seeds    = flag.Uint64("simulate", 0, "simulated pairs of each kind")
	from     = flag.Uint64("simulate.from", 0, "seed of the first of them")
	showOff  = flag.Float64("simulate.off", 0, "log pairs of which the amount is off by more than this share of the wall, too")
	writeDoc = flag.Bool("simulate.doc", false, "write the tables of simulated pairs into docs/simulation.md")
)

// matters is the share of the longer wall from which a change counts.
const matters = 0.10

func pairsOf(few uint64) uint64 {
	if *seeds > 0 {
		return *seeds
	}
	return few
}

// tasksOf is of how many tasks a pair is: of 40; with the flag of 10 to 10,000,
// three of four of up to 300.
func tasksOf(seed uint64) int {
	if *seeds == 0 {
		return 40
	}
	x := seed * 0x9e3779b97f4a7c15 >> 40
	switch {
	case x%64 == 0:
		return 10_000
	case x%32 < 8:
		return 1_000
	}
	return int(10 + x%290)
}

// wires are the ways in which the two recordings of a pair reach the recorder,
// taken in turns; the two sides have different ones.
var wires = []struct {
	name string
	wire simulate.Wire
}{
	{"complete", simulate.Wire{}},
	{"complete", simulate.Wire{}},
	{"runner's clock 0.3 s ahead", simulate.Wire{Offset: 300e6}},
	{"complete", simulate.Wire{}},
	{"whole milliseconds", simulate.Wire{Milliseconds: true}},
	{"complete", simulate.Wire{}},
	{"1 % of the requests lost", simulate.Wire{Lost: 0.01}},
	{"complete", simulate.Wire{}},
}

func replayed(run *simulate.Run, w simulate.Wire) *analyze.Run {
	r := analyze.NewReplayer()
	for e := range run.Events(w) {
		r.Add(e)
	}
	return r.Run()
}

// outcome is what became of one pair.
type outcome struct {
	seed    uint64
	wire    string
	counts  bool    // the change makes as much of the wall as matters
	truth   float64 // of the longer wall
	rank    []int   // of each change, the first cause that is right: 0 is the first, -1 none
	off     float64 // what all right causes say, less the truth, as a share of the longer wall
	delta   float64 // of the longer wall
	largest float64 // of all causes, of the longer wall
	noise   float64 // the largest of what is not right
	wrong   []string
	list    []string // the first causes, for people
}

func judge(p simulate.Pair, seed uint64) outcome {
	k := seed % uint64(len(wires))
	base, current := p.Base.Simulate(), p.New.Simulate()
	wire := func(k, other uint64) simulate.Wire {
		w := wires[k].wire
		w.Seed, w.Epoch = 2*seed+other, simulate.DefaultEpoch+int64(other)*86_400e9
		return w
	}
	longer := float64(max(base.Jobs[0].Wall(), current.Jobs[0].Wall()))
	truth := p.Truth()
	v := outcome{seed: seed, wire: wires[k].name, truth: float64(truth) / longer}
	v.counts = math.Abs(v.truth) > matters && p.Back == (truth < 0)
	c := compared(replayed(base, wire(0, 0)), replayed(current, wire(k, 1)))
	v.wrong = checkSums(c)
	var q *compare.Query
	for i := range c.Queries {
		if c.Queries[i].Pair.New.ID == current.Jobs[0].Job.Name && c.Queries[i].Pair.Base.ID == base.Jobs[0].Job.Name {
			q = &c.Queries[i]
		}
	}
	v.rank = slices.Repeat([]int{-1}, len(p.Changes))
	if q == nil {
		v.list = []string{"the two queries were not paired"}
		return v
	}
	v.delta = float64(q.Delta.V) / longer
	named := int64(0)
	for i, x := range q.Causes {
		v.largest = max(v.largest, math.Abs(float64(x.NS))/longer)
		ok := false
		for n, change := range p.Changes {
			if !right(x, rightOf[change.Name], base.Jobs[0].Job.At, current.Jobs[0].Job.At) {
				continue
			}
			ok = true
			if v.rank[n] < 0 {
				v.rank[n] = i
			}
		}
		if ok {
			named += x.NS
		} else {
			v.noise = max(v.noise, math.Abs(float64(x.NS))/longer)
		}
		if i < 4 {
			v.list = append(v.list, describe(x, longer))
		}
	}
	v.off = float64(named-truth) / longer
	return v
}

func describe(x compare.Cause, longer float64) string {
	at := ""
	switch {
	case x.New != nil:
		at = fmt.Sprintf(" at %s #%d", x.New.Name, x.New.ID)
	case x.Base != nil:
		at = fmt.Sprintf(" at the base's %s #%d", x.Base.Name, x.Base.ID)
	}
	return fmt.Sprintf("%s%s %+.0f %%", x.Kind, at, 100*float64(x.NS)/longer)
}

func judgeAll(n uint64, make func(uint64) simulate.Pair) []outcome {
	list := slices.Repeat([]outcome{{}}, int(n))
	cores.Each(int(n), func(i int) { list[i] = judge(make(*from+uint64(i)), *from+uint64(i)) })
	return list
}

// TestSimulatedChanges is the score: where a change makes more than a tenth of
// the wall the first cause names it, in nine pairs of ten; the parts of every
// pair sum to its difference.
func TestSimulatedChanges(t *testing.T) {
	n := pairsOf(4)
	var table strings.Builder
	fmt.Fprintln(&table, "| change | pairs | more than 10 % | named first | in the first three | its amount off by |")
	fmt.Fprintln(&table, "| --- | ---: | ---: | ---: | ---: | ---: |")
	var all []outcome
	for _, c := range simulate.Changes {
		if len(rightOf[c.Name]) == 0 {
			t.Errorf("nobody knows what %q should be called", c.Name)
		}
		list := judgeAll(n, func(seed uint64) simulate.Pair { return c.Make(seed, tasksOf(seed)) })
		all = append(all, tell(t, &table, c.Name, list)...)
	}
	first := total(&table, int(n)*len(simulate.Changes), all)
	if first < 0.9 {
		t.Errorf("of %d pairs with a change %.1f %% name it first, want 90 %%", len(all), 100*first)
	}
	fmt.Fprintln(&table, "\n| how the new recording came | pairs | named first |")
	fmt.Fprintln(&table, "| --- | ---: | ---: |")
	for i, w := range wires {
		var these []outcome
		for _, v := range all {
			if v.wire == w.name {
				these = append(these, v)
			}
		}
		if len(these) > 0 && (i == 0 || w.name != wires[0].name) {
			fmt.Fprintf(&table, "| %s | %d | %s |\n", w.name, len(these), percent(share(these, func(v outcome) bool { return v.rank[0] == 0 })))
		}
	}
	finish(t, "simulated changes", table.String())
}

// tell logs what was missed, adds a line to the table, and returns those that
// count.
func tell(t *testing.T, table *strings.Builder, name string, list []outcome) (counted []outcome) {
	t.Helper()
	for _, v := range list {
		for _, w := range v.wrong {
			t.Errorf("%s, seed %d: %s", name, v.seed, w)
		}
		if !v.counts {
			continue
		}
		counted = append(counted, v)
		if v.rank[0] != 0 || *showOff > 0 && math.Abs(v.off) > *showOff {
			t.Logf("%s, seed %d (%s): %+.0f %% of %+.0f %%, named in place %d: %s", name, v.seed, v.wire, 100*v.truth, 100*v.delta, v.rank[0]+1, strings.Join(v.list, ", "))
		}
	}
	fmt.Fprintf(table, "| %s | %d | %d | %s | %s | %s |\n", name, len(list), len(counted), percent(share(counted, first)), percent(share(counted, three)), points(counted))
	return counted
}

func total(table *strings.Builder, pairs int, all []outcome) float64 {
	fmt.Fprintf(table, "| all | %d | %d | %s | %s | %s |\n", pairs, len(all), percent(share(all, first)), percent(share(all, three)), points(all))
	return share(all, first)
}

func first(v outcome) bool { return v.rank[0] == 0 }
func three(v outcome) bool { return v.rank[0] >= 0 && v.rank[0] < 3 }

func share(list []outcome, is func(outcome) bool) float64 {
	n := 0
	for _, v := range list {
		if is(v) {
			n++
		}
	}
	return float64(n) / float64(len(list))
}

func percent(x float64) string {
	if math.IsNaN(x) {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*x)
}

// points is the mean distance of the amount from the truth.
func points(list []outcome) string {
	if len(list) == 0 {
		return "-"
	}
	sum := 0.0
	for _, v := range list {
		sum += math.Abs(v.off)
	}
	return fmt.Sprintf("%.1f points", 100*sum/float64(len(list)))
}
