package gate_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

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
