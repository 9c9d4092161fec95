package gate_test

import (
	"flag"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/analyze/stat"
)

var calibrate = flag.Bool("calibrate", false, "measure the gate's errors at length, and write them into docs/regression-gate.md: some ten minutes")

// baseSets are the unchanged runs that noise is drawn from.
var baseSets = []string{"native-base", "noisy-base", "ray-base"}

// tally is what rules said of pairs of samples.
type tally struct {
	trials         int
	regression, ok int // of the gate; the rest is inconclusive
	benchstat      int // p < 0.05 two-sided, and larger
	mean, median   int // 10 % more
}

func (c *tally) add(o tally) {
	c.trials += o.trials
	c.regression += o.regression
	c.ok += o.ok
	c.benchstat += o.benchstat
	c.mean += o.mean
	c.median += o.median
}

// judge adds one pair of samples.
func (c *tally) judge(base, new []int64, rule gate.TimesRule) {
	c.trials++
	switch gate.Verdicts([]*gate.Times{gate.JudgeTimes(base, new, rule)}, rule.Alpha)[0] {
	case gate.Regression:
		c.regression++
	case gate.OK:
		c.ok++
	}
	b, n := floats(base), floats(new)
	if stat.Mean(n) >= 1.1*stat.Mean(b) {
		c.mean++
	}
	larger := stat.Median(n) / stat.Median(b)
	if larger >= 1.1 {
		c.median++
	}
	if larger > 1 && stat.MannWhitney(n, b, stat.TwoSided).P < 0.05 {
		c.benchstat++
	}
}

func floats(list []int64) []float64 {
	out := make([]float64, len(list))
	for i, v := range list {
		out[i] = float64(v)
	}
	return out
}

// measure resamples a column of a set for all sizes: result[factor][base size][new size].
func measure(s *noise, column string, scale float64, factors []float64, sizes []int, trials int, seed uint64) map[float64]map[[2]int]*tally {
	random := rand.New(rand.NewPCG(seed, uint64(len(column))))
	rule := gate.DefaultTimes(metricOf(column))
	result := make(map[float64]map[[2]int]*tally)
	var base, new []int64
	for _, f := range factors {
		result[f] = make(map[[2]int]*tally)
		for _, n := range sizes {
			for _, m := range sizes {
				c := &tally{}
				for range trials {
					base, new = s.draw(random, column, n, scale, base), s.draw(random, column, m, f*scale, new)
					c.judge(base, new, rule)
				}
				result[f][[2]int{n, m}] = c
			}
		}
	}
	return result
}

// gatedColumns are those of testdata/noise.csv that are gated by default.
var gatedColumns = []string{"job_wall_ns", "job_cpu_ns", "job_memory_bytes", "priority_wall_ns", "part_wall_ns", "tone_wall_ns"}

// Unchanged runs are called a regression one time of a hundred at most, whatever the
// sample sizes; and what is a fifth slower is hardly ever called ok.
func TestCalibrated(t *testing.T) {
	sets := noiseSets(t)
	sizes, trials := []int{1, 2, 3, 4, 5, 7, 12}, 50
	for _, scale := range []float64{1, 10} { // as long as they were, where 200 ms are much; and as if all took ten times as long
		for _, set := range baseSets {
			for i, column := range gatedColumns {
				got := measure(sets[set], column, scale, []float64{1, 1.2}, sizes, trials, uint64(i))
				var same, fifth tally
				for size, c := range got[1] {
					within(t, c.regression, c.trials, 0.01, 4.5, "%s %s x%v, %d base runs and %d new: false alarms", set, column, scale, size[0], size[1])
					same.add(*c)
				}
				for _, c := range got[1.2] {
					fifth.add(*c)
				}
				within(t, same.regression, same.trials, 0.01, 3, "%s %s x%v: false alarms", set, column, scale)
				if limit := sets[set].limit(column, scale); limit <= 1.2 {
					within(t, fifth.ok, fifth.trials, 0.05, 3, "%s %s x%v: a fifth slower, and ok", set, column, scale)
				}
			}
		}
	}
}

// limit is what ok stays below for a column.
func (s *noise) limit(column string, scale float64) float64 {
	base := s.draw(rand.New(rand.NewPCG(1, 1)), column, 20, scale, nil)
	return gate.JudgeTimes(base, base, gate.DefaultTimes(metricOf(column))).Limit
}

// within fails where so many of so many are more than a share, by more deviations
// than chance explains.
func within(t *testing.T, count, trials int, share, deviations float64, format string, args ...any) {
	t.Helper()
	most := share*float64(trials) + deviations*math.Sqrt(share*(1-share)*float64(trials))
	if float64(count) > most {
		t.Errorf(format+" %.2f %% (%d of %d)", append(args, 100*float64(count)/float64(trials), count, trials)...)
	}
}
