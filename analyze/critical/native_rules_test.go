package critical

import (
	"fmt"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// A small native query in text, at so many milliseconds after its start. The
// execution begins at 4 ms and ends with the query.

const nativeEpoch = 1_800_000_000_000_000_000

func nativeNS(ms int64) int64 { return nativeEpoch + ms*1_000_000 }

func nativeEvent(kind, clock string, ms int64, more string) string {
	return fmt.Sprintf("%s source=dashboard clock=%s time_ns=%d arrival_ns=%d query_id=q %s", kind, clock, nativeNS(ms), nativeNS(ms), more)
}

// report is one of an operator's counters; durations are in milliseconds.
func report(ms, node, in, out, duration int64, more ...string) string {
	return nativeEvent("operator_stats", "recorder", ms, fmt.Sprintf("node_id=%d rows_in=%d rows_out=%d daft_duration_ns=%d %s", node, in, out, duration*1_000_000, strings.Join(more, " ")))
}

// batch is a span from and to so many milliseconds, busy at its end.
func batch(name string, from, to, busy int64) string {
	return fmt.Sprintf("span source=otlp clock=driver time_ns=%d arrival_ns=%d payload=1 name=%s duration_ns=%d busy_ns=%d idle_ns=%d", nativeNS(from), nativeNS(to), name, (to-from)*1_000_000, busy*1_000_000, (to-from-busy)*1_000_000)
}

// outer is a span that Daft makes for the n-th operator of a kind.
func outer(name string, n, to, busy int64) string {
	return fmt.Sprintf("span source=otlp clock=driver time_ns=%d arrival_ns=%d payload=1 name=%s duration_ns=%d busy_ns=%d idle_ns=1", nativeNS(4)+n*1_000, nativeNS(to), name, (to-4)*1_000_000-n*1_000, busy*1_000_000)
}

// chainOf is a plan of the given types over a scan, the last one the root: #0 is the scan.
func chainOf(types ...string) string {
	plan := `{"id":0,"name":"Read Parquet","type":"ScanTask","category":"Source"}`
	for i, kind := range types {
		category := "Intermediate"
		switch kind {
		case "GroupByAgg", "Aggregate", "Sort", "Write":
			category = "BlockingSink"
		}
		plan = fmt.Sprintf(`{"id":%d,"name":%q,"type":%q,"category":%q,"children":[%s]}`, i+1, kind, kind, category, plan)
	}
	return plan
}

// joinOf is a join, #2, of a scan to build from, #0, and one that probes, #1, below an aggregation, #3.
const joinOf = `{"id":3,"name":"Agg","type":"Aggregate","category":"BlockingSink","children":[{"id":2,"name":"Hash Join","type":"HashJoin","category":"Intermediate","children":[
	{"id":0,"name":"Read","type":"ScanTask","category":"Source"},{"id":1,"name":"Read","type":"ScanTask","category":"Source"}]}]}`

type nativeCase struct {
	name    string
	plan    string
	mode    string // of the recorder, "record" where empty
	end     int64  // ms
	outcome string // Finished where empty, "-" for no end
	lines   []string
	want    string
	note    string
}

func (c nativeCase) run(t *testing.T) *analyze.Run {
	mode, outcome := c.mode, c.outcome
	if mode == "" {
		mode = "record"
	}
	if outcome == "" {
		outcome = "Finished"
	}
	all := []string{
		fmt.Sprintf("recording_start source=recorder clock=recorder time_ns=%d arrival_ns=%d name=%s cpus=2 pid=1", nativeNS(-10), nativeNS(-10), mode),
		nativeEvent("query_start", "driver", 0, `runner="Native (Swordfish)"`),
		nativeEvent("exec_start", "driver", 4, fmt.Sprintf("text=%q", c.plan)),
		nativeEvent("operator_start", "recorder", 4, "node_id=0"),
	}
	all = append(all, c.lines...)
	if outcome != "-" {
		all = append(all, nativeEvent("exec_end", "driver", c.end, ""), nativeEvent("query_end", "driver", c.end, fmt.Sprintf("outcome=%s text=x", outcome)))
	}
	return replayed(t, formattest.Events(t, strings.ReplaceAll(strings.Join(all, "\n"), "\n\t", "")))
}

// brief is a path in one line: milliseconds of each kind, for runs by operator and state.
func brief(p *Path) string {
	var parts []string
	for _, s := range p.Segments {
		at := int64(s.Start-p.Query.Start.Time) / 1_000_000
		if s.Kind != Run {
			parts = append(parts, fmt.Sprintf("%d:%s", at, s.Kind))
			continue
		}
		var shares []string
		for _, x := range s.Shares {
			if x.NS < 500_000 {
				continue
			}
			name := "?"
			if x.Operator != nil {
				name = fmt.Sprintf("#%d %s", x.Operator.ID, x.State)
			}
			if x.Saving == x.NS {
				shares = append(shares, fmt.Sprintf("%s %d", name, (x.NS+500_000)/1_000_000))
			} else {
				shares = append(shares, fmt.Sprintf("%s %d saves %d", name, (x.NS+500_000)/1_000_000, (x.Saving+500_000)/1_000_000))
			}
		}
		parts = append(parts, fmt.Sprintf("%d:%s", at, strings.Join(shares, ", ")))
	}
	return strings.Join(parts, "; ")
}

var nativeCases = []nativeCase{
	{name: "a full pool is split by the threads inside", plan: chainOf("Filter", "Aggregate"), end: 404,
		lines: []string{report(404, 0, 0, 100, 0), report(404, 1, 100, 100, 400), report(404, 2, 100, 1, 400), batch("FilterOperator::execute", 4, 404, 400), batch("AggregateSink::sink", 4, 404, 400)},
		want:  "0:plan; 4:#1 busy 200, #2 busy 200"},
	{name: "reading has what nobody else has of a full pool", plan: chainOf("Filter"), end: 404,
		lines: []string{report(404, 0, 0, 100, 0), report(404, 1, 100, 100, 400), batch("FilterOperator::execute", 4, 404, 100), batch("FilterOperator::execute", 4, 404, 100)},
		want:  "0:plan; 4:#0 io 300, #1 busy 100"},
	{name: "the busiest owns a pool with room", plan: chainOf("UDFProject", "Filter"), end: 404,
		lines: []string{report(404, 0, 0, 100, 0), report(404, 1, 100, 100, 400), report(404, 2, 100, 100, 100), batch("UdfOperator::execute", 4, 404, 400), batch("FilterOperator::execute", 100, 200, 100)},
		want:  "0:plan; 4:#1 busy 400 saves 300"},
	{name: "who waits for a source", plan: chainOf("Filter"), end: 404,
		lines: []string{report(404, 0, 0, 100, 390), report(404, 1, 100, 100, 10), batch("FilterOperator::execute", 390, 400, 10)},
		want:  "0:plan; 4:#0 io 400 saves 390"},
	{name: "a finalize", plan: chainOf("GroupByAgg"), end: 404,
		lines: []string{report(104, 0, 0, 100, 0), report(404, 1, 100, 9, 100), batch("GroupedAggregateSink::sink", 4, 104, 100), batch("GroupedAggregateSink::finalize", 104, 400, 290)},
		want:  "0:plan; 4:#1 busy 100; 104:#1 finalizing 296; 400:unrecorded"},
	{name: "a finalize without spans", plan: chainOf("Sort"), end: 804,
		lines: []string{report(204, 0, 0, 100, 1), report(204, 1, 100, 0, 150), report(404, 0, 0, 100, 2), report(604, 0, 0, 100, 3), report(804, 1, 100, 100, 150)},
		want:  "0:plan; 4:#1 busy 200; 204:#1 finalizing 600"},
	{name: "writing is done elsewhere", plan: chainOf("Write"), end: 404,
		lines: []string{report(404, 0, 0, 100, 40), report(404, 1, 100, 1, 400), batch("WriteSink::sink", 4, 404, 1)},
		want:  "0:plan; 4:#1 busy 400 saves 360"},
	{name: "a join is built, then probes with one to two threads", plan: joinOf, end: 804,
		lines: []string{report(404, 0, 0, 100, 1), report(804, 1, 0, 900, 1), report(804, 2, 0, 0, 1200, "build_rows=100 probe_rows_in=900 probe_rows_out=900"), report(804, 3, 900, 1, 5),
			batch("HashJoinOperator::build_state", 4, 404, 390), outer("JoinNode::Build", 1, 404, 390), outer("JoinNode::Probe", 2, 804, 400)},
		want: "0:plan; 4:#2 building 400; 404:#2 probing 300, #1 io 100"},
	{name: "two of a type, by Daft's durations", plan: chainOf("UDFProject", "UDFProject"), end: 404,
		lines: []string{report(404, 0, 0, 100, 0), report(404, 1, 100, 100, 400, "batches=1"), report(404, 2, 100, 100, 100, "batches=1"), batch("UdfOperator::execute", 4, 404, 400), batch("UdfOperator::execute", 304, 404, 100)},
		want:  "0:plan; 4:#1 busy 400 saves 300"},
	{name: "a function that always has a batch, in a full pool", plan: chainOf("UDFProject", "Filter", "Explode"), end: 404,
		lines: []string{nativeEvent("operator_start", "recorder", 4, "node_id=1"), report(404, 0, 0, 100, 0), report(404, 1, 100, 100, 400), report(404, 2, 100, 100, 240), report(404, 3, 100, 100, 240),
			batch("UdfOperator::execute", 4, 404, 300), batch("FilterOperator::execute", 4, 244, 240), batch("ExplodeOperator::execute", 164, 404, 240)},
		want: "0:plan; 4:#1 busy 400 saves 80"},
	{name: "an asynchronous function works while it holds rows", plan: chainOf("AsyncUDFProject", "Aggregate"), end: 604,
		lines: []string{report(204, 0, 0, 100, 1), report(204, 1, 100, 0, 0), report(404, 1, 101, 0, 0), report(604, 1, 101, 101, 0), report(604, 2, 100, 1, 0),
			batch("AsyncUdfSink::execute", 4, 5, 1), batch("AggregateSink::sink", 600, 602, 2), batch("AggregateSink::finalize", 602, 604, 2)},
		want: "0:plan; 4:#1 busy 598; 602:#2 finalizing 2"},
	{name: "without spans a source that is waited for", plan: chainOf("Filter"), end: 404,
		lines: []string{report(204, 0, 0, 50, 150), report(204, 1, 50, 50, 150), report(404, 0, 0, 100, 300), report(404, 1, 100, 100, 300)},
		want:  "0:plan; 4:#0 io 400"},
	{name: "without spans one that takes one batch at a time", plan: chainOf("UDFProject"), end: 404,
		lines: []string{nativeEvent("operator_start", "recorder", 5, "node_id=1"), report(204, 0, 0, 50, 150), report(204, 1, 50, 50, 195), report(404, 0, 0, 100, 300), report(404, 1, 100, 100, 390)},
		want:  "0:plan; 4:#1 busy 400", note: "no spans were recorded"},
	{name: "without spans and too short", plan: chainOf("UDFProject"), end: 204,
		lines: []string{report(204, 0, 0, 50, 150), report(204, 1, 50, 50, 195)},
		want:  "0:plan; 4:? 200 saves 0", note: "too short"},
	{name: "nothing of operators", plan: chainOf("UDFProject"), end: 404, want: "0:plan; 4:unrecorded", note: "no counters"},
	{name: "a consumer", plan: chainOf("Filter"), end: 2004,
		lines: []string{report(204, 0, 0, 50, 190), report(204, 1, 50, 50, 5), batch("FilterOperator::execute", 195, 210, 5), report(604, 1, 50, 50, 5), report(1004, 1, 50, 50, 5), report(1404, 1, 50, 50, 5)},
		want:  "0:plan; 4:#0 io 200; 204:#1 busy 6; 210:consumer"},
	{name: "canceled while a function was at work", plan: chainOf("UDFProject"), end: 1004, outcome: "Canceled",
		lines: []string{report(204, 0, 0, 100, 10), report(204, 1, 100, 50, 190), batch("UdfOperator::execute", 14, 204, 190), report(404, 0, 0, 101, 10), report(604, 0, 0, 102, 10)},
		want:  "0:plan; 4:#1 busy 200 saves 189; 204:#1 busy 800", note: "what was under way"},
	{name: "how many threads is not known", plan: chainOf("Filter"), end: 404, mode: "listen",
		lines: []string{report(404, 0, 0, 100, 0), report(404, 1, 100, 100, 400), batch("FilterOperator::execute", 4, 404, 400)},
		want:  "0:plan; 4:#1 busy 400", note: "taken as 1"},
}

func TestNativeRules(t *testing.T) {
	for _, c := range nativeCases {
		t.Run(c.name, func(t *testing.T) {
			p := checked(t, c.name, c.run(t))[0]
			if got := brief(p); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
			if c.note != "" && !strings.Contains(strings.Join(p.Notes, "\n"), c.note) {
				t.Errorf("notes %q, want one with %q", p.Notes, c.note)
			}
		})
	}
}

// Spans that may be of either of two queries are of none: then counters must do.
func TestNativeOfTwoQueries(t *testing.T) {
	c := nativeCase{plan: chainOf("Filter"), end: 404, lines: []string{
		strings.ReplaceAll(nativeEvent("query_start", "driver", 1, `runner="Native (Swordfish)"`), "query_id=q", "query_id=r"),
		strings.ReplaceAll(nativeEvent("exec_start", "driver", 4, fmt.Sprintf("text=%q", chainOf("Filter"))), "query_id=q", "query_id=r"),
		report(204, 0, 0, 50, 190), report(204, 1, 50, 50, 9), report(404, 0, 0, 100, 390), report(404, 1, 100, 100, 18), batch("FilterOperator::execute", 190, 200, 9),
		strings.ReplaceAll(nativeEvent("query_end", "driver", 404, "outcome=Finished text=x"), "query_id=q", "query_id=r"),
	}}
	p := checked(t, "two", c.run(t))[0]
	if p.Basis != ByEstimates || !strings.Contains(strings.Join(p.Notes, "\n"), "several queries ran at the same time") {
		t.Errorf("basis %s, notes %q", p.Basis, p.Notes)
	}
	if got, want := brief(p), "0:plan; 4:#0 io 400"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
