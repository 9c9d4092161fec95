package gate_test

import (
	"cmp"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/changepoint"
	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

var calibrateOnly = flag.String("calibrate.only", "", "of these tables of docs/regression-gate.md alone, with commas between")

// TestCalibrationDoc measures at length, and writes the tables of docs/regression-gate.md.
func TestCalibrationDoc(t *testing.T) {
	if !*calibrate {
		t.Skip("no -calibrate")
	}
	sets := noiseSets(t)
	tables := []struct {
		name string
		of   func(map[string]*noise) string
	}{
		{"noise", noiseTable}, {"false alarms", falseAlarmTable}, {"verdicts", verdictTable}, {"power", powerTable},
		{"family", familyTable}, {"real", realTable}, {"drift", driftTable}, {"sessions", sessionTable}, {"history", historyTable},
	}
	if *calibrateOnly != "" {
		only := strings.Split(*calibrateOnly, ",")
		kept := tables[:0]
		for _, table := range tables {
			if slices.Contains(only, table.name) {
				kept = append(kept, table)
			}
		}
		tables = kept
	}
	texts := make([]string, len(tables))
	var group sync.WaitGroup
	slots := make(chan bool, 2) // at a time
	for i, table := range tables {
		group.Go(func() {
			slots <- true
			texts[i] = table.of(sets)
			<-slots
			t.Log(table.name)
		})
	}
	group.Wait()
	const path = "../../docs/regression-gate.md"
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, table := range tables {
		begin, end := fmt.Sprintf("<!-- begin %s -->\n", table.name), fmt.Sprintf("<!-- end %s -->", table.name)
		_, rest, ok := strings.Cut(string(doc), begin)
		_, after, ended := strings.Cut(rest, end)
		if !ok || !ended {
			t.Fatalf("%s has no place for %s", path, table.name)
		}
		doc = []byte(strings.TrimSuffix(string(doc), begin+rest) + begin + texts[i] + end + after)
	}
	if err := os.WriteFile(path, doc, 0o644); err != nil {
		t.Fatal(err)
	}
}

// markdown is a table, the first column to the left.
func markdown(head []string, rows [][]string) string {
	var b strings.Builder
	line := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	line(head)
	rule := []string{"---"}
	for range head[1:] {
		rule = append(rule, "---:")
	}
	line(rule)
	for _, r := range rows {
		line(r)
	}
	return b.String()
}

func percent(count, of int) string {
	v := 100 * float64(count) / float64(max(1, of))
	if v < 10 {
		return fmt.Sprintf("%.1f %%", v)
	}
	return fmt.Sprintf("%.0f %%", v)
}

// called is what people read of a column.
func called(column string) string {
	parts := strings.Split(column, "_")
	who := map[string]string{"job": "job", "priority": "query 1", "part": "query 2", "tone": "query 3"}[parts[0]]
	what := map[string]string{"wall": "wall", "cpu": "CPU", "memory": "peak memory", "busy": "busy"}[parts[1]]
	return who + ", " + what
}

func noiseTable(sets map[string]*noise) string {
	var rows [][]string
	for _, set := range []string{"native-base", "noisy-base", "shared-base", "ray-base"} {
		s := sets[set]
		if s == nil {
			continue
		}
		for _, column := range noiseColumns[3:] {
			values := make([]float64, 0, len(s.logs[column]))
			for _, v := range s.logs[column] {
				values = append(values, math.Exp(v))
			}
			slices.Sort(values)
			m := stat.Median(values)
			size := fmt.Sprintf("%.2f s", m/1e9)
			if metricOf(column) == "memory" {
				size = fmt.Sprintf("%.0f MB", m/1e6)
			}
			rows = append(rows, []string{set, called(column), size, fmt.Sprintf("%.1f %%", 100*stat.CV(values)), fmt.Sprintf("%.1f %%", 100*stat.RobustLogSigma(values)),
				fmt.Sprintf("%.2f", values[0]/m), fmt.Sprintf("%.2f", values[len(values)-1]/m)})
		}
	}
	return markdown([]string{"runs", "metric", "median", "CV", "without outliers", "least / median", "most / median"}, rows)
}

// stressed is by how much times are scaled where the 200 ms of the default shall not
// hide anything.
const stressed = 10

// worstCell is the cell of a set, a column and sizes with the most of something.
type worstCell struct {
	set, column string
	scale       float64
	size        [2]int
	seen        float64
}

func falseAlarmTable(sets map[string]*noise) string {
	all := []int{1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20}
	var rows [][]string
	var worst []worstCell
	const trials = 400
	for _, scale := range []float64{1, stressed} {
		for _, set := range baseSets {
			var sum tally
			ok, most := 0, 0
			for i, column := range gatedColumns {
				for size, c := range measure(sets[set], column, scale, []float64{1}, all, trials, uint64(100+i))[1] {
					sum.add(*c)
					worst = append(worst, worstCell{set, column, scale, size, float64(c.regression)})
					ok, most = ok+c.ok, most+c.trials
				}
			}
			name := set
			if scale != 1 {
				name += ", times ten"
			}
			rows = append(rows, []string{name, percent(sum.regression, sum.trials), percent(ok, most), percent(most-ok-sum.regression, most),
				percent(sum.benchstat, sum.trials), percent(sum.mean, sum.trials), percent(sum.median, sum.trials)})
		}
	}
	slices.SortStableFunc(worst, func(a, b worstCell) int {
		return int(1000 * (b.seen - a.seen))
	})
	// Once more, with many, and the worst of these with more: the worst of thousands is mostly chance.
	again := mostFalse(sets, mostFalse(sets, worst[:60], 5000)[:5], 100_000)[0]
	return markdown([]string{"runs", "gate: regression", "ok", "inconclusive", "benchstat", "10 % of means", "10 % of medians"}, rows) +
		fmt.Sprintf("\nEach line: %d pairs of sample sizes, 6 metrics, %d trials each. Of the %d cells the 60 worst again with 5,000 trials each, and of these the 5 worst with 100,000: at most **%.2f %%** (%s of %s%s, %d base runs and %d new).\n",
			len(all)*len(all), trials, len(worst), again.seen, called(again.column), again.set, map[bool]string{true: ", times ten", false: ""}[again.scale != 1], again.size[0], again.size[1])
}

// mostFalse measures false alarms of cells anew, and puts the worst first.
func mostFalse(sets map[string]*noise, cells []worstCell, trials int) []worstCell {
	list := slices.Clone(cells)
	for i := range list {
		w := &list[i]
		random, rule := rand.New(rand.NewPCG(5, uint64(i))), gate.DefaultTimes(metricOf(w.column))
		found := 0
		for range trials {
			base, new := sets[w.set].draw(random, w.column, w.size[0], w.scale, nil), sets[w.set].draw(random, w.column, w.size[1], w.scale, nil)
			if gate.Verdicts([]*gate.Times{gate.JudgeTimes(base, new, rule)}, rule.Alpha)[0] == gate.Regression {
				found++
			}
		}
		w.seen = share(found, trials)
	}
	slices.SortStableFunc(list, func(a, b worstCell) int { return cmp.Compare(b.seen, a.seen) })
	return list
}

// shownSizes are base runs and new runs.
var shownSizes = [][2]int{{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {6, 6}, {8, 8}, {10, 10}, {15, 15}, {20, 20}, {5, 1}, {10, 1}, {20, 1}, {5, 3}, {10, 3}, {20, 3}, {10, 5}, {20, 5}}

func sizeName(z [2]int) string { return fmt.Sprintf("%d and %d", z[0], z[1]) }

// trialsOf judges many pairs of one size.
func trialsOf(s *noise, column string, scale, factor float64, size [2]int, trials int) tally {
	random := rand.New(rand.NewPCG(uint64(100*size[0]+size[1]), uint64(1000*factor)))
	rule := gate.DefaultTimes(metricOf(column))
	var c tally
	for range trials {
		c.judge(s.draw(random, column, size[0], scale, nil), s.draw(random, column, size[1], factor*scale, nil), rule)
	}
	return c
}

func verdictTable(sets map[string]*noise) string {
	var rows [][]string
	for _, size := range shownSizes {
		row := []string{sizeName(size)}
		for _, set := range []string{"native-base", "noisy-base"} {
			for _, f := range []float64{1, 1.1, 1.2, 1.5} {
				c := trialsOf(sets[set], "job_wall_ns", stressed, f, size, 1500)
				row = append(row, fmt.Sprintf("%.0f / %.0f / %.0f", share(c.regression, c.trials), share(c.ok, c.trials), share(c.trials-c.regression-c.ok, c.trials)))
			}
		}
		rows = append(rows, row)
	}
	return markdown([]string{"base and new runs", "quiet: the same", "+10 %", "+20 %", "+50 %", "neighbour: the same", "+10 %", "+20 %", "+50 %"}, rows)
}

func share(count, of int) float64 { return 100 * float64(count) / float64(max(1, of)) }

func powerTable(sets map[string]*noise) string {
	var rows [][]string
	for _, of := range [][2]string{{"native-base", "job_wall_ns"}, {"noisy-base", "job_wall_ns"}, {"native-base", "job_cpu_ns"}, {"noisy-base", "job_cpu_ns"}, {"ray-base", "job_wall_ns"}} {
		for _, size := range [][2]int{{3, 3}, {5, 5}, {10, 10}, {20, 3}} {
			row := []string{of[0] + " " + called(of[1]), sizeName(size)}
			cells := make([]tally, 0, 4)
			for _, f := range []float64{1, 1.1, 1.2, 1.5} {
				cells = append(cells, trialsOf(sets[of[0]], of[1], stressed, f, size, 1500))
			}
			for _, count := range []func(tally) int{func(c tally) int { return c.regression }, func(c tally) int { return c.benchstat }, func(c tally) int { return c.mean }} {
				var list []string
				for _, c := range cells {
					list = append(list, fmt.Sprintf("%.0f", share(count(c), c.trials)))
				}
				row = append(row, strings.Join(list, " / "))
			}
			rows = append(rows, row)
		}
	}
	return markdown([]string{"noise of", "base and new", "gate", "benchstat", "10 % of means"}, rows)
}

// family draws the metrics of whole runs: wall, CPU and memory of the job, and the wall
// of so many queries. Those of one run are disturbed together, as they were.
type family struct {
	columns []string
	own     []bool // of another run than the job's: there were but three queries
}

func familyOf(queries int) family {
	f := family{columns: []string{"job_wall_ns", "job_cpu_ns", "job_memory_bytes"}, own: []bool{false, false, false}}
	for q := range queries {
		f.columns = append(f.columns, []string{"priority_wall_ns", "part_wall_ns", "tone_wall_ns"}[q%3])
		f.own = append(f.own, q >= 3)
	}
	return f
}

func (f family) draw(r *rand.Rand, s *noise, runs int, scale float64, from func() int, factor func(column int) float64) [][]int64 {
	out := make([][]int64, len(f.columns))
	for range runs {
		row := from()
		for i, column := range f.columns {
			at, scale := row, scale
			if f.own[i] {
				at = r.IntN(len(s.logs[column]))
			}
			if metricOf(column) == "memory" {
				scale = 1
			}
			v := s.logs[column][at] + smoothing*stat.StdDev(s.logs[column])*r.NormFloat64()
			out[i] = append(out[i], int64(scale*factor(i)*math.Exp(v)))
		}
	}
	return out
}

// judge is the verdicts of a family.
func (f family) judge(base, new [][]int64) []gate.Verdict {
	list := make([]*gate.Times, len(f.columns))
	for i, column := range f.columns {
		list[i] = gate.JudgeTimes(base[i], new[i], gate.DefaultTimes(metricOf(column)))
	}
	return gate.Verdicts(list, gate.DefaultAlpha)
}

func same(int) float64 { return 1 }

func familyTable(sets map[string]*noise) string {
	var rows [][]string
	for _, queries := range []int{3, 10, 40} {
		f := familyOf(queries)
		for _, size := range [][2]int{{3, 3}, {5, 5}, {6, 6}, {8, 8}, {10, 10}, {20, 3}, {20, 5}} {
			row := []string{fmt.Sprint(queries), sizeName(size)}
			for _, set := range []string{"native-base", "noisy-base"} {
				s := sets[set]
				random := rand.New(rand.NewPCG(uint64(queries), uint64(size[0])))
				any := func() int { return random.IntN(len(s.seconds)) }
				for _, factor := range []float64{1, 1.2, 1.5, 2} {
					trials := 600
					if factor == 1 {
						trials = 2000
					}
					if queries == 40 && factor > 1 {
						trials /= 4
					}
					found := 0
					last := 5 // query 3, a wall
					for range trials {
						base := f.draw(random, s, size[0], stressed, any, same)
						new := f.draw(random, s, size[1], stressed, any, func(i int) float64 {
							if i == last {
								return factor
							}
							return 1
						})
						v := f.judge(base, new)
						if factor == 1 && slices.Contains(v, gate.Regression) || factor > 1 && v[last] == gate.Regression {
							found++
						}
					}
					if factor == 1 {
						row = append(row, percent(found, trials))
					} else {
						row = append(row, fmt.Sprintf("%.0f %%", share(found, trials)))
					}
				}
			}
			rows = append(rows, row)
		}
	}
	return markdown([]string{"queries", "base and new", "quiet: any false alarm", "one query +20 %", "+50 %", "x2", "neighbour: any false alarm", "one query +20 %", "+50 %", "x2"}, rows)
}

// subset takes runs of a set without drawing one twice, as they were.
func (f family) subset(r *rand.Rand, s *noise, runs, skip int) (taken, rest [][]int64) {
	order := r.Perm(len(s.seconds))
	taken, rest = make([][]int64, len(f.columns)), make([][]int64, len(f.columns))
	for i, column := range f.columns {
		for k, at := range order {
			v := int64(math.Round(math.Exp(s.logs[column][at])))
			switch {
			case k < runs:
				taken[i] = append(taken[i], v)
			case k < runs+skip:
				rest[i] = append(rest[i], v)
			}
		}
	}
	return taken, rest
}

func realTable(sets map[string]*noise) string {
	f := familyOf(3)
	var rows [][]string
	for _, pair := range [][2]string{{"native-base", "native-base"}, {"noisy-base", "noisy-base"}, {"ray-base", "ray-base"}, {"native-base", "native-sleep"}, {"noisy-base", "noisy-sleep"},
		{"native-base", "native-no-filter"}, {"native-base", "native-many-files"}, {"native-base", "native-more-rows"}, {"native-base", "native-by-row"}, {"ray-base", "ray-sleep"}, {"ray-base", "ray-repartition"}, {"ray-base", "ray-no-filter"}, {"ray-base", "ray-many-files"}} {
		b, n := sets[pair[0]], sets[pair[1]]
		row := []string{pair[0] + ", " + pair[1]}
		what := ""
		for _, column := range f.columns {
			if pair[0] != pair[1] {
				if d := math.Exp(stat.Median(n.logs[column])-stat.Median(b.logs[column])) - 1; d >= 0.1 {
					what += fmt.Sprintf("%s %+.0f %%, ", called(column), 100*d)
				}
			}
		}
		row = append(row, strings.TrimSuffix(what, ", "))
		for _, size := range []int{1, 3, 5, 6, 8, 10} {
			random := rand.New(rand.NewPCG(9, uint64(size)))
			red := 0
			const trials = 400
			possible := true
			for range trials {
				var base, new [][]int64
				if pair[0] == pair[1] {
					if possible = 2*size <= len(b.seconds); !possible {
						break
					}
					base, new = f.subset(random, b, size, size)
				} else {
					if possible = size <= min(len(b.seconds), len(n.seconds)); !possible {
						break
					}
					base, _ = f.subset(random, b, size, 0)
					new, _ = f.subset(random, n, size, 0)
				}
				if slices.Contains(f.judge(base, new), gate.Regression) {
					red++
				}
			}
			if !possible {
				row = append(row, "")
				continue
			}
			row = append(row, percent(red, trials))
		}
		rows = append(rows, row)
	}
	return markdown([]string{"base and new", "what really changed", "1 a side", "3", "5", "6", "8", "10"}, rows)
}

// driftTable is what happens where the machine has a neighbour while the new runs are made, and had none for the base.
func driftTable(sets map[string]*noise) string {
	quiet, noisy := sets["native-base"], sets["noisy-base"]
	var rows [][]string
	for _, size := range []int{3, 5, 10, 20} {
		for _, mixed := range []bool{false, true} {
			random := rand.New(rand.NewPCG(11, uint64(size)))
			name := "base on a quiet day, new beside a neighbour"
			if mixed {
				name = "base and new in turns, half of each day"
			}
			side := func(column string, new bool, scale float64) []int64 {
				if !mixed {
					if new {
						return noisy.draw(random, column, size, scale, nil)
					}
					return quiet.draw(random, column, size, scale, nil)
				}
				half := size / 2
				if new {
					half = size - half
				}
				return append(quiet.draw(random, column, half, scale, nil), noisy.draw(random, column, size-half, scale, nil)...)
			}
			row := []string{name, fmt.Sprintf("%d", size)}
			for _, column := range []string{"job_wall_ns", "part_wall_ns", "job_cpu_ns", "job_memory_bytes"} {
				var c tally
				scale := float64(stressed)
				if metricOf(column) == "memory" {
					scale = 1
				}
				for range 1500 {
					c.judge(side(column, false, scale), side(column, true, scale), gate.DefaultTimes(metricOf(column)))
				}
				row = append(row, percent(c.regression, c.trials))
				if column == "job_wall_ns" {
					row = append(row, percent(c.benchstat, c.trials), percent(c.mean, c.trials))
				}
			}
			rows = append(rows, row)
		}
	}
	return markdown([]string{"when", "runs a side", "job, wall", "benchstat", "10 % of means", "query 2, wall", "job, CPU", "peak memory"}, rows)
}

// sessions are the runs of a set that were made one after the other, with less
// than a minute between them.
func (s *noise) sessions() (list [][]int) {
	for i, at := range s.seconds {
		if i == 0 || at-s.seconds[i-1] > 60 {
			list = append(list, nil)
		}
		list[len(list)-1] = append(list[len(list)-1], i)
	}
	return list
}

// sessionTable is of runs made some minutes apart on a machine that others use as well.
func sessionTable(sets map[string]*noise) string {
	s := sets["shared-base"]
	sessions := s.sessions()
	var rows [][]string
	count := func(name string, pairs [][2][]int) {
		row := []string{name, fmt.Sprint(len(pairs))}
		for _, column := range []string{"job_wall_ns", "part_wall_ns", "job_cpu_ns", "job_memory_bytes"} {
			var c tally
			scale := float64(stressed)
			if metricOf(column) == "memory" {
				scale = 1
			}
			at := func(list []int) (values []int64) {
				for _, i := range list {
					values = append(values, int64(scale*math.Exp(s.logs[column][i])))
				}
				return values
			}
			for _, p := range pairs {
				c.judge(at(p[0]), at(p[1]), gate.DefaultTimes(metricOf(column)))
			}
			row = append(row, fmt.Sprintf("%d", c.regression))
			if column == "job_wall_ns" {
				row = append(row, fmt.Sprint(c.benchstat), fmt.Sprint(c.mean))
			}
		}
		rows = append(rows, row)
	}
	var one, others, turns [][2][]int
	for i, a := range sessions {
		for j, b := range sessions {
			if i != j {
				one = append(one, [2][]int{a, b})
			}
			if j > i {
				both := slices.Concat(a, b)
				var even, odd []int
				for k, v := range both {
					if k%2 == 0 {
						even = append(even, v)
					} else {
						odd = append(odd, v)
					}
				}
				turns = append(turns, [2][]int{even, odd}, [2][]int{odd, even})
			}
		}
		others = append(others, [2][]int{slices.Concat(slices.Delete(slices.Clone(sessions), i, i+1)...), a})
	}
	count("one session against another", one)
	count("all other sessions against one", others)
	count("in turns in the same two sessions", turns)
	return fmt.Sprintf("%d sessions of some four runs, %d minutes from the first to the last.\n\n", len(sessions), (s.seconds[len(s.seconds)-1]-s.seconds[0])/60) +
		markdown([]string{"what is compared", "pairs", "job, wall: regressions", "benchstat", "10 % of means", "query 2, wall", "job, CPU", "peak memory"}, rows)
}

// historyTable is after how many runs a step is seen in a history.
func historyTable(sets map[string]*noise) string {
	type watcher struct {
		name string
		sees func(history []int64) bool // of the newest run
	}
	window := func(history []int64, new int) (base, now []int64, ok bool) {
		if len(history) < 20+new {
			return nil, nil, false
		}
		cut := len(history) - new
		return history[cut-20 : cut], history[cut:], true
	}
	rule := gate.DefaultTimes("wall")
	byGate := func(new int) func([]int64) bool {
		return func(h []int64) bool {
			base, now, ok := window(h, new)
			return ok && gate.Verdicts([]*gate.Times{gate.JudgeTimes(base, now, rule)}, rule.Alpha)[0] == gate.Regression
		}
	}
	watchers := []watcher{
		{"gate, the newest run against the 20 before", byGate(1)},
		{"gate, the newest 3 against the 20 before", byGate(3)},
		{"gate, the newest 5 against the 20 before", byGate(5)},
		{"benchstat, the newest 5 against the 20 before", func(h []int64) bool {
			base, now, ok := window(h, 5)
			b, n := floats(base), floats(now)
			return ok && stat.Median(n) > stat.Median(b) && stat.MannWhitney(n, b, stat.TwoSided).P < 0.05
		}},
		{"10 % more than the mean of the 20 before", func(h []int64) bool {
			base, now, ok := window(h, 1)
			return ok && float64(now[0]) >= 1.1*stat.Mean(floats(base))
		}},
		{"change points (E-divisive), a rise in the last 20", func(h []int64) bool {
			points := changepoint.Find(floats(h), changepoint.Options{})
			return len(points) > 0 && points[len(points)-1].Change > 0 && points[len(points)-1].Index >= len(h)-20
		}},
	}
	const before, after, trials = 40, 30, 120
	var rows [][]string
	for _, w := range watchers {
		row := []string{w.name}
		for _, set := range []string{"native-base", "noisy-base"} {
			for _, factor := range []float64{1, 1.1, 1.2, 1.5} {
				random := rand.New(rand.NewPCG(13, uint64(1000*factor)))
				var delays []float64
				alarms, looks := 0, 0
				for range trials {
					h := append(sets[set].draw(random, "job_wall_ns", before, stressed, nil), sets[set].draw(random, "job_wall_ns", after, stressed*factor, nil)...)
					seen, was := after+1, false
					for k := before + 1; k <= before+after; k++ {
						is := w.sees(h[:k])
						if factor == 1 {
							looks++
							if is && !was { // an alarm that goes on is one
								alarms++
							}
							was = is
						} else if is {
							seen = k - before
							break
						}
					}
					delays = append(delays, float64(seen))
				}
				if factor == 1 {
					row = append(row, fmt.Sprintf("%.1f", share(alarms, looks)))
					continue
				}
				slices.Sort(delays)
				missed := 0
				for _, d := range delays {
					if d > after {
						missed++
					}
				}
				cell := fmt.Sprintf("%.0f", stat.Median(delays))
				if stat.Median(delays) > after {
					cell = "-"
				}
				row = append(row, fmt.Sprintf("%s (%.0f %%)", cell, 100-share(missed, trials)))
			}
		}
		rows = append(rows, row)
	}
	return markdown([]string{"rule", "quiet: false alarms in 100 runs", "+10 %", "+20 %", "+50 %", "neighbour: false alarms in 100 runs", "+10 %", "+20 %", "+50 %"}, rows)
}
