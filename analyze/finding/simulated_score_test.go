package finding_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

var writeDoc = flag.Bool("simulate.doc", false, "write the table of simulated causes into docs/simulation.md")

// named is the findings that name a cause. Where a recording cannot tell two
// causes apart either will do.
var named = map[string][]string{
	"data skew":                   {"skew-data", "hot-key"}, // keys are not recorded
	"hot key in a join":           {"hot-key", "skew-data"},
	"slow worker":                 {"slow-worker"},
	"retries":                     {"retries", "dead-worker"}, // an attempt that fails gives no reason
	"dead worker":                 {"dead-worker", "retries"},
	"tiny tasks":                  {"tiny-tasks", "small-files"}, // a task of its own for each small file is both
	"too few partitions":          {"too-few-tasks"},
	"few large files":             {"row-group-bound", "too-few-tasks"}, // row groups are not recorded
	"slow start-up":               {"startup-slow"},
	"driver gap":                  {"driver-gap"},
	"giant file":                  {"giant-file"},
	"small files":                 {"small-files"},
	"slow scan":                   {"scan-bound"},
	"exploding join":              {"exploding-join"},
	"function's cold start":       {"udf-cold-start"},
	"function at concurrency one": {"udf-concurrency-one"},
	"late filter":                 {"filter-late"},
	"slow write":                  {"write-bound"},
	"single file":                 {"single-output-file"},
	"broadcast too big":           {"broadcast-too-big"},
	"too many pieces":             {"shuffle-pieces", "shuffle-large"},
	"another query":               {"slots-taken"},
}

// matters is the share of the wall from which a cause counts.
const matters = 0.10

// wires are the ways in which simulated recordings reach the recorder, taken in
// turns.
var wires = []struct {
	name string
	wire simulate.Wire
}{
	{"complete", simulate.Wire{}},
	{"runner's clock 0.3 s ahead", simulate.Wire{Offset: 300e6}},
	{"complete", simulate.Wire{}},
	{"whole milliseconds", simulate.Wire{Milliseconds: true}},
	{"complete", simulate.Wire{}},
	{"1 % of the requests lost", simulate.Wire{Lost: 0.01}},
	{"complete", simulate.Wire{}},
	{"runner's clock 0.3 s behind", simulate.Wire{Offset: -300e6}},
	{"complete", simulate.Wire{}},
	{"what overflows Daft's queue lost", simulate.Wire{Burst: true}},
}

// verdict is what became of one case.
type verdict struct {
	seed     uint64
	wire     string
	counts   bool    // the cause costs as much as matters
	share    float64 // of the wall, that it costs
	top, any bool    // the first finding names it; one of the first three does
	cost     float64 // what the finding that names it says, less the truth, as a share of the wall
	saving   float64
	priced   bool
	first    string // what the first finding is
}

func judge(c simulate.Case, seed uint64) verdict {
	way := wires[seed%uint64(len(wires))]
	way.wire.Seed = seed
	run := c.With.Simulate()
	wall := float64(run.Jobs[0].Wall())
	truth := 0.0
	v := verdict{seed: seed, wire: way.name}
	if c.Cause != nil {
		truth = wall - float64(c.Without.Simulate().Jobs[0].Wall())
		v.share = truth / wall
		if v.counts = v.share > matters; !v.counts {
			return v
		}
	}
	got := replayed(run, way.wire)
	list := finding.Of(got).Case(got.Query(run.Jobs[0].Job.Name)).Findings
	list = slices.DeleteFunc(slices.Clone(list), func(f finding.Finding) bool { return f.Severity == finding.Fine })
	if c.Cause == nil {
		for _, f := range list {
			if s := float64(f.Cost.V) / wall; s > matters && s > v.share {
				v.counts, v.share, v.first = true, s, f.ID
			}
		}
		return v
	}
	for i, f := range list {
		if i == 0 {
			v.first = fmt.Sprintf("%s %.0f %%", f.ID, 100*float64(f.Cost.V)/wall)
		}
		if !slices.Contains(named[c.Cause.Name], f.ID) {
			continue
		}
		if !v.priced {
			v.priced, v.cost, v.saving = true, (float64(f.Cost.V)-truth)/wall, (float64(f.Saving.V)-truth)/wall
		}
		v.top = v.top || i == 0
		v.any = v.any || i < 3
	}
	return v
}

// judgeAll judges cases of one kind, some at a time.
func judgeAll(n uint64, make func(uint64) simulate.Case) []verdict {
	list := append([]verdict(nil), slices.Repeat([]verdict{{}}, int(n))...)
	next := uint64(0)
	var lock sync.Mutex
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for {
				lock.Lock()
				seed := next
				next++
				lock.Unlock()
				if seed >= n {
					return
				}
				list[seed] = judge(make(fresh(seed)), fresh(seed))
			}
		})
	}
	wait.Wait()
	return list
}

// TestSimulatedCauses is the score: of the cases in which a cause costs more
// than a tenth of the wall the first finding names it, and clean runs have no
// finding that costs as much.
func TestSimulatedCauses(t *testing.T) {
	n := cases(6)
	var table strings.Builder
	fmt.Fprintln(&table, "| cause | cases | cost more than 10 % | named first | in the first three | its cost off by | its saving off by |")
	fmt.Fprintln(&table, "| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
	var all []verdict
	for _, c := range simulate.Causes {
		list := judgeAll(n, func(seed uint64) simulate.Case { return c.Make(seed, tasksOf(seed)) })
		var counted []verdict
		for _, v := range list {
			if !v.counts {
				continue
			}
			counted = append(counted, v)
			if !v.top {
				t.Logf("%s, seed %d (%s): costs %.0f %%, found first %s, among three %v", c.Name, v.seed, v.wire, 100*v.share, v.first, v.any)
			}
		}
		all = append(all, counted...)
		top, three, cost, saving := rates(counted)
		fmt.Fprintf(&table, "| %s | %d | %d | %s | %s | %s | %s |\n", c.Name, n, len(counted), percent(top), percent(three), points(cost), points(saving))
	}
	top, three, cost, saving := rates(all)
	fmt.Fprintf(&table, "| all | %d | %d | %s | %s | %s | %s |\n\n", int(n)*len(simulate.Causes), len(all), percent(top), percent(three), points(cost), points(saving))

	clean := judgeAll(2*n, func(seed uint64) simulate.Case { return simulate.Case{With: simulate.Clean(seed, tasksOf(seed))} })
	wrong := 0
	for _, v := range clean {
		if v.counts {
			wrong++
			t.Logf("clean, seed %d (%s): %s costs %.0f %%", v.seed, v.wire, v.first, 100*v.share)
		}
	}
	fmt.Fprintf(&table, "Of %d clean runs %d (%.1f %%) have a finding that costs more than 10 %% of the wall.\n\n", len(clean), wrong, 100*float64(wrong)/float64(len(clean)))
	fmt.Fprintln(&table, "| how the recording came | cases | named first |")
	fmt.Fprintln(&table, "| --- | ---: | ---: |")
	for i, w := range wires {
		if slices.IndexFunc(wires, func(x struct {
			name string
			wire simulate.Wire
		}) bool {
			return x.name == w.name
		}) < i {
			continue
		}
		of := slices.DeleteFunc(slices.Clone(all), func(v verdict) bool { return v.wire != w.name })
		top, _, _, _ := rates(of)
		fmt.Fprintf(&table, "| %s | %d | %s |\n", w.name, len(of), percent(top))
	}
	t.Log("\n" + table.String())
	if top < 0.95 || float64(wrong) > 0.05*float64(len(clean)) {
		t.Errorf("the first finding names the cause in %.1f %%, and %d of %d clean runs have a finding", 100*top, wrong, len(clean))
	}
	if *writeDoc {
		document(t, table.String())
	}
}

// rates sums verdicts up: shares named first and among three, and the mean
// absolute errors of cost and saving where it is named at all.
func rates(list []verdict) (top, three, cost, saving float64) {
	priced := 0.0
	for _, v := range list {
		if v.top {
			top++
		}
		if v.any {
			three++
		}
		if v.priced {
			priced++
			cost += math.Abs(v.cost)
			saving += math.Abs(v.saving)
		}
	}
	n := float64(len(list))
	return top / n, three / n, cost / priced, saving / priced
}

func percent(x float64) string {
	if math.IsNaN(x) {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*x)
}

func points(x float64) string {
	if math.IsNaN(x) {
		return "-"
	}
	return fmt.Sprintf("%.1f points", 100*x)
}

const begin, end = "<!-- begin simulated causes -->\n", "<!-- end simulated causes -->\n"

// document puts the table into the documentation.
func document(t *testing.T, table string) {
	t.Helper()
	const path = "../../docs/simulation.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the table", path)
	}
	if err := os.WriteFile(path, []byte(before+begin+table+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
