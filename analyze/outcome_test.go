package analyze

import (
	"testing"
)

func TestOutcome(t *testing.T) {
	running := lines(begin(ray, chain), task(0, 10, 11, 100, "aa"), runner("task_submit", 110, "task_id=1 last_node_id=2 node_ids=[1,2]"), driver("query_heartbeat", 10_000, ""))
	for _, c := range []struct {
		name     string
		lines    []string
		want     Outcome
		inferred string
		wallMS   int64
	}{
		{"finished", threeTasks(), OutcomeFinished, "", 210},
		{"failed", lines(running, driver("query_end", 10_001, "outcome=Failed")), OutcomeFailed, "", 10_001},
		{"canceled", lines(running, driver("query_end", 10_001, "outcome=Canceled")), OutcomeCanceled, "", 10_001},
		{"daft says dead", lines(running, driver("query_end", 10_001, "outcome=Dead")), OutcomeDied, "", 10_001},
		{"a later word", lines(running, driver("query_end", 10_001, "outcome=Paused")), OutcomeUnfinished, "", 10_001},
		{"job exits", lines(recorder("job_start", -5, "pid=1 arguments=[]"), running, recorder("job_end", 12_000, "pid=1 exit_code=1")), OutcomeDied, "job exit", 12_000},
		{"job is killed", lines(recorder("job_start", -5, "pid=1 arguments=[]"), running, recorder("job_end", 12_000, "pid=1 signal=9")), OutcomeDied, "job exit", 12_000},
		{"job exits well", lines(recorder("job_start", -5, "pid=1 arguments=[]"), running, recorder("job_end", 12_000, "pid=1 exit_code=0")), OutcomeUnfinished, "last event", 10_002},
		{"job exits well, execution ended", lines(recorder("job_start", -5, "pid=1 arguments=[]"), running, driver("exec_end", 11_000, ""), recorder("job_end", 12_000, "pid=1 exit_code=0")), OutcomeUnfinished, "end of execution", 11_000},
		{"job exits well long after", lines(recorder("job_start", -5, "pid=1 arguments=[]"), running, recorder("job_end", 72_000, "pid=1 exit_code=0")), OutcomeDied, "last event", 10_002},
		{"silent for 60 s", lines(running, recorder("recording_end", 70_002, "outcome=closed count=12 text=\"\"")), OutcomeDied, "last event", 10_002},
		{"silent for less", lines(running, recorder("recording_end", 70_001, "outcome=closed count=12 text=\"\"")), OutcomeUnfinished, "last event", 10_002},
		{"cut off", running, OutcomeUnfinished, "last event", 10_002},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := theQuery(t, replayText(t, c.lines))
			if q.Outcome != c.want || q.EndInferred != c.inferred {
				t.Errorf("outcome %s inferred %q, want %s %q", q.Outcome, q.EndInferred, c.want, c.inferred)
			}
			if q.Wall.V != c.wallMS*1_000_000 {
				t.Errorf("wall %v, want %d ms", q.Wall, c.wallMS)
			}
			if c.inferred != "" && q.Wall.Origin != Derived {
				t.Error("the wall time of an inferred end is not marked derived")
			}
			if task := q.Task(1); c.want != OutcomeFinished && task.Outcome != TaskRunning {
				t.Errorf("task without end: %s", task.Outcome)
			}
			checkTiling(t, q)
		})
	}
}

// On Ray other processes may go on when the driver is dead.
func TestDriverSilenceIsTheDriversOwn(t *testing.T) {
	q := theQuery(t, replayText(t, begin(ray, chain), driver("query_heartbeat", 10_000, ""), task(0, 10, 11, 80_000, "aa")))
	if q.Outcome != OutcomeDied || !hasNote(q, "heartbeat-gap") {
		t.Errorf("outcome %s gap %v, want died: the driver was silent for 70 s", q.Outcome, q.Trust.HeartbeatGap)
	}
}

func TestQueryWithoutStart(t *testing.T) {
	q := theQuery(t, replayText(t, threeTasks()[4:]))
	if !q.StartLost || q.Engine != EngineRay || q.Wall.Origin != Derived || q.Trust.Dropped.Known() || q.Trust.Complete {
		t.Errorf("start lost %t engine %s wall %v dropped %v", q.StartLost, q.Engine, q.Wall, q.Trust.Dropped)
	}
	if len(q.Operators) != 2 || q.Operators[0].InPlan {
		t.Errorf("operators %v, want the two that the tasks name", q.Operators)
	}
	checkTiling(t, q)
	if got := q.Phase(PhaseUnrecorded); got != measured(1_000_000) || q.Phase(PhasePlanning).Known() {
		t.Errorf("unrecorded %v, want 1 ms from the first submit to the first schedule", got)
	}
}

// Without a start of execution and without an end two pieces are unrecorded.
func TestUnrecordedInTwoPieces(t *testing.T) {
	q := theQuery(t, replayText(t, recorder("job_start", 0, "pid=1"), driver("query_start", 0, ray), driver("plan_end", 2, ""), task(0, 10, 11, 100, "aa"), recorder("job_end", 500, "pid=1 exit_code=1")))
	if got := q.Phase(PhaseUnrecorded); got != measured(9_000_000+398_000_000) {
		t.Errorf("unrecorded %v in %v, want 2 to 11 ms and 102 to 500 ms", got, q.Phases)
	}
	checkTiling(t, q)
}

func TestQueriesOfOneID(t *testing.T) {
	later := []string{driver("query_start", 1000, native), driver("query_end", 1500, "outcome=Finished")}
	run := replayText(t, threeTasks(), threeTasks()[0], later)
	if len(run.Queries) != 2 || run.Queries[1].Repeat != 1 || run.Queries[1].Engine != EngineNative || len(run.Queries[1].Tasks) != 0 {
		t.Fatalf("%d queries, want the second kept apart and the repeated event left out", len(run.Queries))
	}
	if got := warningCodes(run.Warnings); got != "repeated-query-id x1" {
		t.Errorf("warnings %q", got)
	}
}
