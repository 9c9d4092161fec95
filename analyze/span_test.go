package analyze

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

// spanOf is a span from and to so many milliseconds after epoch, with so many
// milliseconds busy.
func spanOf(name string, from, to, busy int64, more ...string) string {
	return fmt.Sprintf("span source=otlp clock=driver time_ns=%d arrival_ns=%d payload=1 name=%s duration_ns=%d busy_ns=%d idle_ns=%d %s",
		ns(from), ns(to), name, (to-from)*1_000_000, busy*1_000_000, (to-from-busy)*1_000_000, strings.Join(more, " "))
}

// outerSpan is one that Daft makes for the n-th operator of its kind.
func outerSpan(name string, n, to, busy int64) string {
	return fmt.Sprintf("span source=otlp clock=driver time_ns=%d arrival_ns=%d payload=1 name=%s duration_ns=%d busy_ns=%d idle_ns=1", ns(4)+n*1_000, ns(to), name, (to-4)*1_000_000-n*1_000, busy*1_000_000)
}

// nativePlan is a chain of operators of the given types, the root first, over a scan.
func nativePlan(types ...string) string {
	categories := map[string]string{"GroupByAgg": "BlockingSink", "Sort": "BlockingSink", "Write": "BlockingSink", "CommitWrite": "BlockingSink", "Window": "BlockingSink", "Limit": "StreamingSink"}
	plan, id := `{"id":0,"name":"Read Parquet","type":"ScanTask","category":"Source"}`, 0
	for i := len(types) - 1; i >= 0; i-- {
		id++
		name, kind, _ := strings.Cut(types[i], "=")
		if kind == "" {
			kind = name
		}
		category := categories[kind]
		if category == "" {
			category = "Intermediate"
		}
		plan = fmt.Sprintf(`{"id":%d,"name":%q,"type":%q,"category":%q,"children":[%s]}`, id, name, kind, category, plan)
	}
	return plan
}

func ms(v Value) string {
	if v.Known() {
		v.V /= 1_000_000
	}
	return val(v)
}

// works shows what spans tell of each operator: busy, with > where that is not
// all, and idle, in milliseconds.
func works(q *Query) string {
	var list []string
	for _, o := range q.Operators {
		busy := ms(o.Work.Busy)
		if o.Work.AtLeast {
			busy = ">" + busy
		}
		list = append(list, fmt.Sprintf("#%d %s/%s", o.ID, busy, ms(o.Work.Idle)))
	}
	return strings.Join(list, " ")
}

func TestSpansOfOperators(t *testing.T) {
	stats := func(id, batches, duration int64) string {
		return arrived("operator_stats", 95, fmt.Sprintf("node_id=%d batches=%d daft_duration_ns=%d", id, batches, duration*1_000_000))
	}
	for _, c := range []struct {
		name, plan string
		lines      []string
		want       string
		warnings   string
		note       string
	}{
		{"one operator of the type", nativePlan("Filter"),
			lines(spanOf("FilterOperator::execute", 10, 20, 7), spanOf("FilterOperator::execute", 15, 30, 5), stats(1, 2, 25)), "#1 12/13 #0 -/-", "", ""},
		{"names that are not the type's", nativePlan("UDFProject", "GroupByAgg"),
			lines(spanOf("UdfOperator::execute", 50, 60, 9), spanOf("GroupedAggregateSink::sink", 10, 20, 4), spanOf("GroupedAggregateSink::finalize", 20, 23, 2)), "#2 9/1 #1 6/6 #0 -/-", "", ""},
		{"the call that starts a scan is not its work", nativePlan("Filter"), lines(spanOf("ScanTaskSource::get_data", 5, 6, 1)), "#1 -/- #0 -/-", "", ""},
		{"spans that stand for no operator", nativePlan("Filter"), lines(spanOf("FilterOperator::execute", 10, 20, 7), spanOf("NewSink::sink", 20, 30, 8), spanOf("NewSink::sink", 30, 40, 8)),
			"#1 7/3 #0 -/-", "span-unmapped x2", ""},
		{"spans of no operator at all", nativePlan("Filter"), lines(spanOf("VideoFile::read", 20, 30, 8), spanOf("FlotillaScheduler", 5, 90, 1)), "#1 -/- #0 -/-", "", ""},
		{"some did not arrive", nativePlan("Filter"), lines(spanOf("FilterOperator::execute", 10, 20, 7), stats(1, 3, 25)), "#1 >7/3 #0 -/-", "", "spans-missing"},
		{"a finalize that hands its work on", nativePlan("GroupByAgg"), lines(spanOf("GroupedAggregateSink::sink", 10, 20, 8), spanOf("GroupedAggregateSink::finalize", 20, 60, 1)), "#1 >9/2 #0 -/-", "", ""},
		{"two of them", nativePlan("GroupByAgg", "GroupByAgg"), lines(spanOf("GroupedAggregateSink::sink", 10, 20, 8), spanOf("GroupedAggregateSink::finalize", 20, 60, 1), spanOf("GroupedAggregateSink::finalize", 60, 61, 1),
			stats(1, 1, 10), stats(2, 1, 10)), "#2 >~5/~1 #1 >~5/~1 #0 -/-", "", "spans-split"},
		{"work elsewhere", nativePlan("Write"), lines(spanOf("WriteSink::sink", 10, 60, 1), spanOf("WriteSink::finalize", 60, 62, 2)), "#1 >3/49 #0 -/-", "", ""},
		{"windows tell by their names", nativePlan("WindowPartitionOnly=Window", "WindowOrderByOnly=Window"),
			lines(spanOf("WindowOrderByOnlySink::sink", 10, 20, 3), spanOf("WindowPartitionOnlySink::sink", 30, 40, 5)), "#2 5/5 #1 3/7 #0 -/-", "", ""},
		{"several of a type, by the span around each", nativePlan("Project", "Filter", "Project"),
			lines(spanOf("ProjectOperator::execute", 10, 20, 8), spanOf("ProjectOperator::execute", 30, 50, 4), stats(1, 1, 10), stats(3, 1, 20),
				outerSpan("IntermediateOp::execute", 1, 20, 8), outerSpan("IntermediateOp::execute", 2, 30, 0), outerSpan("IntermediateOp::execute", 3, 50, 4)),
			"#3 ~4/~16 #2 >0/- #1 ~8/~2 #0 -/-", "", "spans-split"},
		{"several of a type, without them by duration", nativePlan("Project", "Project"),
			lines(spanOf("ProjectOperator::execute", 10, 20, 8), spanOf("ProjectOperator::execute", 30, 50, 4), stats(1, 1, 10), stats(2, 1, 30)), "#2 ~9/~13 #1 ~3/~4 #0 -/-", "", "spans-split"},
		{"several of a type, and nothing to divide by", nativePlan("Project", "Project"), lines(spanOf("ProjectOperator::execute", 10, 20, 8)), "#2 -/- #1 -/- #0 -/-", "", "spans-split"},
		{"batches too short for the spans around them", nativePlan("Sort", "Sort"), lines(spanOf("SortSink::sink", 10, 12, 2), spanOf("SortSink::finalize", 20, 60, 40), spanOf("SortSink::finalize", 70, 90, 20), stats(1, 3, 3), stats(2, 3, 1),
			outerSpan("BlockingSink::Sink", 1, 90, 0), outerSpan("BlockingSink::Sink", 2, 90, 0), outerSpan("BlockingSink::Finalize", 1, 60, 40), outerSpan("BlockingSink::Finalize", 2, 90, 20)),
			"#2 ~20/~0 #1 ~41/~0 #0 -/-", "", "spans-split"},
		{"before and after the query", nativePlan("Filter"), lines(spanOf("FilterOperator::execute", 1, 2, 1), spanOf("FilterOperator::execute", 200, 220, 7)), "#1 -/- #0 -/-", "", ""},
		{"no busy time", nativePlan("Filter"), lines(fmt.Sprintf("span source=otlp clock=driver time_ns=%d arrival_ns=1 payload=1 name=FilterOperator::execute duration_ns=5", ns(10))), "#1 -/- #0 -/-", "", ""},
	} {
		q := theQuery(t, replayText(t, begin(native, c.plan), c.lines, finish(100)))
		if got := works(q); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if got := warningCodes(q.Warnings); got != c.warnings {
			t.Errorf("%s: warnings %q, want %q", c.name, got, c.warnings)
		}
		if c.note != "" && !hasNote(q, c.note) {
			t.Errorf("%s: no note %s: %v", c.name, c.note, q.Trust.Notes)
		}
	}
}

// Each span is counted once, as what it is.
func TestSpanCounts(t *testing.T) {
	run := replayText(t, begin(native, nativePlan("Filter")), spanOf("FilterOperator::execute", 10, 20, 7), spanOf("FilterOperator::execute", 300, 320, 7),
		spanOf("NewSink::sink", 20, 30, 8), spanOf("File::read", 20, 30, 8), "span source=otlp clock=driver time_ns=5 arrival_ns=1 payload=1 name=x duration_ns=-5", finish(100))
	if want := (SpanCounts{Total: 5, Placed: 1, Other: 1, Outside: 1, Unmapped: 1, LeftOut: 1}); run.Spans != want {
		t.Errorf("%+v, want %+v", run.Spans, want)
	}
}

// Two joins of one type: Daft starts operators from the leaves up, so that the
// order of the spans around their builds and probes is theirs.
func TestSpansOfTwoJoins(t *testing.T) {
	plan := `{"id":4,"name":"Hash Join","type":"HashJoin","category":"Intermediate","children":[{"id":2,"name":"Hash Join","type":"HashJoin","category":"Intermediate","children":[
		{"id":0,"type":"ScanTask","category":"Source"},{"id":1,"type":"ScanTask","category":"Source"}]},{"id":3,"type":"ScanTask","category":"Source"}]}`
	inner := lines(spanOf("HashJoinOperator::build_state", 10, 14, 3), spanOf("HashJoinOperator::build_state", 40, 46, 5))
	outer := lines(outerSpan("JoinNode::Build", 1, 14, 3), outerSpan("JoinNode::Probe", 2, 38, 20), outerSpan("JoinNode::Build", 4, 46, 5), outerSpan("JoinNode::Probe", 5, 90, 30))
	q := theQuery(t, replayText(t, begin(native, plan), inner, outer, finish(100)))
	for _, c := range []struct{ id, build, until, probe, busy int64 }{{2, 3, 14, 20, 23}, {4, 5, 46, 30, 35}} {
		w := q.Operator(c.id).Work
		if ms(w.Build.Busy) != fmt.Sprint(c.build) || int64(w.Build.End.Time) != ns(c.until) || ms(w.Probe.Busy) != fmt.Sprint(c.probe) || ms(w.Busy) != fmt.Sprint(c.busy) || !w.AtLeast {
			t.Errorf("join %d: build %s until %d, probe %s, busy %s (at least: %t), want %+v", c.id, ms(w.Build.Busy), w.Build.End.since(q.Start).V, ms(w.Probe.Busy), ms(w.Busy), w.AtLeast, c)
		}
	}
	// One of them did not arrive: which is whose cannot be told, so nothing of the probes.
	q = theQuery(t, replayText(t, begin(native, plan), inner, outer[:3], finish(100)))
	if got := works(q); got != "#4 >5/- #2 >3/- #0 -/- #1 -/- #3 -/-" {
		t.Errorf("%s: want the builds, and no probe", got)
	}
}

// The finalize of a CommitWrite carries the name of a Write's: the file of its
// source tells, or the plan has one of them only.
func TestFinalizeOfCommitWrite(t *testing.T) {
	file := func(name string) string {
		return fmt.Sprintf(`attrs.code.file.path="\"src/daft-local-execution/src/sinks/%s.rs\""`, name)
	}
	around := lines(outerSpan("BlockingSink::Finalize", 1, 60, 9), outerSpan("BlockingSink::Finalize", 2, 80, 3), outerSpan("BlockingSink::Sink", 3, 50, 1), outerSpan("BlockingSink::Sink", 4, 65, 1))
	for _, c := range []struct {
		plan                string
		lines               []string
		wantCommit, wantOne string
	}{
		{nativePlan("CommitWrite", "Write"), lines(spanOf("WriteSink::finalize", 50, 60, 9, file("write")), spanOf("WriteSink::finalize", 70, 80, 3, file("commit_write"))), "3", "9"},
		{nativePlan("CommitWrite", "Write"), lines(spanOf("WriteSink::finalize", 50, 60, 9), spanOf("WriteSink::finalize", 70, 80, 3), around), "~3", "~9"},
		{nativePlan("Project", "Write"), lines(spanOf("WriteSink::finalize", 50, 60, 9)), "-", "9"},
	} {
		q := theQuery(t, replayText(t, begin(native, c.plan), c.lines, finish(100)))
		if commit, write := ms(q.Operator(2).Work.Finalize.Busy), ms(q.Operator(1).Work.Finalize.Busy); commit != c.wantCommit || write != c.wantOne {
			t.Errorf("%v: commit %s, write %s, want %s and %s", c.lines, commit, write, c.wantCommit, c.wantOne)
		}
	}
}

// queries returns the events of two queries, the second from so many ms on.
func twoQueries(planA, planB string, from int64, spans ...string) []string {
	second := func(l string) string { return strings.ReplaceAll(l, "query_id=q ", "query_id=r ") }
	var b []string
	for _, l := range begin(native, planB) {
		l = second(l)
		for i := range int64(4) {
			l = strings.Replace(l, fmt.Sprintf("time_ns=%d ", ns(i)), fmt.Sprintf("time_ns=%d ", ns(i+from)), 1)
		}
		b = append(b, l)
	}
	end := []string{second(driver("exec_end", from+100, "")), second(driver("query_end", from+100, "outcome=Finished"))}
	return lines(begin(native, planA), b, spans, finish(100), end)
}

// Spans name no query.
func TestSpansOfTwoQueriesAtOnce(t *testing.T) {
	filter, project := nativePlan("Filter"), nativePlan("Project")
	pid := func(l string, pid int) string { return l + fmt.Sprintf(" pid=%d", pid) }
	exports := lines(pid(exportOf("driver", 90, "node_id=1 rows_out=1"), 7), pid(strings.Replace(exportOf("driver", 90, "node_id=1 rows_out=1"), "query_id=q", "query_id=r", 1), 8))
	for _, c := range []struct {
		name  string
		lines []string
		q, r  string
		note  bool
	}{
		{"one after the other", twoQueries(filter, filter, 200, spanOf("FilterOperator::execute", 10, 20, 7), spanOf("FilterOperator::execute", 210, 220, 3)), "7", "3", false},
		{"at once", twoQueries(filter, filter, 50, spanOf("FilterOperator::execute", 10, 20, 7), spanOf("FilterOperator::execute", 60, 70, 7)), "-", "-", true},
		{"at once, not together", twoQueries(filter, filter, 50, spanOf("FilterOperator::execute", 10, 20, 7), spanOf("FilterOperator::execute", 120, 130, 3)), "7", "3", false},
		{"at once, of other types", twoQueries(filter, project, 50, spanOf("FilterOperator::execute", 60, 70, 7), spanOf("ProjectOperator::execute", 60, 70, 3)), "7", "3", false},
		{"at once, of processes that are known", lines(twoQueries(filter, filter, 50, spanOf("FilterOperator::execute", 60, 70, 7, "pid=7"), spanOf("FilterOperator::execute", 60, 70, 3, "pid=8")), exports), "7", "3", false},
	} {
		run := replayText(t, c.lines)
		q, r := run.Query("q"), run.Query("r")
		if a, b := ms(q.Operator(1).Work.Busy), ms(r.Operator(1).Work.Busy); a != c.q || b != c.r {
			t.Errorf("%s: busy %s and %s, want %s and %s", c.name, a, b, c.q, c.r)
		}
		if hasNote(q, "spans-ambiguous") != c.note || (run.Spans.Ambiguous > 0) != c.note {
			t.Errorf("%s: %+v, notes %v", c.name, run.Spans, q.Trust.Notes)
		}
	}
}

// On Ray workers' counters say which operators of their own plans were made
// from which of the query's; and a span is of an operator that some task ran then.
func TestSpansOfWorkers(t *testing.T) {
	plan := `{"id":3,"name":"Project","type":"Project","children":[{"id":2,"name":"Project","type":"Project","children":[{"id":1,"name":"ScanTaskSource","type":"ScanTaskSource"}]}]}`
	ran := func(id, node, from, to int64) []string {
		return lines(runner("task_submit", from, fmt.Sprintf("task_id=%d last_node_id=%d node_ids=[%d]", id, node, node)), runner("task_schedule", from, fmt.Sprintf("task_id=%d worker_id=aa", id)),
			runner("task_end", to, fmt.Sprintf("task_id=%d worker_id=aa outcome=Success", id)))
	}
	parts := lines(exportSince(ns(4), 90, 7, "node_id=1 name=Project origin_node_id=2 daft_duration_ns=10000000"), exportSince(ns(4), 90, 7, "node_id=2 name=Project origin_node_id=3 daft_duration_ns=30000000"))
	spans := lines(spanOf("ProjectOperator::execute", 15, 20, 4), spanOf("ProjectOperator::execute", 55, 60, 3), spanOf("ProjectOperator::execute", 65, 66, 1))
	for _, c := range []struct {
		name  string
		lines []string
		want  string
		note  string
	}{
		{"one after the other", lines(ran(0, 2, 10, 40), ran(1, 3, 50, 90), parts, spans), "#3 ~4/~2 #2 ~4/~1 #1 -/-", "spans-of-workers"},
		{"together", lines(ran(0, 2, 10, 90), ran(1, 3, 10, 90), parts, spans), "#3 ~6/~2 #2 ~2/~0 #1 -/-", "spans-split"},
		{"without some of the workers' counters", lines(ran(0, 2, 10, 40), ran(1, 3, 50, 90), exportSince(ns(4), 90, 7, "node_id=1 name=Filter origin_node_id=2 daft_duration_ns=10000000"), spans), "#3 -/- #2 -/- #1 -/-", "spans-unplaced"},
		{"without the workers' counters", lines(ran(0, 2, 10, 40), ran(1, 3, 50, 90), spans), "#3 -/- #2 -/- #1 -/-", "spans-unplaced"},
	} {
		q := theQuery(t, replayText(t, begin(ray, plan), c.lines, finish(100)))
		if got := works(q); got != c.want || !hasNote(q, c.note) || len(q.Warnings) > 0 {
			t.Errorf("%s: %s, want %s; notes %v, warnings %v", c.name, got, c.want, q.Trust.Notes, q.Warnings)
		}
	}
}

// Every name of a span that Daft 0.7.26 gives has a meaning, and its type is
// one of Daft's.
func TestSpanNames(t *testing.T) {
	types := map[string]bool{}
	for _, n := range strings.Fields(`GlobScan InMemoryScan ScanTask DistributedActorPoolProject Explode Filter IntoBatches Project Sample StageCheckpointKeys UDFProject Unpivot
		Aggregate CommitWrite Dedup GroupByAgg IntoPartitions Pivot Repartition Gather Sort TopN Window Write AsyncUDFProject Limit MonotonicallyIncreasingId HashJoin`) {
		types[n] = true
	}
	names := strings.Fields(`DistributedActorPoolProjectOperator::execute ExplodeOperator::execute FilterOperator::execute ProjectOperator::execute StageCheckpointKeysOperator::execute
		UdfOperator::execute UnpivotOperator::execute HashJoinOperator::build_state AggregateSink::sink AggregateSink::finalize CommitWriteSink::sink WriteSink::finalize DedupSink::sink
		DedupSink::finalize GatherSink::sink GatherSink::finalize GroupedAggregateSink::sink GroupedAggregateSink::finalize IntoPartitionsSink::sink IntoPartitionsSink::finalize PivotSink::sink
		PivotSink::finalize RepartitionSink::sink RepartitionSink::finalize SortSink::sink SortSink::finalize TopNSink::sink TopNSink::finalize WindowOrderByOnlySink::sink
		WindowPartitionAndDynamicFrameSink::sink WindowPartitionAndOrderBySink::finalize WindowPartitionOnlySink::sink WriteSink::sink GlobScanSource::get_data InMemorySource::get_data
		ScanTaskSource::get_data ShuffleReadSource::get_data AsyncUdfSink::execute DistributedLimitSink::sink LimitSink::sink MonotonicallyIncreasingIdSink::sink SampleSink::execute SampleSink::finalize`)
	for _, name := range names {
		m, ok := meaningOf(name)
		if !ok || len(m.types) == 0 {
			t.Errorf("%s has no meaning", name)
		}
		for _, k := range m.types {
			if !types[k] {
				t.Errorf("%s stands for %s, which is no type of Daft's", name, k)
			}
		}
	}
	for _, name := range []string{"IntermediateOp::execute", "BlockingSink::Sink", "BlockingSink::Finalize", "StreamingSink::Execute", "StreamingSink::Finalize", "JoinNode::Build", "JoinNode::Probe", "JoinNode::FinalizeProbe"} {
		if !isOuter(name) || isOtherSpan(name) {
			t.Errorf("%s is not taken for the span around an operator", name)
		}
	}
	for _, name := range []string{"FlotillaScheduler", "File::read", "VideoFile::frames", "Hdf5File::read"} {
		if !isOtherSpan(name) {
			t.Errorf("%s is taken for an operator's", name)
		}
	}
}

// Spans may not take what the rest of the recording needs.
func TestSpansThatAreTooMany(t *testing.T) {
	r := NewReplayer()
	r.held.bound(0)
	e := format.NewEvent(format.Span).Received(format.SourceOTLP, 1e18).Stamp(format.ClockDriver, 1e18).SetLabel(format.Name, "FilterOperator::execute").SetInt(format.DurationNS, 5)
	const n = 1_200_000
	for range n {
		r.Add(e)
	}
	f := &r.facts.spans
	if f.count != n || f.spare == 0 || f.held > heldFloor/2 || int64(len(f.spans[0]))+f.spare != n {
		t.Errorf("%d spans kept, %d left out, %d bytes held", len(f.spans[0]), f.spare, f.held)
	}
	if r.held.leftOut > 0 {
		t.Error("spans that are left out count as lost events")
	}
}

// A whole is divided exactly, whatever the weights.
func TestPortions(t *testing.T) {
	for _, c := range []struct {
		whole   int64
		weights []int64
		want    string
	}{
		{10, []int64{1, 1}, "[5 5]"},
		{10, []int64{1, 2}, "[3 7]"},
		{7, []int64{0, 5, 0}, "[0 7 0]"},
		{7, []int64{0, 0}, "[0 0]"},
		{0, []int64{1, 2}, "[0 0]"},
		{7, []int64{-5, 1}, "[0 7]"},
		{math.MaxInt64, []int64{math.MaxInt64, math.MaxInt64}, fmt.Sprint([]int64{math.MaxInt64 / 2, math.MaxInt64/2 + 1})},
	} {
		var shares []share
		for _, w := range c.weights {
			shares = append(shares, share{weight: w})
		}
		if got := fmt.Sprint(portions(c.whole, shares)); got != c.want {
			t.Errorf("%d by %v: %s, want %s", c.whole, c.weights, got, c.want)
		}
	}
}
