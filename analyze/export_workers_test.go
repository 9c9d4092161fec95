package analyze

import (
	"fmt"
	"testing"
)

// rayJoin is a join of two scans, of one task for each pair of rows counts.
const rayJoin = `{"id":3,"name":"HashJoin","type":"HashJoin","category":"Physical","children":[{"id":1,"name":"ScanTaskSource","type":"ScanTaskSource"},{"id":2,"name":"ScanTaskSource","type":"ScanTaskSource"}]}`

// workerCounts are the workers' own counters of the join: two processes, of
// which one may have begun anew.
func workerCounts(kind string, build, probe, out int64) []string {
	half := func(n, i int64) int64 { return n/2 + n%2*i }
	var all []string
	for i := range int64(2) {
		all = append(all, exportSince(ns(4)+i*900_000_000, 1000, 70+i, fmt.Sprintf("node_id=2 name=%s origin_node_id=3 build_rows=%d probe_rows_in=%d probe_rows_out=%d daft_duration_ns=%d",
			kind, half(build, i), half(probe, i), half(out, i), half(out, i))))
	}
	return append(all, exportSince(ns(4), 1000, 70, "node_id=0 name=InMemoryScan origin_node_id=3 rows_out=999 daft_duration_ns=1"))
}

func scheduled(build, probe, out int64) string {
	return arrived("operator_stats", 1100, fmt.Sprintf("node_id=3 build_rows=%d probe_rows_in=%d probe_rows_out=%d daft_duration_ns=%d tasks_completed=2", build, probe, out, out+1))
}

func TestWorkersCountJoins(t *testing.T) {
	scans := lines(arrived("operator_stats", 900, "node_id=1 rows_out=10"), arrived("operator_stats", 900, "node_id=2 rows_out=90"))
	tasks := lines(task(0, 10, 11, 100, "aa"), task(1, 10, 12, 110, "bb"))
	again := runner("task_schedule", 13, "task_id=1 worker_id=aa")
	for _, c := range []struct {
		name              string
		lines             []string
		build, probe, out string
		workers, agree    int64
		behind, further   int64
	}{
		{name: "the scheduler lacks one side of each task", lines: lines(scheduled(5, 60, 40), workerCounts("HashJoin", 10, 90, 70)),
			build: "10", probe: "90", out: "70", workers: 4, further: 4},
		{name: "nothing was overwritten", lines: lines(scheduled(10, 90, 70), workerCounts("HashJoin", 10, 90, 70)),
			build: "10", probe: "90", out: "70", agree: 4},
		{name: "a worker died before its last export", lines: lines(scheduled(10, 60, 40), workerCounts("HashJoin", 5, 90, 70)),
			build: "10", probe: "~90", out: "-", behind: 1, further: 3},
		{name: "a task was tried again", lines: lines(again, scheduled(10, 90, 70), workerCounts("HashJoin", 15, 140, 110)),
			build: "10", probe: "90", out: "70", further: 4},
	} {
		q := theQuery(t, replayText(t, begin(ray, rayJoin), tasks, scans, c.lines, finish(1200)))
		o, s := q.Operator(3), q.Trust.Sources
		if val(o.BuildRows) != c.build || val(o.ProbeRowsIn) != c.probe || val(o.ProbeRowsOut) != c.out {
			t.Errorf("%s: build %s probe %s -> %s, want %s %s -> %s", c.name, val(o.BuildRows), val(o.ProbeRowsIn), val(o.ProbeRowsOut), c.build, c.probe, c.out)
		}
		if s.Workers != c.workers || s.WorkersAgree != c.agree || s.WorkersBehind != c.behind || s.WorkersFurther != c.further {
			t.Errorf("%s: sources %+v, want %d taken, %d agree, %d behind, %d further", c.name, s, c.workers, c.agree, c.behind, c.further)
		}
	}
}

// Each task reads all of a broadcast join's build side: workers count it each
// time, the scheduler once.
func TestBroadcastBuildIsTheSchedulers(t *testing.T) {
	plan := `{"id":3,"name":"BroadcastJoin","type":"BroadcastJoin","children":[{"id":1,"type":"ScanTaskSource"},{"id":2,"type":"ScanTaskSource"}]}`
	q := theQuery(t, replayText(t, begin(ray, plan), task(0, 10, 11, 100, "aa"), scheduled(10, 60, 40), workerCounts("HashJoin", 20, 90, 70), finish(1200)))
	if o := q.Operator(3); o.BuildRows != measured(10) || o.ProbeRowsIn != measured(90) {
		t.Errorf("build %v probe %v, want the scheduler's 10 and the workers' 90", o.BuildRows, o.ProbeRowsIn)
	}
}

// The scheduler counts no bytes of a sort, and rows of its last pass only.
func TestWorkersCountBytesOfSorts(t *testing.T) {
	plan := `{"id":2,"name":"Sort","type":"Sort","children":[{"id":1,"type":"ScanTaskSource"}]}`
	part := func(kind, phase string, rows int64) string {
		return exportSince(ns(4), 1000, 7, fmt.Sprintf("node_id=1 name=%s origin_node_id=2 phase=%s rows_in=%d rows_out=%d bytes_in=%d bytes_out=%d daft_duration_ns=3", kind, phase, rows, rows, 8*rows, 8*rows))
	}
	q := theQuery(t, replayText(t, begin(ray, plan), task(0, 10, 11, 100, "aa"), part("Sample", "sample", 5), part("Repartition", "repartition", 50), part("Sort", "final-sort", 50),
		arrived("operator_stats", 1100, "node_id=2 rows_in=50 rows_out=50 bytes_in=0 bytes_out=0 daft_duration_ns=9"), finish(1200)))
	o := q.Operator(2)
	if o.BytesIn != measured(400) || o.BytesOut != measured(400) || o.RowsIn != measured(50) || o.DaftDuration != measured(9) {
		t.Errorf("rows %v bytes %v -> %v duration %v", o.RowsIn, o.BytesIn, o.BytesOut, o.DaftDuration)
	}
	if s := q.Trust.Sources; s.Workers != 2 || s.WorkersAgree != 3 || s.WorkersFurther != 2 {
		t.Errorf("sources %+v", s)
	}
}

// Of a query of which no task succeeded the scheduler knows nothing; workers
// know what they did.
func TestWorkOfTasksThatFailed(t *testing.T) {
	q := theQuery(t, replayText(t, begin(ray, chain), runner("task_submit", 10, "task_id=0 last_node_id=2 node_ids=[1,2]"), runner("task_schedule", 11, "task_id=0 worker_id=aa"),
		exportSince(ns(4), 500, 7, "node_id=1 name=Project origin_node_id=2 rows_in=30 rows_out=30"),
		runner("task_end", 600, "task_id=0 worker_id=aa outcome=Failed text=\"ValueError: x\""),
		arrived("operator_stats", 601, "node_id=2 rows_in=0 rows_out=0 tasks_failed=1"), driver("query_end", 700, "outcome=Failed")))
	if o := q.Operator(2); o.RowsIn != measured(30) || q.Trust.Sources.Workers != 2 {
		t.Errorf("rows in %v, sources %+v", o.RowsIn, q.Trust.Sources)
	}
}

// A write is two operators of a worker's plan: the rows that the second takes
// are those of the files that the first wrote.
func TestPartsOfAWrite(t *testing.T) {
	plan := `{"id":2,"name":"Parquet Write","type":"Parquet Write","children":[{"id":1,"type":"ScanTaskSource"}]}`
	q := theQuery(t, replayText(t, begin(ray, plan), task(0, 10, 11, 100, "aa"), exportSince(ns(4), 1000, 7, "node_id=1 name=Write origin_node_id=2 rows_in=50 rows_written=50 daft_duration_ns=9"),
		exportSince(ns(4), 1000, 7, "node_id=2 name=CommitWrite origin_node_id=2 rows_in=8 rows_out=8 daft_duration_ns=1"),
		spanOf("WriteSink::sink", 20, 50, 3), arrived("operator_stats", 1100, "node_id=2 rows_in=50 rows_written=50"), finish(1200)))
	o := q.Operator(2)
	if o.RowsIn != measured(50) || o.RowsOut.Known() || !o.Work.Elsewhere || !o.Work.AtLeast {
		t.Errorf("rows %v -> %v, work %+v", o.RowsIn, o.RowsOut, o.Work)
	}
}

// The same operator of a query may be in several plans of a worker, under
// another number in each, as what follows a union is: they are added up. Two
// workers may have processes of one id.
func TestPartsInSeveralPlans(t *testing.T) {
	part := func(node int, since, at, rows int64, more string) string {
		return exportSince(since, at, 7, fmt.Sprintf("node_id=%d name=Project origin_node_id=2 rows_in=%d rows_out=%d %s", node, rows, rows, more))
	}
	for _, c := range []struct {
		name  string
		lines []string
	}{
		{"several plans of one worker", lines(part(1, ns(4), 1000, 30, ""), part(2, ns(4), 1000, 20, ""))},
		{"several workers with one process id", lines(part(1, ns(4), 800, 20, "worker_id=aa"), part(1, ns(5), 1000, 30, "worker_id=bb"))},
	} {
		q := theQuery(t, replayText(t, begin(ray, chain), task(0, 10, 11, 100, "aa"), c.lines, arrived("operator_stats", 1100, "node_id=2 rows_in=50 rows_out=50"), finish(1200)))
		if s := q.Trust.Sources; s.WorkersAgree != 2 || s.WorkersBehind > 0 || len(q.Warnings) > 0 {
			t.Errorf("%s: sources %+v, warnings %v, want agreement", c.name, s, q.Warnings)
		}
	}
}
