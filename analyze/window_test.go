package analyze

import "testing"

// What carries no time is stamped on arrival, a little late.
func TestWindowsEndWithTheQuery(t *testing.T) {
	for _, c := range []struct {
		name        string
		start, stat int64
		first, last int64 // ms since the query's start
		sign        Sign
	}{
		{"in time", 10, 20, 10, 20, SignCounters},
		{"a little late", 10, 35, 10, 30, SignQueryEnd},
		{"all late", 34, 35, 30, 30, SignQueryEnd},
		{"another clock", 5010, 5020, 5010, 5020, SignCounters},
	} {
		q := theQuery(t, replayText(t, begin(native, chain), arrived("operator_start", c.start, "node_id=1"), arrived("operator_stats", c.stat, "node_id=1 rows_out=9"), finish(30)))
		o := q.Operator(1)
		if o.First.since(q.Start).V != c.first*1_000_000 || o.Last.since(q.Start).V != c.last*1_000_000 || o.LastSign != c.sign {
			t.Errorf("%s: %d to %d by %q", c.name, o.First.since(q.Start).V, o.Last.since(q.Start).V, o.LastSign)
		}
	}
}

// Daft ends an abandoned query before its execution. Both by one clock: that is
// no disagreement of clocks.
func TestExecutionThatEndsAfterTheQuery(t *testing.T) {
	q := theQuery(t, replayText(t, begin(native, chain), arrived("operator_stats", 20, "node_id=1 rows_out=9"), driver("query_end", 30, "outcome=Finished"), driver("exec_end", 35, "")))
	last := q.Phases[len(q.Phases)-1]
	if hasNote(q, "phase-clipped") || last.Kind != PhaseTail || last.Length() != 0 {
		t.Errorf("phases %v, notes %v", q.Phases, q.Trust.Notes)
	}
}

// Where the user's code left it early Daft may work on for long, which its
// operators' numbers show.
func TestExecutionThatGoesOnAfterTheQuery(t *testing.T) {
	for ms, want := range map[int64]bool{30: false, 33: false, 41: true, 4030: true} {
		q := theQuery(t, replayText(t, begin(native, nativePlan("Filter")), spanOf("FilterOperator::execute", 10, 29, 7), driver("query_end", 30, "outcome=Finished"), driver("exec_end", ms, "")))
		if hasNote(q, "worked-on") != want {
			t.Errorf("execution until %d ms: notes %v", ms, q.Trust.Notes)
		}
	}
}

func TestPhasesOfAQueryThatFailedBeforeAnyWork(t *testing.T) {
	for outcome, want := range map[string]PhaseKind{"Failed": PhaseStartup, "Canceled": PhaseStartup, "Finished": PhaseUnrecorded} {
		q := theQuery(t, replayText(t, begin(ray, chain), driver("query_end", 30, "outcome="+outcome)))
		if got := q.Phases[len(q.Phases)-1]; got.Kind != want || got.Length() != 27_000_000 {
			t.Errorf("%s: %v, want %s of 27 ms", outcome, q.Phases, want)
		}
	}
}

func TestTasksThatEndAfterTheQuery(t *testing.T) {
	q := theQuery(t, replayText(t, begin(ray, chain), task(0, 10, 11, 100, "aa"), driver("query_end", 60, "outcome=Finished")))
	checkTiling(t, q)
	if !hasNote(q, "work-after-end") || hasNote(q, "phase-clipped") || q.Phase(PhaseExecution) != measured(49_000_000) {
		t.Errorf("phases %v, notes %v", q.Phases, q.Trust.Notes)
	}
}
