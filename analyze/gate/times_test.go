package gate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

// seconds makes a sample of nanoseconds.
func seconds(list ...float64) []int64 {
	out := make([]int64, len(list))
	for i, v := range list {
		out[i] = int64(math.Round(v * 1e9))
	}
	return out
}

func wallCheck(base, new []int64) gate.Check {
	return gate.Check{Metric: "wall", Unit: "ns", Gated: true, Base: base, New: new, Times: gate.JudgeTimes(base, new, gate.DefaultTimes("wall"))}
}

func TestTimes(t *testing.T) {
	quiet := seconds(10.0, 10.2, 9.9, 10.1, 10.3, 9.8, 10.05, 10.15)
	tests := []struct {
		name      string
		base, new []int64
		want      string
	}{
		{"the same", quiet, quiet,
			"ok, mann-whitney: 1.00 times the baseline (10.08 s, was 10.08 s), below 1.20 with 96 % confidence; 8 new runs against 8 find 1.11 times as much 9 times of 10"},
		{"a third slower", quiet, seconds(13.4, 13.0, 13.8, 13.5, 13.2),
			"regression, mann-whitney: 1.33 times the baseline (13.40 s, was 10.08 s), 1.30 to 1.36 with 91 % confidence; 5 new runs against 8, p = 0.00028"},
		{"slower by less than matters", quiet, seconds(10.6, 10.7, 10.5, 10.8, 10.65),
			"ok, mann-whitney: 1.06 times the baseline (10.65 s, was 10.08 s), below 1.20 with 95 % confidence; 5 new runs against 8 find 1.11 times as much 9 times of 10"},
		{"faster", quiet, seconds(5.1, 5.0, 5.2, 5.05),
			"ok, mann-whitney: 0.50 times the baseline (5.075 s, was 10.08 s), below 1.20 with 96 % confidence; 4 new runs against 8 find 1.11 times as much 9 times of 10"},
		{"one run a side", seconds(10), seconds(13),
			"inconclusive, single run: 1.30 times the baseline (13.00 s, was 10.00 s), but may be 0.61 to 2.76: 1 new run against 1 cannot tell; about 8 more on each side would"},
		{"one run a side, huge", seconds(10), seconds(40),
			"regression, single run: 4.00 times the baseline (40.00 s, was 10.00 s), 1.88 to 8.50 with 90 % confidence; 1 new run against 1, p = 0.0086"},
		{"one new run, half as slow again", quiet, seconds(15),
			"inconclusive, prediction interval: 1.49 times the baseline (15.00 s, was 10.08 s), but may be 0.74 to 2.98: 1 new run against 8 cannot tell; about 1 more new run would, or 1 on each side"},
		{"one new run, twice", quiet, seconds(21),
			"regression, prediction interval: 2.08 times the baseline (21.00 s, was 10.08 s), 1.04 to 4.17 with 90 % confidence; 1 new run against 8, p = 0.00039"},
		{"three a side, full separation", seconds(10, 10.1, 9.9), seconds(16, 16.2, 15.9),
			"regression, full separation: 1.60 times"},
		{"three a side, a fifth", seconds(10, 10.1, 9.9), seconds(12, 12.2, 11.9),
			"inconclusive, full separation: 1.20 times"},
		{"short, and what is under 200 ms does not matter", seconds(0.10, 0.11, 0.09), seconds(0.15, 0.16, 0.14),
			"ok, full separation: 1.50 times"},
		{"under 200 ms, from one run", seconds(0.005), seconds(0.012),
			"ok, single run: 2.40 times"},
		{"zeros", seconds(0, 0, 0, 0, 0), seconds(0, 0, 0, 0, 0),
			"ok, mann-whitney: 1.00 times the baseline (0 ns, was 0 ns)"},
		{"from nothing to much", seconds(0, 0, 0, 0, 0), seconds(5, 5, 5, 5, 5),
			"regression, mann-whitney:"},
		{"one outlier among three", seconds(10, 10.1, 9.9), seconds(10, 31, 10.2),
			"inconclusive, full separation:"},
		{"wild", seconds(10, 14, 8, 19, 12, 9), seconds(11, 15, 9, 21, 13, 10),
			"inconclusive, mann-whitney:"},
		{"no new run has it", quiet, nil, "inconclusive, no runs: no new run has it"},
		{"no base run has it", nil, quiet, "inconclusive, no runs: no run of the baseline has it"},
		{"impossible numbers are left out", []int64{-5, 10e9, 10e9}, []int64{-1}, "inconclusive, no runs: no new run has it"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			list := []gate.Check{wallCheck(test.base, test.new)}
			gate.Settle(list, gate.DefaultAlpha)
			got := fmt.Sprintf("%s, %s: %s", list[0].Verdict, list[0].Times.Rule, list[0].Why)
			if !strings.HasPrefix(got, test.want) {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// One of many metrics must be surer than one alone.
func TestSettleFamily(t *testing.T) {
	base, new := seconds(10, 10.5, 9.8, 10.2, 9.9), seconds(11.9, 11.5, 12.2, 11.8, 11.6)
	alone := []gate.Check{wallCheck(base, new)}
	gate.Settle(alone, gate.DefaultAlpha)
	many := []gate.Check{wallCheck(base, new)}
	for range 19 {
		many = append(many, wallCheck(base, base))
	}
	many = append(many, gate.Check{Metric: "wall", Verdict: gate.Incomparable, Gated: true, Times: gate.JudgeTimes(base, new, gate.DefaultTimes("wall"))})
	gate.Settle(many, gate.DefaultAlpha)
	if alone[0].Verdict != gate.Regression || many[0].Verdict != gate.Inconclusive {
		t.Errorf("alone %s (p %v), one of 20 %s (p %v)", alone[0].Verdict, alone[0].Times.Adjusted, many[0].Verdict, many[0].Times.Adjusted)
	}
	if got, want := many[0].Times.Adjusted, 20*many[0].Times.P; math.Abs(got-want) > 1e-12 {
		t.Errorf("adjusted %v, want %v", got, want)
	}
	if last := many[20]; last.Verdict != gate.Incomparable || !math.IsNaN(last.Times.Adjusted) {
		t.Errorf("what is incomparable was judged: %s", last.Verdict)
	}
	if many[0].Times.Smallest <= alone[0].Times.Smallest {
		t.Errorf("one of 20 finds %v, alone %v", many[0].Times.Smallest, alone[0].Times.Smallest)
	}
}

// Whatever the values are there is a verdict, and no number that cannot be.
func TestTimesHostile(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	odd := []int64{0, 1, -1, 2, 1e9, 1e9 + 1, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, 3e9, 200e6}
	for range 1000 {
		pick := func() []int64 {
			list := make([]int64, random.IntN(7))
			for i := range list {
				list[i] = odd[random.IntN(len(odd))]
			}
			return list
		}
		base, new := pick(), pick()
		list := []gate.Check{wallCheck(base, new), wallCheck(new, base)}
		gate.Settle(list, gate.DefaultAlpha)
		for _, c := range list {
			x := c.Times
			switch {
			case c.Verdict != gate.OK && c.Verdict != gate.Regression && c.Verdict != gate.Inconclusive:
				t.Fatalf("%v %v: verdict %q", base, new, c.Verdict)
			case c.Why == "" || strings.Contains(c.Why, "NaN") || strings.Contains(c.Why, "Inf"):
				t.Fatalf("%v %v: %s", base, new, c.Why)
			case x.P < 0 || x.P > 1 || x.Adjusted < x.P || x.Ratio <= 0 || x.Low > x.Ratio || x.High < x.Ratio:
				t.Fatalf("%v %v: %+v", base, new, x)
			case c.Verdict == gate.Inconclusive && !math.IsNaN(x.Ratio) && x.MoreRuns == 0:
				t.Fatalf("%v %v: inconclusive, and no more runs", base, new)
			}
		}
		if list[0].Verdict == gate.Regression && list[1].Verdict == gate.Regression {
			t.Fatalf("%v %v: each is worse than the other", base, new)
		}
	}
}

// The order of runs does not matter, nor does the unit where every difference does.
func TestTimesInvariant(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 8))
	rule := gate.DefaultTimes("wall")
	rule.MinAbsolute = 0
	for range 300 {
		draw := func() []int64 {
			list := make([]int64, 1+random.IntN(9))
			for i := range list {
				list[i] = 1e6 * (900 + int64(random.IntN(400)))
			}
			return list
		}
		base, new := draw(), draw()
		judge := func(base, new []int64) gate.Check {
			list := []gate.Check{{Gated: true, Times: gate.JudgeTimes(base, new, rule)}}
			gate.Settle(list, gate.DefaultAlpha)
			return list[0]
		}
		scaled := func(list []int64) []int64 {
			out := slices.Clone(list)
			for i := range out {
				out[i] *= 1024
			}
			random.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
			return out
		}
		a, b := judge(base, new), judge(scaled(base), scaled(new))
		if a.Verdict != b.Verdict || math.Abs(a.Times.Ratio-b.Times.Ratio) > 1e-9 || math.Abs(a.Times.P-b.Times.P) > 1e-9 {
			t.Fatalf("%v %v: %s, scaled and shuffled %s", base, new, a.Why, b.Why)
		}
	}
}

// Wall time that grew without CPU time is a wait, or a neighbour, and is said to be.
func TestWaited(t *testing.T) {
	quiet, slow := seconds(10.0, 10.2, 9.9, 10.1, 10.3, 9.8), seconds(14.0, 14.2, 13.9, 14.1, 14.3, 13.8)
	run := func(wall, cpu []int64) (list []gate.Measurement) {
		for i := range wall {
			zero := int64(0)
			list = append(list, gate.Measurement{Complete: true, ExitCode: &zero, Metrics: map[string]int64{"wall": wall[i], "cpu": cpu[i]}})
		}
		return list
	}
	for _, test := range []struct {
		name      string
		wall, cpu []int64
		want      bool
	}{{"waited", slow, quiet, true}, {"worked", slow, slow, false}, {"the same", quiet, quiet, false}} {
		r := gate.Of(run(quiet, quiet), run(test.wall, test.cpu), gate.DefaultPolicy())
		got := slices.ContainsFunc(r.Notes, func(s string) bool { return strings.HasPrefix(s, "wall time got worse, CPU time of the job did not") })
		if got != test.want {
			t.Errorf("%s: %q", test.name, r.Notes)
		}
		if bad := slices.ContainsFunc(r.Checks, func(c gate.Check) bool { return c.Metric == "wall" && c.Verdict == gate.Regression }); bad != (test.name != "the same") {
			t.Errorf("%s: regression %v", test.name, bad)
		}
	}
}
