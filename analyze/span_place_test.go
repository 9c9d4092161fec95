package analyze

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

// The span of a process that did not work on the query says nothing of it.
func TestSpansOfAnotherProcess(t *testing.T) {
	run := replayText(t, begin(native, nativePlan("Filter")), strings.Replace(exportOf("driver", 50, "node_id=1 rows_out=9"), "query_id=q", "query_id=q pid=7", 1),
		spanOf("FilterOperator::execute", 10, 20, 7, "pid=8"), spanOf("OddSink::sink", 10, 20, 7, "pid=8"), spanOf("FilterOperator::execute", 10, 20, 4, "pid=7"), finish(100))
	q := theQuery(t, run)
	if run.Spans.Outside != 2 || len(q.Warnings) > 0 || ms(q.Operator(1).Work.Busy) != "4" {
		t.Errorf("busy %v, spans %+v, warnings %v", q.Operator(1).Work.Busy, run.Spans, q.Warnings)
	}
}

// What starts a scan is no work: whose it is does not matter.
func TestStartsOfScansAreNoDoubt(t *testing.T) {
	other := strings.ReplaceAll(strings.Join(lines(begin(native, nativePlan("Filter")), finish(100)), "\n"), "query_id=q", "query_id=r")
	run := replayText(t, begin(native, nativePlan("Sort")), other, spanOf("ScanTaskSource::get_data", 5, 6, 1), spanOf("SortSink::finalize", 10, 20, 7), finish(100))
	q := run.Query("q")
	if hasNote(q, "spans-ambiguous") || run.Spans.Ambiguous != 1 || ms(q.Operator(1).Work.Busy) != "7" {
		t.Errorf("busy %v, spans %+v, notes %v", q.Operator(1).Work.Busy, run.Spans, q.Trust.Notes)
	}
}

// A query whose plan is lost may have made any span.
func TestSpansBesideALostPlan(t *testing.T) {
	other := strings.ReplaceAll(strings.Join(lines(driver("query_start", 0, native), driver("exec_start", 3, ""), finish(100)), "\n"), "query_id=q", "query_id=r")
	run := replayText(t, begin(native, nativePlan("Filter")), other, spanOf("FilterOperator::execute", 10, 20, 7), finish(100))
	q := run.Query("q")
	if o := q.Operator(1); o.Work.Known() || !hasNote(q, "spans-ambiguous") || run.Spans.Ambiguous != 1 {
		t.Errorf("busy %v, spans %+v, notes %v", o.Work.Busy, run.Spans, q.Trust.Notes)
	}
}

// Where there is no room for all spans, what they tell is less than there was.
func TestSpansThatAreLeftOut(t *testing.T) {
	r := NewReplayer()
	for _, e := range events(t, begin(native, nativePlan("Filter")), spanOf("FilterOperator::execute", 10, 20, 7), arrived("operator_stats", 90, "node_id=1 rows_out=5"), finish(100)) {
		r.Add(e)
	}
	r.facts.spans.spare, r.facts.spans.full = 1, true
	q := theQuery(t, r.Run())
	if o := q.Operator(1); !o.Work.AtLeast || int64(o.Last.Time) != ns(90) || o.LastSign != SignCounters {
		t.Errorf("busy %v at least %v, seen last at %d by %s", o.Work.Busy, o.Work.AtLeast, o.Last.since(q.Start).V, o.LastSign)
	}
	if !hasNote(q, "spans-left-out") {
		t.Errorf("notes %v", q.Trust.Notes)
	}
}

// What the recorder lost may have been spans.
func TestSpansBesideLosses(t *testing.T) {
	for what, want := range map[string]string{"requests": "#1 >7/3 #0 -/-", "samples": "#1 7/3 #0 -/-", "lines of stdout": "#1 7/3 #0 -/-"} {
		q := theQuery(t, replayText(t, begin(native, nativePlan("Filter")), spanOf("FilterOperator::execute", 10, 20, 7), recorder("loss", 50, fmt.Sprintf("name=%q count=1 text=x", what)), finish(100)))
		if got := works(q); got != want {
			t.Errorf("%s lost: %s, want %s", what, got, want)
		}
	}
}

// Which operators tasks run at a time, against a plain look at every task.
func TestRunning(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		q := &Query{}
		for id := range int64(random.IntN(12)) {
			task := &Task{ID: id, NodeIDs: []int64{random.Int64N(4), random.Int64N(4)}}
			from := format.Time(random.Int64N(50))
			task.FirstScheduled, task.LastScheduled = at(from, format.ClockRunner), at(from+5, format.ClockRunner)
			if random.IntN(4) > 0 {
				task.Ended = at(from+format.Time(random.Int64N(30)), format.ClockRunner)
			}
			q.Tasks = append(q.Tasks, task)
		}
		shares := []share{{op: &Operator{ID: 0}}, {op: &Operator{ID: 2}}, {op: &Operator{ID: 3}}}
		r := runningOf(q, shares)
		for now := format.Time(-1); now < 90; now += format.Time(random.Int64N(3)) + 1 {
			var want uint64
			for i, s := range shares {
				for _, task := range q.Tasks {
					if slices.Contains(task.NodeIDs, s.op.ID) && task.FirstScheduled.Time <= now && (!task.Ended.Known || task.Ended.Time >= now) {
						want |= 1 << i
					}
				}
			}
			if got := r.at(now); got != want {
				t.Fatalf("at %d: %b, want %b", now, got, want)
			}
		}
	}
}
