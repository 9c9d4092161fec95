package check

import (
	"fmt"
	"math"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

const (
	ms  = 1_000_000
	sec = 1_000_000_000
)

// fixtures are reports of each kind, as the gate would find them.
var fixtures = []struct {
	name string
	of   func() Report
	o    Options
}{
	{"regression", regression, Options{Name: "nightly"}},
	{"ok", fine, Options{}},
	{"inconclusive", inconclusive, Options{}},
	{"incomparable", incomparable, Options{}},
	{"suppressed", suppressed, Options{}},
	{"expired", expired, Options{}},
	{"one-run-a-side", oneRun, Options{}},
	{"failed", failed, Options{}},
	{"counters", counters, Options{}},
	{"many", func() Report { return many(40) }, Options{}},
	{"hostile", hostile, Options{Name: hostileText}},
	{"nothing", func() Report { return Report{Result: &gate.Result{}} }, Options{}},
}

// runsOf are measurements of n runs.
func runsOf(folder string, n int, day int64) []gate.Measurement {
	code := int64(0)
	var list []gate.Measurement
	for i := range n {
		list = append(list, gate.Measurement{
			Path: fmt.Sprintf("%s/run-%02d.arrow", folder, i+1), Time: (1_795_000_000+day*86_400)*sec + int64(i)*60*sec,
			Labels: map[string]string{"commit": fmt.Sprintf("c%d", day), "branch": "main"}, Job: "nightly.py", DaftVersion: "0.7.26", CPUs: 4, Complete: true, ExitCode: &code,
			Queries: []gate.QueryMeasurement{{Key: "k1", Label: "by_tone"}, {Key: "k2", Label: "by_day"}},
		})
	}
	return list
}

// around are n values about a median, which is one of them where n is odd.
func around(median int64, n int) []int64 {
	var list []int64
	for i := range n {
		list = append(list, median+median/100*int64((i*7)%n-n/2))
	}
	return list
}

// timed is a check of times.
func timed(label, metric string, base, current float64, nBase, nNew int, verdict gate.Verdict) gate.Check {
	ratio := current / base
	return gate.Check{
		Query: "k-" + label, Label: label, Metric: metric, Node: -1, Unit: "ns", Verdict: verdict, Gated: metric == gate.Wall,
		Base: around(int64(base), nBase), New: around(int64(current), nNew),
		Times: &gate.Times{Rule: "mann-whitney", BaseMedian: base, NewMedian: current, Ratio: ratio, Low: ratio * 0.95, High: ratio * 1.05, Confidence: 0.95,
			P: 0.4, Adjusted: 0.8, MinRatio: 1.1, MinAbsolute: 200 * ms, Smallest: 1.06, Noise: 0.012},
	}
}

// exact is a check of a counter.
func exact(label, metric, where string, node int64, unit string, base, current int64, verdict gate.Verdict, why string) gate.Check {
	return gate.Check{Query: "k-" + label, Label: label, Metric: metric, Node: node, Where: where, Exact: true, Unit: unit, Verdict: verdict, Gated: true, Why: why,
		Base: []int64{base, base, base}, New: []int64{current}}
}

func slower() gate.Check {
	c := timed("by_tone", gate.Wall, 1.16*sec, 1.68*sec, 10, 5, gate.Regression)
	c.Why = "1.45 times as long"
	c.Times.Ratio, c.Times.Low, c.Times.High, c.Times.P, c.Times.Adjusted = 1.45, 1.38, 1.52, 0.00033, 0.0013
	return c
}

func slowerBecause() Cause {
	score := &analyze.Operator{ID: 5, Name: "UDF score"}
	return Cause{Base: "base/run-04.arrow", New: "new/run-02.arrow", Query: &compare.Query{
		BaseWall: analyze.Measured.Of(1_160 * ms), NewWall: analyze.Measured.Of(1_680 * ms), Delta: analyze.Derived.Of(520 * ms),
		Causes: []compare.Cause{
			{Kind: compare.Rate, Base: score, New: score, NS: 490 * ms, Title: "UDF score #5: 2.4 times as long per row", Evidence: []string{"0.41 -> 0.98 µs a row, 860,000 rows in both", "busy 0.35 -> 0.84 s"}},
			{Kind: compare.Waiting, NS: 35 * ms, Title: "waiting for input", Estimated: true},
			{Kind: compare.StartUp, NS: 8 * ms, Title: "start-up"},
			{Kind: compare.Unrecorded, NS: -13 * ms, Title: "unrecorded"},
		},
		Operators: []compare.Operator{{Base: score, New: score, Changed: "function: score -> score_slowly"}},
	}}
}

func regression() Report {
	r := Report{Result: &gate.Result{Verdict: gate.Regression, Base: runsOf("base", 10, 1), New: runsOf("new", 5, 2)}}
	r.Checks = []gate.Check{
		exact("by_day", "rows", "Filter #3", 3, "rows", 1_000_000, 1_000_000, gate.OK, ""),
		exact("by_tone", "rows", "UDF score #5", 5, "rows", 860_000, 860_000, gate.OK, ""),
		timed("", gate.Wall, 3.1*sec, 3.6*sec, 10, 5, gate.Regression),
		timed("by_day", gate.Wall, 0.83*sec, 0.84*sec, 10, 5, gate.OK),
		slower(),
		timed("by_hour", gate.Wall, 2.1*sec, 2.4*sec, 10, 5, gate.Inconclusive),
		timed("", gate.CPU, 9.1*sec, 9.4*sec, 10, 5, gate.OK),
	}
	r.Checks[2].Query, r.Checks[6].Query = "", ""
	r.Checks[5].Times.MoreRuns = 4
	r.Causes = map[int]Cause{4: slowerBecause(), 2: {Base: "base/run-04.arrow", New: "new/run-02.arrow", Job: &compare.Job{Delta: 510 * ms,
		Parts: []compare.JobPart{{Name: "before", Delta: -4 * ms}, {Name: "queries", Delta: 520 * ms}, {Name: "between"}, {Name: "after", Delta: -6 * ms}}}}}
	r.Notes = []string{"the machine has 4 processors in all runs"}
	return r
}

func fine() Report {
	r := Report{Result: &gate.Result{Verdict: gate.OK, Base: runsOf("base", 10, 1), New: runsOf("new", 5, 2)}}
	for _, label := range []string{"by_day", "by_tone", "by_hour"} {
		r.Checks = append(r.Checks, exact(label, "plan", "", -1, "", 0, 0, gate.OK, ""), exact(label, "rows", "Filter #3", 3, "rows", 10, 10, gate.OK, ""),
			timed(label, gate.Wall, 0.83*sec, 0.84*sec, 10, 5, gate.OK))
	}
	r.Checks[0].BaseWords, r.Checks[0].NewWords = "3f2a", "3f2a"
	r.Checks[8].Times.Smallest = 1.14
	return r
}

func inconclusive() Report {
	r := Report{Result: &gate.Result{Verdict: gate.Inconclusive, Base: runsOf("base", 3, 1), New: runsOf("new", 3, 2)}}
	r.Checks = []gate.Check{timed("by_tone", gate.Wall, 1.16*sec, 1.30*sec, 3, 3, gate.Inconclusive), timed("by_day", gate.Wall, 0.83*sec, 0.84*sec, 3, 3, gate.OK)}
	r.Checks[0].Times.MoreRuns, r.Checks[0].Times.Rule = 4, "full separation"
	r.Checks[1].Times.Smallest = math.NaN()
	return r
}

func incomparable() Report {
	r := Report{Result: &gate.Result{Verdict: gate.Incomparable, Base: runsOf("base", 3, 1), New: runsOf("new", 3, 2)}}
	r.Checks = []gate.Check{
		{Query: "k1", Label: "by_tone", Metric: "engine", Node: -1, Exact: true, Verdict: gate.Incomparable, Gated: true, Why: "base ran natively, new on Ray", BaseWords: "native", NewWords: "ray"},
		{Query: "k2", Label: "by_day", Metric: "input", Node: 1, Where: "Scan #1", Exact: true, Unit: "rows", Verdict: gate.Incomparable, Gated: true, Base: []int64{100, 100}, New: []int64{900}},
	}
	return r
}

func suppressed() Report {
	r := regression()
	r.Verdict = gate.Inconclusive
	for _, i := range []int{2, 4} {
		r.Checks[i].Suppressed = &gate.Suppression{Query: "*", Metric: "wall", Reason: "the new parser is slower until it is rewritten", Until: "2026-12-31"}
	}
	return r
}

func expired() Report {
	r := regression()
	r.Expired = []gate.Suppression{{Query: "by_tone", Metric: "wall", Reason: "the new parser is slower until it is rewritten", Until: "2026-10-31"}}
	return r
}

func oneRun() Report {
	r := Report{Result: &gate.Result{Verdict: gate.Inconclusive, Base: runsOf("base", 1, 1), New: runsOf("new", 1, 2)}}
	c := timed("by_tone", gate.Wall, 1.16*sec, 1.30*sec, 1, 1, gate.Inconclusive)
	c.Times.Rule, c.Times.Low, c.Times.High, c.Times.P, c.Times.Adjusted, c.Times.Smallest, c.Times.Noise, c.Times.MoreRuns = "single run", math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN(), 0, 4
	r.Checks = []gate.Check{exact("by_tone", "rows", "Filter #3", 3, "rows", 10, 10, gate.OK, ""), c}
	r.Notes = []string{"one run a side: counters are compared; times are told only where they are 1.50 times as long"}
	return r
}

func failed() Report {
	r := Report{Result: &gate.Result{Verdict: gate.Regression, Base: runsOf("base", 3, 1), New: runsOf("new", 1, 2)}}
	code := int64(1)
	r.New[0].ExitCode = &code
	r.Checks = []gate.Check{{Query: "k1", Label: "by_tone", Metric: gate.Outcome, Node: -1, Exact: true, Verdict: gate.Regression, Gated: true,
		Why: "finished in 3 of 3 runs of the baseline, failed in 1 of 1: DaftError::ValueError cannot cast 'x' to Int64", BaseWords: "finished", NewWords: "failed"}}
	r.Causes = map[int]Cause{0: {Base: "base/run-01.arrow", New: "new/run-01.arrow", Why: "the new run did not finish"}}
	return r
}

func counters() Report {
	r := Report{Result: &gate.Result{Verdict: gate.Regression, Base: runsOf("base", 3, 1), New: runsOf("new", 1, 2)}}
	r.Checks = []gate.Check{
		exact("by_tone", "rows", "Filter #3", 3, "rows", 1_000_000, 2_000_000, gate.Regression, "rows out 1,000,000 -> 2,000,000 (2.0x), the same in all 3 runs of the baseline"),
		exact("by_tone", "bytes", "Scan #1", 1, "bytes", 5<<20, 9<<20, gate.Regression, ""),
		exact("by_tone", "tasks", "", -1, "count", 12, 48, gate.Regression, ""),
		{Query: "k1", Label: "by_tone", Metric: "plan", Node: -1, Exact: true, Verdict: gate.Regression, BaseWords: "3f2a99", NewWords: "81c0aa"},
	}
	r.Checks[2].Gated = false
	filter := &analyze.Operator{ID: 3, Name: "Filter"}
	added := &analyze.Operator{ID: 7, Name: "Repartition"}
	q := &compare.Query{Delta: analyze.Derived.Of(120 * ms), Operators: []compare.Operator{{New: added}, {Base: filter, New: filter, Changed: "condition: tone > 1 -> tone > 0"}},
		Causes: []compare.Cause{{Kind: compare.Rows, Base: filter, New: filter, NS: 120 * ms, Title: "Filter #3: 2.0 times as many rows"}}}
	r.Causes = map[int]Cause{0: {Base: "base/run-01.arrow", New: "new/it's new.arrow", Query: q}, 1: {Base: "base/run-01.arrow", New: "new/it's new.arrow", Query: q}}
	return r
}

// many are n queries with three checks each, one in eight of them worse.
func many(n int) Report {
	r := Report{Result: &gate.Result{Verdict: gate.Regression, Base: runsOf("base", 10, 1), New: runsOf("new", 5, 2)}, Causes: map[int]Cause{}}
	for i := range n {
		label := fmt.Sprintf("query_%02d", i+1)
		r.Checks = append(r.Checks, exact(label, "rows", "Filter #3", 3, "rows", 10, 10, gate.OK, ""))
		c := timed(label, gate.Wall, float64(i+1)*sec/10, float64(i+1)*sec/10*1.01, 10, 5, gate.OK)
		switch i % 8 {
		case 3:
			c = timed(label, gate.Wall, float64(i+1)*sec/10, float64(i+1)*sec/10*1.3, 10, 5, gate.Regression)
			r.Causes[len(r.Checks)] = slowerBecause()
		case 5, 6:
			c.Verdict, c.Times.MoreRuns = gate.Inconclusive, int64(i)
		}
		c.Times.Smallest = 1.05 + float64(i)/1000
		r.Checks = append(r.Checks, c)
		b := timed(label, gate.Busy, float64(i+1)*sec, float64(i+1)*sec*1.02, 10, 5, gate.OK)
		r.Checks = append(r.Checks, b)
	}
	return r
}

// hostileText does something in each form that text is written in, if it is let.
const hostileText = "a|b`c</script><!-- --> ]]>&\x1b[31m\x00\r\n::error::pwned %0A,:#1 @all \u202egnp.exe \ufffe\uffff \xff ##[error]x [l](http://x)"

func hostile() Report {
	long := strings.Repeat("长 ", 400_000)
	r := regression()
	for i := range r.Checks {
		c := &r.Checks[i]
		c.Label, c.Query, c.Where, c.Why = hostileText, hostileText, hostileText, hostileText
	}
	r.Checks[1].Label, r.Checks[5].Label = long, "::error::first in its line"
	r.Checks[5].Metric = hostileText + " %s %d"
	r.Checks[3].Verdict = gate.Incomparable
	r.Checks[0].Suppressed = &gate.Suppression{Query: hostileText, Metric: hostileText, Reason: hostileText, Until: hostileText}
	r.Expired = []gate.Suppression{{Query: hostileText, Metric: long, Reason: "\n::warning::x", Until: hostileText}}
	r.Notes = []string{hostileText, "::set-output name=x::y", long}
	for i := range r.New {
		r.New[i].Path, r.New[i].Labels = hostileText, map[string]string{hostileText: hostileText, "b": long}
	}
	x := slowerBecause()
	x.Base, x.New = hostileText, "-rf '"+hostileText
	x.Query.Causes[0].Title, x.Query.Causes[0].Evidence = hostileText, []string{hostileText, long}
	x.Query.Causes[0].NS, x.Query.Delta = math.MinInt64, analyze.Derived.Of(math.MaxInt64)
	x.Query.Operators[0].Changed = hostileText
	r.Causes[4] = x
	t := r.Checks[4].Times
	t.Ratio, t.Low, t.High, t.P, t.NewMedian = math.Inf(1), math.NaN(), math.Inf(-1), -1, math.Inf(1)
	r.Checks[6].Times.Ratio, r.Checks[6].Times.BaseMedian, r.Checks[6].Times.Smallest = 1e300, -1e300, 1e300
	return r
}
