package gate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/changepoint"
	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

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
