package analyze

import (
	"fmt"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

// exported is an export by OTLP of one operator, so many milliseconds after
// epoch, of a series that began with the query.
func exportOf(clock string, ms int64, more string) string {
	return fmt.Sprintf("operator_stats source=otlp clock=%s time_ns=%d arrival_ns=%d payload=%d query_id=q %s since_ns=%d", clock, ns(ms), ns(ms)+3_000_000, ms, more, ns(4))
}

// exportSince is one of a series that began at another time, of a process.
func exportSince(since, ms, pid int64, more string) string {
	return fmt.Sprintf("operator_stats source=otlp clock=worker time_ns=%d arrival_ns=%d payload=%d query_id=q pid=%d %s since_ns=%d", ns(ms), ns(ms)+3_000_000, ms, pid, more, since)
}

// The truths of OTLP's counters, one a case: the counter of operator 1 as the
// dashboard and OTLP say it, and what stands.
func TestCountersByBothWays(t *testing.T) {
	both := arrived("operator_stats", 100, "node_id=1 rows_out=9")
	for _, c := range []struct {
		name     string
		lines    []string
		want     Value
		sources  CounterSources
		warnings string
	}{
		{"they agree", lines(both, exportOf("driver", 90, "node_id=1 rows_out=9")), measured(9), CounterSources{Agree: 1}, ""},
		{"the last export is lost", lines(exportOf("driver", 50, "node_id=1 rows_out=4"), both), measured(9), CounterSources{ExportsBehind: 1}, ""},
		{"the last report is lost", lines(both, exportOf("driver", 120, "node_id=1 rows_out=12")), measured(12), CounterSources{ReportsBehind: 1}, ""},
		{"an export in between is lost", lines(both, exportOf("driver", 50, "node_id=1 rows_out=4"), exportOf("driver", 120, "node_id=1 rows_out=9")), measured(9), CounterSources{Agree: 1}, ""},
		{"an export came twice", lines(both, exportOf("driver", 90, "node_id=1 rows_out=9"), exportOf("driver", 90, "node_id=1 rows_out=9")), measured(9), CounterSources{Agree: 1}, ""},
		{"exports overtake each other", lines(both, exportOf("driver", 90, "node_id=1 rows_out=9"), exportOf("driver", 60, "node_id=1 rows_out=5")), measured(9), CounterSources{Agree: 1}, ""},
		{"a counter falls", lines(both, exportOf("driver", 80, "node_id=1 rows_out=9"), exportOf("driver", 90, "node_id=1 rows_out=5")), measured(9), CounterSources{Agree: 1}, "counter-decreased x1"},
		{"a counter below 0", lines(both, exportOf("driver", 80, "node_id=1 rows_out=-1")), measured(9), CounterSources{DashboardOnly: 1}, "negative-counter x1"},
		{"OTLP only", lines(exportOf("driver", 80, "node_id=1 rows_out=7")), measured(7), CounterSources{OTLPOnly: 1}, ""},
		{"dashboard only", lines(both, exportOf("driver", 80, "node_id=1 bytes_out=7")), measured(9), CounterSources{DashboardOnly: 1, OTLPOnly: 1}, ""},
		{"what is 0 is not exported", lines(arrived("operator_stats", 100, "node_id=1 rows_out=0"), exportOf("driver", 80, "node_id=1 batches=7")), measured(0), CounterSources{Agree: 1, OTLPOnly: 1}, ""},
	} {
		q := theQuery(t, replayText(t, begin(native, chain), c.lines, finish(150)))
		if got := q.Operator(1).RowsOut; got != c.want || q.Trust.Sources != c.sources {
			t.Errorf("%s: %v by %+v, want %v by %+v", c.name, got, q.Trust.Sources, c.want, c.sources)
		}
		if got := warningCodes(q.Warnings); got != c.warnings {
			t.Errorf("%s: warnings %q, want %q", c.name, got, c.warnings)
		}
		if !hasNote(q, "counter-sources") {
			t.Errorf("%s: the trust section does not say which way the counters came", c.name)
		}
	}
}

// Both sides of a join are in OTLP: there is nothing to derive. Where its last
// export is missing the rules for what Daft overwrote hold as before.
func TestJoinThatOTLPCounted(t *testing.T) {
	plan := joinPlan("Project", "HashJoin")
	exports := lines(exportOf("driver", 25, "node_id=3 build_rows=10 probe_rows_in=90 probe_rows_out=7 build_bytes=80 probe_bytes_in=720 probe_bytes_out=56 daft_duration_ns=5"))
	q := theQuery(t, replayText(t, begin(native, plan), joinStats(10, 90, 0, 90, 7, 7), exports, finish(30)))
	o := q.Operator(3)
	if o.BuildRows != measured(10) || o.RowsIn != measured(100) || o.BuildBytes != measured(80) || q.Trust.DerivedNumbers != 0 || hasNote(q, "joins-derived") {
		t.Errorf("build %v rows in %v, %d derived", o.BuildRows, o.RowsIn, q.Trust.DerivedNumbers)
	}
	if q.Trust.Sources.Overwritten != 2 {
		t.Errorf("sources %+v, want 2 overwritten", q.Trust.Sources)
	}
	behind := lines(exportOf("driver", 15, "node_id=3 probe_rows_in=60 probe_rows_out=4"))
	q = theQuery(t, replayText(t, begin(native, plan), joinStats(10, 90, 0, 90, 7, 7), behind, finish(30)))
	if o := q.Operator(3); o.BuildRows != derived(10) || o.ProbeRowsIn != measured(90) {
		t.Errorf("build %v probe %v, want ~10 and the dashboard's 90", o.BuildRows, o.ProbeRowsIn)
	}
}

// Exports repeat all counters as long as the process lives: they move neither
// the end of a query nor its last sign.
func TestExportsThatGoOn(t *testing.T) {
	all := lines(begin(native, chain), exportOf("driver", 100, "node_id=1 rows_out=9"))
	for ms := int64(600); ms < 90_000; ms += 500 {
		all = append(all, exportOf("driver", ms, "node_id=1 rows_out=9"))
	}
	q := theQuery(t, replayText(t, all))
	if q.EndInferred != "last event" || int64(q.LastSeen.Time) != ns(103) {
		t.Errorf("last seen at %d by %q", q.LastSeen.since(q.Start).V, q.EndInferred)
	}
	if n := len(q.Operator(1).Samples); n != 1 {
		t.Errorf("%d samples, want one: nothing changed", n)
	}
}

// All samples of an operator are of one source and by one clock.
func TestSamplesAreByOneClock(t *testing.T) {
	report := func(ms int64) string { return arrived("operator_stats", ms, fmt.Sprintf("node_id=1 rows_out=%d", ms)) }
	export := func(ms int64) string { return exportOf("driver", ms, fmt.Sprintf("node_id=1 rows_out=%d", ms)) }
	for _, c := range []struct {
		engine string
		lines  []string
		clock  format.Clock
		n      int
	}{
		{native, lines(report(10), report(20), export(15)), "recorder", 2},
		{native, lines(report(10), export(11), report(50), export(51)), "driver", 2},
		{native, lines(export(11)), "driver", 1},
		{ray, lines(report(10), export(11), export(51)), "recorder", 1},
	} {
		o := theQuery(t, replayText(t, begin(c.engine, chain), c.lines, finish(150))).Operator(1)
		if o.SampleClock != c.clock || len(o.Samples) != c.n {
			t.Errorf("%v: %d samples by the %s's clock, want %d by the %s's", c.lines, len(o.Samples), o.SampleClock, c.n, c.clock)
		}
	}
}

// The pieces of one export are one sample.
func TestExportInPieces(t *testing.T) {
	a := exportOf("driver", 50, "node_id=1 rows_in=3")
	b := fmt.Sprintf("operator_stats source=otlp clock=driver time_ns=%d arrival_ns=%d payload=9 query_id=q node_id=1 rows_out=2 since_ns=%d", ns(50)+7_000, ns(55), ns(4)+60_000)
	o := theQuery(t, replayText(t, begin(native, chain), a, b, finish(150))).Operator(1)
	if len(o.Samples) != 1 || o.Samples[0].RowsIn != 3 || o.Samples[0].RowsOut != 2 {
		t.Errorf("samples %+v, want one with both", o.Samples)
	}
}

// One series for each process: how many there are, and what they sum to.
func TestSeries(t *testing.T) {
	type export struct{ pid, since, at, value int64 }
	const ms = 1_000_000
	for _, c := range []struct {
		name      string
		exports   []export
		want      int64
		processes int
	}{
		{"one", []export{{0, 0, 500, 5}, {0, 0, 1000, 9}}, 9, 1},
		{"two processes", []export{{0, 0, 500, 5}, {0, 300 * ms, 600, 4}, {0, 0, 1000, 6}}, 10, 2},
		{"a worker that began anew", []export{{0, 0, 500, 5}, {0, 700 * ms, 1200, 3}}, 8, 2},
		{"two that began at once", []export{{0, 0, 500, 5}, {0, 1 * ms, 501, 4}, {0, 0, 1000, 6}, {0, 1 * ms, 1001, 4}}, 10, 2},
		{"a start that moved", []export{{0, 60_000, 500, 5}, {0, 0, 1000, 9}}, 9, 1},
		{"a start that moved far, of one process", []export{{7, 300 * ms, 500, 5}, {7, 0, 1000, 9}}, 9, 1},
		{"two processes by their ids", []export{{7, 0, 500, 5}, {8, 0, 1000, 9}}, 14, 2},
		{"a process of an old id", []export{{7, 0, 500, 5}, {7, 700 * ms, 1000, 9}}, 14, 2},
	} {
		var x exported
		for _, e := range c.exports {
			at := format.Time(e.at * ms)
			x.add(cRowsOut, series{pid: e.pid, since: format.Time(e.since), first: at, last: at, value: e.value})
		}
		if got, n := x.total(cRowsOut); got != measured(c.want) || n != c.processes {
			t.Errorf("%s: %v of %d processes, want %d of %d", c.name, got, n, c.want, c.processes)
		}
	}
}

// What was derived without OTLP is what OTLP measures, and what was measured
// remains: the same run, with and without.
func TestOTLPAgreesWithWhatIsDerived(t *testing.T) {
	for _, engine := range []string{"native", "ray"} {
		with, without := replayFile(t, "otlp-"+engine), replayFile(t, "tpch-"+engine)
		compared, fewer := 0, int64(0)
		for _, q := range without.Queries {
			w := with.Query(q.ID)
			fewer += q.Trust.DerivedNumbers - w.Trust.DerivedNumbers
			for _, o := range q.Operators {
				for c := range numCounters {
					a, b := *o.counter(c), *w.Operator(o.ID).counter(c)
					switch {
					case a.Known() && a.V != b.V:
						t.Errorf("%s #%d %s: %v with OTLP, %v without", q.ID, o.ID, counterColumns[c].name, b, a)
					case a.Origin == Derived && b.Origin != Measured:
						t.Errorf("%s #%d %s is derived, though OTLP has it", q.ID, o.ID, counterColumns[c].name)
					case a.Known():
						compared++
					}
				}
			}
			if w.Trust.Sources.differ() != w.Trust.Sources.Overwritten || w.Trust.Sources.Agree < 20 || w.Trust.Sources.WorkersBehind > 0 {
				t.Errorf("%s: sources %+v", q.ID, w.Trust.Sources)
			}
		}
		if compared < 200 || engine == "native" && fewer < 20 {
			t.Errorf("%s: %d numbers compared, %d fewer derived", engine, compared, fewer)
		}
	}
}
