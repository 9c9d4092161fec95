package gate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

// copied is a run that can be changed.
func copied(m gate.Measurement) gate.Measurement {
	m = counted(m)
	for i := range m.Queries {
		q := &m.Queries[i]
		q.Operators = slices.Clone(q.Operators)
		for k := range q.Operators {
			c := map[string]int64{}
			for n, v := range q.Operators[k].Counters {
				c[n] = v
			}
			q.Operators[k].Counters = c
		}
		c := map[string]int64{}
		for n, v := range q.Counters {
			c[n] = v
		}
		q.Counters = c
	}
	return m
}

func find(r gate.Result, metric string) []gate.Check {
	var list []gate.Check
	for _, c := range r.Checks {
		if c.Metric == metric && (c.Verdict != gate.OK || c.Notable) {
			list = append(list, c)
		}
	}
	return list
}

func code(n int64) *int64 { return &n }

// What is changed in one run of several, and what the gate says of it.
func TestVerdicts(t *testing.T) {
	scan := func(m *gate.Measurement) *gate.OperatorMeasurement {
		for i := range m.Queries[1].Operators {
			if o := &m.Queries[1].Operators[i]; o.Source {
				return o
			}
		}
		panic("no scan")
	}
	top := func(m *gate.Measurement) *gate.OperatorMeasurement { return &m.Queries[1].Operators[1] }
	for _, x := range []struct {
		name    string
		set     string
		bases   int
		base    func(*gate.Measurement)
		change  func(*gate.Measurement)
		policy  func(*gate.Policy)
		verdict gate.Verdict
		metric  string
		of      gate.Verdict // of the check
		why     string
	}{
		{name: "nothing", set: "native-base", bases: 3, change: func(*gate.Measurement) {}, verdict: gate.OK},
		{name: "more rows above the scan", set: "native-base", bases: 1, change: func(m *gate.Measurement) { top(m).Counters["rows_out"] *= 2 },
			verdict: gate.Regression, metric: gate.Rows, of: gate.Regression, why: "rows out of GroupedAggregate #1: 40,000 rows, 20,000 rows in the baseline (2.00x), at the same input"},
		{name: "a few rows more", set: "native-base", bases: 1, change: func(m *gate.Measurement) { top(m).Counters["rows_out"] += 5 },
			verdict: gate.OK, metric: gate.Rows, of: gate.OK, why: "too little to matter"},
		{name: "a few rows more, where that is configured", set: "native-base", bases: 1, change: func(m *gate.Measurement) { top(m).Counters["rows_out"] += 5 },
			policy:  func(p *gate.Policy) { p.Metrics["rows"] = gate.Threshold{MinRatio: 1, MinAbsolute: code(0)} },
			verdict: gate.Regression, metric: gate.Rows, of: gate.Regression},
		{name: "fewer rows", set: "native-base", bases: 1, change: func(m *gate.Measurement) { top(m).Counters["rows_out"] /= 2 },
			verdict: gate.OK, metric: gate.Rows, of: gate.OK, why: "less to do; the results may be others"},
		{name: "rows that differ in the baseline", set: "native-base", bases: 3, base: func(m *gate.Measurement) { top(m).Counters["rows_out"]++ },
			change: func(m *gate.Measurement) { top(m).Counters["rows_out"] *= 2 }, verdict: gate.OK},
		{name: "rows that a limit cuts short", set: "native-base", bases: 1, base: func(m *gate.Measurement) { top(m).Loose = true },
			change: func(m *gate.Measurement) { top(m).Counters["rows_out"] *= 2 }, verdict: gate.OK},
		{name: "other data", set: "native-base", bases: 3, change: func(m *gate.Measurement) { scan(m).Counters["rows_out"] += 3; top(m).Counters["rows_out"] *= 2 },
			verdict: gate.Incomparable, metric: gate.Input, of: gate.Incomparable, why: "it read other data"},
		{name: "other data within the tolerance", set: "native-base", bases: 3, change: func(m *gate.Measurement) { scan(m).Counters["rows_out"] += 3; top(m).Counters["rows_out"] *= 2 },
			policy: func(p *gate.Policy) { p.InputTolerance = 0.01 }, verdict: gate.OK, metric: gate.Input, of: gate.OK, why: "within the tolerance of 1 %: only times are compared"},
		{name: "a filter less: the same data, more rows of it", set: "native-base", bases: 1,
			change: func(m *gate.Measurement) {
				scan(m).Counters["rows_out"] *= 3
				m.Queries[1].Plan = "1.plo.0123456789abcdef"
				m.Queries[1].Mark.Fingerprint = m.Queries[1].Plan
			}, verdict: gate.Regression, metric: gate.Rows, of: gate.Regression, why: "(3.00x)"},
		{name: "another query that reads other data", set: "native-base", bases: 1,
			change: func(m *gate.Measurement) {
				scan(m).Counters["rows_out"] *= 3
				scan(m).Counters["estimated_rows"] *= 3
				m.Queries[1].Plan = "1.plo.0123456789abcdef"
				m.Queries[1].Mark.Fingerprint = m.Queries[1].Plan
			}, verdict: gate.Incomparable, metric: gate.Input, of: gate.Incomparable, why: "and the query changed as well"},
		{name: "bytes from one run are not known to be exact", set: "native-base", bases: 1, change: func(m *gate.Measurement) { top(m).Counters["bytes_out"] *= 3 }, verdict: gate.OK},
		{name: "bytes", set: "native-base", bases: 2, change: func(m *gate.Measurement) { top(m).Counters["bytes_out"] *= 3 },
			verdict: gate.Regression, metric: gate.Bytes, of: gate.Regression, why: "bytes out of GroupedAggregate #1"},
		{name: "bytes of a damaged recording", set: "native-base", bases: 2,
			change: func(m *gate.Measurement) {
				m.Complete, m.Reason = false, "cut off"
				top(m).Counters["bytes_out"] *= 3
				for i := range m.Queries {
					m.Queries[i].Inexact = "the recording is interrupted"
				}
			}, verdict: gate.OK},
		{name: "exchanged bytes", set: "ray-base", bases: 4, change: func(m *gate.Measurement) { m.Queries[1].Counters["exchanged"] *= 2 },
			verdict: gate.Regression, metric: gate.Exchanged, of: gate.Regression, why: "171 MiB, 85.4 MiB in the baseline (2.00x), at the same input"},
		{name: "some tasks more", set: "ray-base", bases: 4, change: func(m *gate.Measurement) { m.Queries[1].Counters["tasks"] += 20 }, verdict: gate.OK},
		{name: "many tasks more", set: "ray-base", bases: 4, change: func(m *gate.Measurement) { m.Queries[1].Counters["tasks"] += 400 },
			verdict: gate.Regression, metric: gate.Tasks, of: gate.Regression},
		{name: "retries are reported", set: "ray-base", bases: 4, change: func(m *gate.Measurement) { m.Queries[1].Retries = 4 },
			verdict: gate.OK, metric: gate.Retries, of: gate.OK, why: "given out again 4 times"},
		{name: "retries fail where that is configured", set: "ray-base", bases: 4, change: func(m *gate.Measurement) { m.Queries[1].Retries = 4 },
			policy: func(p *gate.Policy) { p.Gated = append(p.Gated, gate.Retries) }, verdict: gate.Regression, metric: gate.Retries, of: gate.Regression},
		{name: "a finding that was not there", set: "native-base", bases: 2, change: func(m *gate.Measurement) { m.Queries[1].Findings = []string{"skew-data"} },
			verdict: gate.OK, metric: gate.Findings, of: gate.OK, why: "skew-data"},
		{name: "another plan is reported", set: "native-base", bases: 2, change: func(m *gate.Measurement) { m.Queries[1].Plan = "1.plo.0123456789abcdef" },
			verdict: gate.OK, metric: gate.Plan, of: gate.OK, why: "another query as it was written"},
		{name: "another plan fails where that is configured", set: "native-base", bases: 2, change: func(m *gate.Measurement) { m.Queries[1].Plan = "1.plo.0123456789abcdef" },
			policy: func(p *gate.Policy) { p.Gated = append(p.Gated, gate.Plan) }, verdict: gate.Regression, metric: gate.Plan, of: gate.Regression},
		{name: "a query failed", set: "native-base", bases: 2, change: func(m *gate.Measurement) {
			q := &m.Queries[2]
			q.Outcome, q.Error, q.Inexact = "failed", "ValueError: bad \x1b[31mrow", "it is failed"
		}, verdict: gate.Regression, metric: gate.Outcome, of: gate.Regression, why: `it is failed in the new run, and finished in both runs of the baseline: ValueError: bad `},
		{name: "a query failed as it did before", set: "native-base", bases: 1, base: func(m *gate.Measurement) { m.Queries[2].Outcome, m.Queries[2].Inexact = "failed", "x" },
			change: func(m *gate.Measurement) { m.Queries[2].Outcome, m.Queries[2].Inexact = "failed", "x" }, verdict: gate.Incomparable, metric: gate.Outcome},
		{name: "the job failed after its queries", set: "native-base", bases: 2, change: func(m *gate.Measurement) { m.ExitCode = code(1) },
			verdict: gate.Regression, metric: gate.Outcome, of: gate.Regression, why: "the job exited with 1 in the new run; it exited with 0 in both runs of the baseline"},
		{name: "the job was killed", set: "native-base", bases: 2, change: func(m *gate.Measurement) { m.ExitCode, m.Signal = nil, code(9) },
			verdict: gate.Regression, metric: gate.Outcome, of: gate.Regression, why: "signal 9"},
		{name: "a query is gone", set: "native-base", bases: 2, change: func(m *gate.Measurement) { m.Queries = m.Queries[:2] },
			verdict: gate.Incomparable, metric: gate.Presence, of: gate.Incomparable, why: "the new run lacks this query"},
		{name: "a query more", set: "native-base", bases: 2, base: func(m *gate.Measurement) { m.Queries = m.Queries[:2] },
			change: func(*gate.Measurement) {}, verdict: gate.OK, metric: gate.Presence, of: gate.Incomparable, why: "the new run has a query that no run of the baseline has"},
		{name: "other processors", set: "native-base", bases: 2, change: func(m *gate.Measurement) { m.CPUs = 8 },
			verdict: gate.Incomparable, metric: gate.Processors, of: gate.Incomparable, why: "the new run ran on a machine with 8 processors, the baseline with 2 processors"},
		{name: "other workers", set: "ray-base", bases: 2, change: func(m *gate.Measurement) {
			for i := range m.Queries {
				m.Queries[i].Workers = 7
			}
		}, verdict: gate.Incomparable, metric: gate.Workers, of: gate.Incomparable, why: "7 workers"},
		{name: "a suppressed regression", set: "native-base", bases: 1, change: func(m *gate.Measurement) { top(m).Counters["rows_out"] *= 2 },
			policy: func(p *gate.Policy) {
				p.Today, p.Suppressions = "2026-11-23", []gate.Suppression{{Query: "topn*", Metric: "rows", Reason: "known", Until: "2026-11-23"}}
			}, verdict: gate.OK, metric: gate.Rows, of: gate.Regression},
		{name: "a suppression that is over", set: "native-base", bases: 1, change: func(m *gate.Measurement) { top(m).Counters["rows_out"] *= 2 },
			policy: func(p *gate.Policy) {
				p.Today, p.Suppressions = "2026-11-24", []gate.Suppression{{Query: "topn*", Metric: "rows", Reason: "known", Until: "2026-11-23"}}
			}, verdict: gate.Regression, metric: gate.Rows, of: gate.Regression},
		{name: "a suppression of another query", set: "native-base", bases: 1, change: func(m *gate.Measurement) { top(m).Counters["rows_out"] *= 2 },
			policy: func(p *gate.Policy) {
				p.Today, p.Suppressions = "2026-11-23", []gate.Suppression{{Query: "sort*", Reason: "known", Until: "2027-11-23"}}
			}, verdict: gate.Regression, metric: gate.Rows, of: gate.Regression},
		{name: "only other queries are asked for", set: "native-base", bases: 1, change: func(m *gate.Measurement) { top(m).Counters["rows_out"] *= 2 },
			policy: func(p *gate.Policy) { p.Only = "sort*" }, verdict: gate.OK},
		{name: "no query is asked for", set: "native-base", bases: 1, change: func(m *gate.Measurement) {},
			policy: func(p *gate.Policy) { p.Only = "nothing" }, verdict: gate.Incomparable, metric: gate.Presence, of: gate.Incomparable},
	} {
		t.Run(x.name, func(t *testing.T) {
			runs := corpus(t)[x.set]
			var base []gate.Measurement
			for i := range x.bases {
				base = append(base, copied(runs[i]))
			}
			now := copied(runs[x.bases])
			if x.base != nil {
				x.base(&base[len(base)-1])
			}
			x.change(&now)
			p := gate.DefaultPolicy()
			if x.policy != nil {
				x.policy(&p)
			}
			r := gate.Of(base, []gate.Measurement{now}, p)
			if r.Verdict != x.verdict {
				t.Errorf("verdict %s, want %s", r.Verdict, x.verdict)
			}
			if x.metric == "" {
				for _, c := range r.Checks {
					if c.Verdict != gate.OK {
						t.Errorf("%s: %s: %s", c.Metric, c.Verdict, c.Why)
					}
				}
				return
			}
			list := find(r, x.metric)
			if len(list) == 0 {
				t.Fatalf("no check of %s tells anything: %+v", x.metric, r.Checks)
			}
			if c := list[0]; x.of != "" && c.Verdict != x.of || !strings.Contains(c.Why, x.why) {
				t.Errorf("%s: %s: %s; want %s: %s", c.Metric, c.Verdict, c.Why, x.of, x.why)
			}
		})
	}
}

// Two engines have no number in common.
func TestEnginesAreIncomparable(t *testing.T) {
	sets := corpus(t)
	r := gate.Of(sets["native-base"][:3], sets["ray-base"][:3], gate.DefaultPolicy())
	if r.Verdict != gate.Incomparable || len(find(r, gate.Engine)) != 3 {
		t.Errorf("%s: %+v", r.Verdict, r.Checks)
	}
}

// Measurements may say anything: a history is a file that somebody may have written.
func TestHostileMeasurements(t *testing.T) {
	runs := corpus(t)["ray-base"]
	odd := copied(runs[0])
	for i := range odd.Queries {
		for k := range odd.Queries[i].Operators {
			for n := range odd.Queries[i].Operators[k].Counters {
				odd.Queries[i].Operators[k].Counters[n] = -1 << 63
			}
		}
		odd.Queries[i].Counters = map[string]int64{"tasks": -1 << 63, "exchanged": 1<<63 - 1}
		odd.Queries[i].Metrics = map[string]int64{"wall": -1 << 63, "busy": 1<<63 - 1, "slots": 0}
		odd.Queries[i].Retries, odd.Queries[i].Workers = -5, 1<<63-1
	}
	odd.Metrics = map[string]int64{"wall": 1<<63 - 1, "cpu": -3}
	empty := gate.Measurement{}
	bare := gate.Measurement{Complete: true, Queries: make([]gate.QueryMeasurement, 3)}
	all := []gate.Measurement{runs[0], odd, empty, bare}
	for _, a := range all {
		for _, b := range all {
			r := gate.Of([]gate.Measurement{a, a}, []gate.Measurement{b, b}, gate.DefaultPolicy())
			_ = gate.OfHistory([]gate.Measurement{a, b, a}, nil, []gate.Measurement{b}, gate.DefaultPolicy())
			for _, c := range r.Checks {
				if c.Why == "" {
					t.Errorf("%s of %q has no reason", c.Metric, c.Label)
				}
			}
		}
	}
	if r := gate.Of(nil, nil, gate.DefaultPolicy()); r.Verdict != gate.Incomparable {
		t.Errorf("no runs: %s", r.Verdict)
	}
}
