package analyze

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format/eventtext"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// Any value may stand in any column: nothing of it may panic, wrap around or
// break what must be true of every run.
func TestHostileValues(t *testing.T) {
	values := []int64{math.MinInt64, -1, 0, 1, 7, 1_800_000_000_000_000_000, math.MaxInt64 - 1, math.MaxInt64}
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 5))
		all := clones(formattest.File(t, "testdata/"+[]string{"fail-cluster", "slow-udf-native", "otlp-native", "otlp-ray"}[seed%4]+".events"))
		for _, e := range all {
			formattest.Disturb(e, random, 12, func(int64) int64 { return values[random.IntN(len(values))] })
		}
		checkRun(t, replay(t, all))
	}
}

func TestAbsurdTimesAreUnknown(t *testing.T) {
	q := theQuery(t, replayText(t, fmt.Sprintf("query_start clock=driver time_ns=%d query_id=q", math.MinInt64), fmt.Sprintf("query_end clock=driver time_ns=%d query_id=q outcome=Finished", math.MaxInt64)))
	if q.Start.Known || q.End.Known || q.Wall.Known() || warningCodes(q.Warnings) != "absurd-time x2" {
		t.Errorf("start %v end %v wall %v warnings %s", q.Start, q.End, q.Wall, warningCodes(q.Warnings))
	}
}

func TestEndBeforeStart(t *testing.T) {
	q := theQuery(t, replayText(t, driver("query_start", 100, native), driver("query_end", 50, "outcome=Finished")))
	if q.Wall.Known() || q.Phases != nil || warningCodes(q.Warnings) != "ends-before-start x1" {
		t.Errorf("wall %v phases %v warnings %s", q.Wall, q.Phases, warningCodes(q.Warnings))
	}
}

func TestEventsThatNameNothing(t *testing.T) {
	run := replayText(t, "query_start", "task_end query_id=q", "operator_stats query_id=q", "future_kind query_id=q", "ping", "unknown_request path=/x", "bad_request path=/y",
		recorder("loss", 1, `name=requests count=5 text="queue full"`), recorder("loss", 1, `name=requests count=-5 text="?"`))
	if warningCodes(run.Warnings) != "no-query-id x1" || run.UnknownKinds != 1 || run.Pings != 1 || run.UnknownRequests != 1 || run.BadRequests != 1 {
		t.Errorf("run %+v warnings %s", run, warningCodes(run.Warnings))
	}
	q := theQuery(t, run)
	if warningCodes(q.Warnings) != "no-task-id x1, no-node-id x1" || q.Trust.RecorderLosses != 6 {
		t.Errorf("warnings %s losses %d", warningCodes(q.Warnings), q.Trust.RecorderLosses)
	}
}

func TestWarningsAreBounded(t *testing.T) {
	all := begin(native, chain)
	for i := range 1000 {
		all = append(all, arrived("operator_stats", 5, fmt.Sprintf("node_id=%d rows_out=-1", i)))
	}
	q := theQuery(t, replayText(t, all))
	if n := len(q.facts.odd.list); n != maxWarnings+1 || q.facts.odd.list[maxWarnings].Count != 800 {
		t.Errorf("%d warnings, want %d and one that counts the other 800", n, maxWarnings)
	}
}

func TestOrderAgainstCausality(t *testing.T) {
	q := theQuery(t, replayText(t, begin(ray, chain), runner("task_submit", 50, "task_id=0"), runner("task_schedule", 40, "task_id=0 worker_id=a"), runner("task_end", 30, "task_id=0 outcome=Success"), finish(60)))
	if got := warningCodes(q.Warnings); got != "time-order x1, time-order x1" {
		t.Errorf("warnings %s", got)
	}
	checkTiling(t, q)
}

// The runner's clock may disagree with the driver's: what lies outside of the
// query is moved, and that is said.
func TestClocksThatDisagree(t *testing.T) {
	q := theQuery(t, replayText(t, begin(ray, chain), task(0, -900, -800, -700, "aa"), finish(210)))
	checkTiling(t, q)
	if !hasNote(q, "phase-clipped") || q.Phase(PhaseStartup) != measured(0) {
		t.Errorf("phases %v notes %v", q.Phases, q.Trust.Notes)
	}
	ahead := strings.ReplaceAll(strings.Join(lines(begin(ray, chain), finish(210)), "\n"), fmt.Sprint("arrival_ns=", ns(3)+2_000_000), fmt.Sprint("arrival_ns=", ns(1)))
	if q := theQuery(t, replayText(t, ahead)); !hasNote(q, "clock-ahead") {
		t.Errorf("an event that arrived before it was sent: %v", q.Trust.Notes)
	}
	little := strings.ReplaceAll(strings.Join(lines(begin(ray, chain), finish(210)), "\n"), fmt.Sprint("arrival_ns=", ns(3)+2_000_000), fmt.Sprint("arrival_ns=", ns(3)-900_000))
	if q := theQuery(t, replayText(t, little)); hasNote(q, "clock-ahead") {
		t.Errorf("a note on 0.9 ms: %v", q.Trust.Notes)
	}
	if q := theQuery(t, replayText(t, strings.ReplaceAll(ahead, "arrival_ns=1800000000", "arrival_ns=1800000009"))); !hasNote(q, "clock-behind") {
		t.Errorf("events that all arrived 9 s late: %v", q.Trust.Notes)
	}
}

func FuzzReplay(f *testing.F) {
	for _, path := range captures(f) {
		if all := formattest.Text(formattest.File(f, path)); len(all) < 6_000 {
			f.Add(all)
		}
	}
	f.Add(strings.Join(threeTasks(), "\n"))
	f.Add(strings.Join(lines(begin(native, joinPlan("Project", "HashJoin")), joinStats(10, 90, 10, 0, 0, 7)), "\n"))
	f.Add(strings.Join(lines(begin(native, nativePlan("Project", "Filter", "Project")), exportOf("driver", 90, "node_id=1 rows_out=9"), spanOf("ProjectOperator::execute", 10, 20, 8),
		outerSpan("IntermediateOp::execute", 1, 20, 8), rowError(10, "ValueError", "x", ""), finish(100)), "\n"))
	f.Add(strings.Join(lines(begin(ray, rayJoin), task(0, 10, 11, 100, "aa"), scheduled(5, 60, 40), workerCounts("HashJoin", 10, 90, 70), spanOf("HashJoinOperator::build_state", 15, 20, 4), finish(1200)), "\n"))
	f.Fuzz(func(t *testing.T, text string) {
		r := NewReplayer()
		src := eventtext.NewReader(strings.NewReader(text))
		for src.Next() {
			r.Add(src.Event())
		}
		first := r.Run()
		checkRun(t, first)
		if show(first) != show(r.Run()) {
			t.Error("looking at a run changes it")
		}
	})
}
