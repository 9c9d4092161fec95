package parallel

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// pipeline is a native query of 10 s on a machine of 36 processors: a scan, a
// filter, a function that takes one batch at a time, and a sum. Every second the
// filter has a batch for 0.1 s, of which it waits 0.04 s for a thread; what the
// function takes is up to the test.
func pipeline(t *testing.T, function func(second int) (from, to int)) *analyze.Run {
	at := func(n int) int64 { return epoch + int64(n)*1_000_000 }
	var b strings.Builder
	line := func(f string, a ...any) { fmt.Fprintf(&b, f+"\n", a...) }
	plan := `{"id":3,"name":"Sum","type":"Aggregate","category":"BlockingSink","children":[{"id":2,"name":"UDF slow","type":"UDFProject","category":"Intermediate","children":[` +
		`{"id":1,"name":"Filter","type":"Filter","category":"Intermediate","children":[{"id":0,"name":"Read","type":"ScanTask","category":"Source"}]}]}]}`
	line("recording_start source=recorder clock=recorder time_ns=%d arrival_ns=%d name=record cpus=36", at(-50), at(-50))
	line(`query_start source=dashboard clock=driver time_ns=%d arrival_ns=%d query_id=q runner="Native (Swordfish)"`, at(0), at(1))
	line("plan_start source=dashboard clock=driver time_ns=%d arrival_ns=%d query_id=q", at(0), at(1))
	line("plan_end source=dashboard clock=driver time_ns=%d arrival_ns=%d query_id=q", at(0), at(1))
	line("exec_start source=dashboard clock=driver time_ns=%d arrival_ns=%d query_id=q text=%q", at(0), at(1), plan)
	for id := range 4 {
		line("operator_start source=dashboard clock=recorder time_ns=%d arrival_ns=%d query_id=q node_id=%d", at(0), at(0), id)
	}
	span := func(name string, from, to, busy int) {
		line("span source=otlp clock=driver time_ns=%d arrival_ns=%d name=%s duration_ns=%d busy_ns=%d idle_ns=%d", at(from), at(to), name, (to-from)*1_000_000, busy*1_000_000, (to-from-busy)*1_000_000)
	}
	for s := range 10 {
		span("FilterOperator::execute", 1000*s, 1000*s+100, 60)
		from, to := function(s)
		span("UdfOperator::execute", from, to, to-from)
		for id, name := range []string{"rows_out", "rows_in", "rows_in"} {
			line("operator_stats source=dashboard clock=recorder time_ns=%d arrival_ns=%d query_id=q node_id=%d %s=%d daft_duration_ns=%d", at(1000*s+990), at(1000*s+990), id, name, 1000*(s+1), 100_000_000*(s+1))
		}
	}
	line("exec_end source=dashboard clock=driver time_ns=%d arrival_ns=%d query_id=q", at(10_000), at(10_001))
	line("query_end source=dashboard clock=driver time_ns=%d arrival_ns=%d query_id=q outcome=Finished", at(10_000), at(10_001))
	return replayed(t, formattest.Events(t, b.String()))
}

func waitOf(t *testing.T, f *Profile, id int64) OperatorWait {
	t.Helper()
	for _, w := range f.Waits {
		if w.Operator.ID == id {
			return w
		}
	}
	t.Fatalf("nothing is known of operator %d", id)
	return OperatorWait{}
}

// One thread of 36 is busy through nearly all of the query.
func TestOneOfManyThreads(t *testing.T) {
	run := pipeline(t, func(s int) (int, int) { return 1000*s + 100, 1000*s + 1000 })
	run.Recording.Mode = "record"
	f := profiles(run)[0]
	if f.Unit != "threads" || f.Room.V != 36 || !f.OneOfMany || math.Abs(f.Mean-0.96) > 0.001 || f.Most != 1 {
		t.Errorf("%+v", f)
	}
	if !strings.HasPrefix(f.Evidence, "on average 1.0 threads were seen at work at a time, reading not counted, where there was room for 36; at most one through 100% of the execution") {
		t.Error(f.Evidence)
	}
	filter, udf := waitOf(t, f, 1), waitOf(t, f, 2)
	if filter.Slot.V != 400_000_000 || filter.Busy.V != 600_000_000 || filter.Most != 1 || filter.Mean != 1 {
		t.Errorf("filter %+v", filter)
	}
	// The filter had nothing to do for 0.9 s of each second, the last excepted, as
	// the function was full.
	if filter.Output.V < 8_000_000_000 || filter.Input.V+filter.Output.V > 9_000_000_000 {
		t.Errorf("filter: input %d output %d", filter.Input.V, filter.Output.V)
	}
	if udf.Slot.V != 0 || udf.Busy.V != 9_000_000_000 || udf.Input.V+udf.Output.V != 1_000_000_000 {
		t.Errorf("function %+v", udf)
	}
}

// A function that waits for its input is starved, and holds nobody up.
func TestStarvedFunction(t *testing.T) {
	f := profiles(pipeline(t, func(s int) (int, int) { return 1000*s + 100, 1000*s + 300 }))[0]
	filter, udf := waitOf(t, f, 1), waitOf(t, f, 2)
	if f.OneOfMany || filter.Output.V != 0 || udf.Output.V != 0 || udf.Input.V < 7_000_000_000 || udf.Input.V > 8_000_000_000 {
		t.Errorf("one of many %v, filter %+v, function %+v", f.OneOfMany, filter, udf)
	}
}

// The spans of an operator that is alone of its type, merged one by one.
func TestOwnSpansAgainstMerging(t *testing.T) {
	compared := 0
	for _, name := range []string{"otlp-native.events", "tpch-native.arrow", "udf-fails-native.arrow"} {
		run := replayed(t, recorded(t, name))
		for i, f := range profiles(run) {
			q := run.Queries[i]
			own := map[*analyze.Operator][]analyze.Span{}
			loads := critical.Of(run, q).Loads()
			if loads == nil {
				continue
			}
			several := map[*analyze.Operator]bool{}
			for _, g := range q.BatchSpans() {
				for _, o := range g.Operators {
					own[o] = append(own[o], g.Spans...)
					several[o] = several[o] || len(g.Operators) > 1
				}
			}
			for _, a := range loads.List { // what no span watched to its end
				several[a.Operator] = several[a.Operator] || a.Estimated
			}
			for _, w := range f.Waits {
				if several[w.Operator] || w.Operator.IsLocalJoin() || len(own[w.Operator]) == 0 || math.IsNaN(w.Mean) {
					continue
				}
				slices.SortFunc(own[w.Operator], func(a, b analyze.Span) int { return cmp.Compare(a.Start, b.Start) })
				var sum, union, most int64
				at := format.Time(math.MinInt64)
				for _, s := range own[w.Operator] {
					from, to := max(s.Start, f.From), min(s.End(), f.To)
					if from >= to {
						continue
					}
					sum += int64(to - from)
					if to > at {
						union += int64(to - max(at, from))
						at = to
					}
					n := int64(0)
					for _, x := range own[w.Operator] {
						if max(x.Start, f.From) <= from && from < min(x.End(), f.To) {
							n++
						}
					}
					most = max(most, n)
				}
				if math.Abs(w.Mean-float64(sum)/float64(union)) > 1e-9 || w.Most != float64(most) {
					t.Errorf("%s: operator %d: mean %v most %v, want %v and %d", q.ID, w.Operator.ID, w.Mean, w.Most, float64(sum)/float64(union), most)
				}
				if free := int64(f.To-f.From) - union; w.Input.V+w.Output.V > free+1000 {
					t.Errorf("%s: operator %d: idle for %d, free for %d", q.ID, w.Operator.ID, w.Input.V+w.Output.V, free)
				}
				compared++
			}
		}
	}
	if compared < 5 {
		t.Errorf("only %d operators were compared", compared)
	}
}
