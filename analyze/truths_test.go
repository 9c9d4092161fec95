package analyze

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// without returns all lines but those that contain one of the texts.
func without(all []string, texts ...string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(l string) bool {
		return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(l, s) })
	})
}

// threeTasks is a clean query of three tasks on two workers.
func threeTasks() []string {
	return lines(begin(ray, chain), task(0, 10, 11, 100, "aa"), task(1, 10, 12, 110, "bb"), task(2, 13, 101, 200, "aa"), finish(210))
}

func TestCleanRayQueryIsComplete(t *testing.T) {
	q := theQuery(t, replayText(t, closed(threeTasks())))
	if !q.Trust.Complete {
		t.Errorf("a query of which nothing is missing is not complete: %+v", q.Trust)
	}
	if q.Trust.Dropped != derived(0) {
		t.Errorf("dropped %v, want a known 0", q.Trust.Dropped)
	}
	if q.Tasks[2].Worker.Label != "w1" || q.Tasks[1].Worker.Label != "w2" {
		t.Error("workers are not named by first use")
	}
}

// The sender drops events beyond its queue of 512.
func TestLostSubmitIsRepairedFromSchedule(t *testing.T) {
	q := theQuery(t, replayText(t, closed(without(threeTasks(), "task_submit source=dashboard clock=runner time_ns=1800000000013"))))
	got := q.Task(2)
	if got.Name != "Scan->Project" || !got.NameDerived {
		t.Errorf("name %q derived %t, want that of the tasks with its fingerprint", got.Name, got.NameDerived)
	}
	if fmt.Sprint(got.NodeIDs) != "[1 2]" || got.LastNode != measured(2) {
		t.Errorf("nodes %v last %v, want what schedule and end repeat", got.NodeIDs, got.LastNode)
	}
	if got.Submitted.Known || got.Inputs != nil {
		t.Error("what only the submit says must stay unknown")
	}
	if q.Trust.MissingTaskSubmits != 1 || q.Trust.Dropped != derived(1) || q.Trust.Complete {
		t.Errorf("missing submits %d dropped %v complete %t, want 1, 1, false", q.Trust.MissingTaskSubmits, q.Trust.Dropped, q.Trust.Complete)
	}
}

func TestLostScheduleAndEndAreCounted(t *testing.T) {
	all := without(threeTasks(), "task_schedule source=dashboard clock=runner time_ns=1800000000012", "task_end source=dashboard clock=runner time_ns=1800000000200")
	q := theQuery(t, replayText(t, closed(all)))
	if q.Trust.MissingTaskSchedules != 1 || q.Trust.MissingTaskEnds != 1 || q.Trust.Dropped != derived(2) {
		t.Errorf("schedules %d ends %d dropped %v, want 1, 1, 2", q.Trust.MissingTaskSchedules, q.Trust.MissingTaskEnds, q.Trust.Dropped)
	}
	if got := q.Task(1); got.Attempts() != 1 || got.Wall().Known() || got.Worker.Label == "" {
		t.Errorf("a task that ended ran once, on the worker its end names, for an unknown time: %+v", got)
	}
	if got := q.Task(2).Outcome; got != TaskLost {
		t.Errorf("outcome %s, want lost: the query finished", got)
	}
}

func TestTaskThatOnlyACounterKnows(t *testing.T) {
	stats := arrived("operator_stats", 205, "node_id=2 tasks_completed=4 rows_out=40")
	q := theQuery(t, replayText(t, closed(lines(threeTasks()[:13], stats, finish(210)))))
	if q.Trust.Dropped != derived(3) || q.Trust.Complete {
		t.Errorf("dropped %v, want the 3 events of the fourth task", q.Trust.Dropped)
	}
}

func TestMissingTaskIDs(t *testing.T) {
	q := theQuery(t, replayText(t, closed(lines(begin(ray, chain), task(0, 10, 11, 100, "aa"), task(3, 10, 11, 100, "aa"), finish(210)))))
	if q.Trust.MissingTaskIDs != 2 || q.Trust.TasksKnown != 2 {
		t.Errorf("ids never seen %d, want 1 and 2", q.Trust.MissingTaskIDs)
	}
}

func TestReportsAreOneForEachTaskEvent(t *testing.T) {
	for _, c := range []struct {
		name string
		want int64
	}{{"join-ray", 0}, {"fail-cluster", 0}} {
		run := replayFile(t, c.name)
		if got := run.Queries[0].Trust.MissingReports; got != derived(c.want) {
			t.Errorf("%s: missing reports %v, want %d", c.name, got, c.want)
		}
	}
}

func TestCountersThatAreBehind(t *testing.T) {
	stats := arrived("operator_stats", 101, "node_id=2 tasks_completed=1 rows_out=10")
	q := theQuery(t, replayText(t, closed(lines(threeTasks()[:13], stats, finish(210)))))
	if got := q.Operator(2).Behind; got != 2 || !hasNote(q, "counters-behind") {
		t.Errorf("behind %d, want the 2 tasks that ended after the last report", got)
	}
}

// A worker's death emits nothing: the task is given out again.
func TestDeadWorkerIsInferred(t *testing.T) {
	again := func(ms int64, worker string) string {
		return runner("task_schedule", ms, "task_id=1 last_node_id=2 node_ids=[1,2] plan_fingerprint=7 worker_id="+worker)
	}
	all := lines(begin(ray, chain), task(0, 10, 11, 100, "dead"),
		runner("task_submit", 10, "task_id=1 last_node_id=2 node_ids=[1,2] plan_fingerprint=7 name=\"Scan->Project\""),
		again(101, "dead"), again(2101, "dead"), again(4101, "dead"), again(4200, "alive"),
		runner("task_end", 4300, "task_id=1 worker_id=alive outcome=Success"), finish(4310))
	run := replayText(t, closed(all))
	q := theQuery(t, run)
	got := q.Task(1)
	if got.Attempts() != 4 || got.RetryTime() != measured(4_099_000_000) || got.Wall() != measured(100_000_000) {
		t.Errorf("attempts %d retry %v wall %v", got.Attempts(), got.RetryTime(), got.Wall())
	}
	d := run.Workers[0].Death
	if run.Workers[0].ID != "dead" || d == nil || d.Sure != Probable || d.Schedules != 3 || len(d.Tasks) != 1 || d.After.Time != q.Task(0).Ended.Time {
		t.Fatalf("death %+v, want a probable one after task 0's end with 3 schedules of task 1", d)
	}
	if run.Workers[1].Death != nil {
		t.Error("the worker that finished the task is said to have died")
	}
}

// The real thing: a node of two was killed in the middle of a task.
func TestKilledNode(t *testing.T) {
	run := replayFile(t, "node-killed-ray")
	q := theQuery(t, run)
	if d := run.Workers[1].Death; d == nil || d.Sure != Probable || d.Schedules != 7 || len(d.Tasks) != 1 || d.Tasks[0].ID != 4 || run.Workers[0].Death != nil {
		t.Errorf("death %+v, want that of w2 with 7 schedules of task 4", d)
	}
	if got := q.Task(4); got.Attempts() != 8 || got.Worker != run.Workers[0] || got.RetryTime() != measured(14_539_232_000) {
		t.Errorf("task 4: %d attempts, retry time %v", got.Attempts(), got.RetryTime())
	}
	if q.Outcome != OutcomeFinished || !hasNote(q, "worker-died") {
		t.Errorf("outcome %s, notes %v", q.Outcome, q.Trust.Notes)
	}
}

func TestWorkerThatComesBackIsNotDead(t *testing.T) {
	all := lines(begin(ray, chain),
		runner("task_submit", 10, "task_id=0 last_node_id=2 node_ids=[1,2]"),
		runner("task_schedule", 11, "task_id=0 worker_id=aa"), runner("task_schedule", 2011, "task_id=0 worker_id=aa"),
		runner("task_end", 2100, "task_id=0 worker_id=aa outcome=Success"), finish(2110))
	if d := replayText(t, all).Workers[0].Death; d != nil {
		t.Errorf("a worker that returned the task on the second attempt is said to have died: %+v", d)
	}
}

// Nobody else finished what the silent worker had: that may be the death of
// the whole job as well.
func TestDeathWithoutAnotherWorkerIsOnlyPossible(t *testing.T) {
	run := replayText(t, begin(ray, chain), runner("task_schedule", 11, "task_id=0 worker_id=aa"), runner("task_schedule", 2011, "task_id=0 worker_id=aa"))
	if d := run.Workers[0].Death; d == nil || d.Sure != Possible {
		t.Errorf("death %+v, want a possible one", d)
	}
}

func TestOperatorThatATaskListsTwice(t *testing.T) {
	q := theQuery(t, replayText(t, begin(ray, chain), runner("task_submit", 10, "task_id=0 last_node_id=2 node_ids=[1,2,1,1]")))
	if got := q.Operator(1).Tasks.Total; got != 1 {
		t.Errorf("%d tasks, want 1", got)
	}
}

func TestLostEndsAreNoDeath(t *testing.T) {
	all := without(threeTasks(), "task_end source=dashboard clock=runner time_ns=1800000000200")
	for _, w := range replayText(t, all).Workers {
		if w.Death != nil {
			t.Errorf("%s is said to have died, though nothing was given out again", w.Label)
		}
	}
}

// Operator starts, ends and counters have no time of their own.
func TestStampedOnArrivalIsSaid(t *testing.T) {
	q := theQuery(t, replayText(t, begin(native, chain), arrived("operator_start", 5, "node_id=1"), arrived("operator_stats", 205, "node_id=1 rows_out=3"),
		arrived("operator_end", 300, "node_id=1"), finish(299)))
	if !hasNote(q, "stamped-on-arrival") || q.Trust.Delay != (Delay{Events: 6, Min: 2_000_000, P50: 2_000_000, Max: 2_000_000}) {
		t.Errorf("delay %+v, notes %v", q.Trust.Delay, q.Trust.Notes)
	}
	o := q.Operator(1)
	if o.First.Clock != "recorder" || o.FirstSign != SignOperatorStart {
		t.Errorf("first sign %v %q", o.First, o.FirstSign)
	}
	if int64(o.Last.Time) != ns(205) || o.LastSign != SignCounters {
		t.Errorf("last sign at %d by %q: the end cascades at the end of the query, the counters stood still from 205 ms on", o.Last.Time, o.LastSign)
	}
}

// "Query finished" is not an error.
func TestFinishedMessageIsNoError(t *testing.T) {
	if e := theQuery(t, replayText(t, threeTasks())).Error; e != nil {
		t.Errorf("error %+v", e)
	}
	q := theQuery(t, replayText(t, begin(ray, chain), driver("query_end", 5, `outcome=Failed text="Query finished"`)))
	if q.Outcome != OutcomeFailed || q.Error != nil {
		t.Errorf("outcome %s error %+v, want failed without a reason", q.Outcome, q.Error)
	}
}

// On Ray planning cannot be measured.
func TestRayPlanningIsNotMeasurable(t *testing.T) {
	q := theQuery(t, replayFile(t, "join-ray"))
	if q.Optimization.Known() || !hasNote(q, "ray-planning") {
		t.Errorf("optimization %v", q.Optimization)
	}
	if q := replayFile(t, "tpch-native").Queries[0]; q.Optimization != measured(23_062_700) && !q.Optimization.Known() {
		t.Error("natively it is measurable")
	}
}

func TestZeroThatMeansNotCounted(t *testing.T) {
	q := replayFile(t, "tpch-native").Queries[0]
	if scan := q.Operator(0); scan.BytesRead.Known() || !scan.BytesOut.Positive() {
		t.Errorf("bytes read %v of a local Parquet scan, want unknown, not 0", scan.BytesRead)
	}
	sort := replayFile(t, "join-ray").Queries[0].Operator(11)
	if sort.BytesIn.Known() || sort.RowsIn != measured(50) {
		t.Errorf("bytes of a distributed sort %v, want unknown", sort.BytesIn)
	}
}

func TestFlightShuffleRows(t *testing.T) {
	plan := `{"id":2,"type":"Repartition","name":"Repartition","children":[{"id":1,"type":"ScanTaskSource"}]}`
	all := lines(begin(ray, plan), runner("task_submit", 10, "task_id=0 last_node_id=2 node_ids=[1,2] name=\"PhysicalScan->RepartitionWrite\""),
		runner("task_schedule", 11, "task_id=0 worker_id=aa"), runner("task_end", 20, "task_id=0 worker_id=aa outcome=Success rows_in=10 rows_out=0 bytes_in=80 bytes_out=0"),
		arrived("operator_stats", 21, "node_id=2 rows_in=10 rows_out=0 bytes_in=80 bytes_out=0 tasks_completed=1"), finish(30))
	q := theQuery(t, replayText(t, all))
	if o := q.Operator(2); o.RowsOut != derived(10) || o.BytesOut.Known() {
		t.Errorf("rows out %v bytes out %v, want derived 10 and unknown", o.RowsOut, o.BytesOut)
	}
	if task := q.Task(0); task.RowsOut.Known() || task.BytesOut.Known() {
		t.Errorf("task rows out %v bytes out %v, want unknown", task.RowsOut, task.BytesOut)
	}
}

func TestDecreasingCounterKeepsTheHighest(t *testing.T) {
	q := theQuery(t, replayText(t, begin(native, chain), arrived("operator_stats", 10, "node_id=1 rows_out=9"), arrived("operator_stats", 20, "node_id=1 rows_out=4"),
		arrived("operator_stats", 30, "node_id=1 rows_out=-1"), finish(40)))
	if got := q.Operator(1).RowsOut; got != measured(9) {
		t.Errorf("rows out %v, want 9", got)
	}
	if got := warningCodes(q.Warnings); got != "counter-decreased x1, negative-counter x1" {
		t.Errorf("warnings %q", got)
	}
}

// A join's two sides are registered under one key in Daft, so that the counters
// of the first fall to 0: that is known, and no warning.
func TestJoinCountersThatFall(t *testing.T) {
	q := theQuery(t, replayText(t, begin(native, joinPlan("Project", "HashJoin")), joinStats(10, 90, 10, 0, 0, 7)[:3],
		arrived("operator_stats", 25, "node_id=3 build_rows=0 build_bytes=0 probe_rows_in=90 probe_rows_out=7 probe_bytes_in=720 probe_bytes_out=56"), finish(30)))
	if o := q.Operator(3); o.BuildRows != measured(10) || o.RowsOut != measured(7) || len(q.Warnings) != 0 {
		t.Errorf("build %v out %v, warnings %v", o.BuildRows, o.RowsOut, q.Warnings)
	}
}

// On Ray the counters of a task are added when it ends with success.
func TestCountersOfTasksThatFailed(t *testing.T) {
	all := lines(begin(ray, chain), runner("task_submit", 10, "task_id=0 last_node_id=2 node_ids=[1,2] name=T"), runner("task_schedule", 11, "task_id=0 worker_id=aa"),
		runner("task_end", 20, `task_id=0 worker_id=aa outcome=Failed text="ValueError: x"`),
		arrived("operator_stats", 21, "node_id=1 rows_in=0 rows_out=0 bytes_out=0 daft_duration_ns=0 batches=0 tasks_failed=1"), driver("query_end", 30, "outcome=Failed"))
	o := theQuery(t, replayText(t, all)).Operator(1)
	if o.RowsIn.Known() || o.RowsOut.Known() || o.BytesOut.Known() || o.DaftDuration.Known() || o.Batches.Known() {
		t.Errorf("%v -> %v in %v, want unknown, not 0", o.RowsIn, o.RowsOut, o.DaftDuration)
	}
}

func TestBatchesOfAUnionAreNotCounted(t *testing.T) {
	plan := `{"id":3,"type":"Concat","children":[{"id":1,"type":"Scan"},{"id":2,"type":"Scan"}]}`
	q := theQuery(t, replayText(t, begin(native, plan), arrived("operator_stats", 10, "node_id=3 rows_in=9 rows_out=9 batches=0 daft_duration_ns=0"), finish(30)))
	if o := q.Operator(3); o.Batches.Known() || o.DaftDuration.Known() || o.RowsOut != measured(9) {
		t.Errorf("batches %v duration %v rows %v", o.Batches, o.DaftDuration, o.RowsOut)
	}
}

// Without DAFT_TASK_EVENTS_ENABLED=1 at Ray's processes no task is reported.
// Nothing was dropped then.
func TestTasksThatAreNotReported(t *testing.T) {
	q := theQuery(t, replayText(t, begin(ray, chain), arrived("operator_stats", 100, "node_id=2 rows_in=5 rows_out=5 tasks_completed=6"), driver("exec_end", 200, ""), driver("query_end", 210, "outcome=Finished")))
	if !q.Trust.TasksNotReported || q.Trust.Complete || q.Trust.Dropped.Positive() || !hasNote(q, "tasks-not-reported") {
		t.Errorf("not reported %t, complete %t, dropped %v", q.Trust.TasksNotReported, q.Trust.Complete, q.Trust.Dropped)
	}
	if q := theQuery(t, replayText(t, threeTasks())); q.Trust.TasksNotReported {
		t.Error("tasks that were reported are said not to be")
	}
}
