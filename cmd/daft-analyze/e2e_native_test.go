//go:build e2e

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestE2ENative(t *testing.T) {
	b := newBench(t)
	b.record(0, b.job("tpch.py", "native")...)
	run := b.explain(b.path("run.arrow"))
	if run.Recording.State != "complete" || len(run.Queries) != 4 {
		t.Fatalf("recording %s, %d queries", run.Recording.State, len(run.Queries))
	}
	for _, q := range run.Queries {
		if q.Engine != "native" || q.Outcome != "finished" || !q.Trust.Complete || len(q.Operators) < 3 {
			t.Errorf("%s: engine %s, outcome %s, complete %t, %d operators", q.QueryID, q.Engine, q.Outcome, q.Trust.Complete, len(q.Operators))
		}
	}
	checkJob(t, run, 0)
	checkUse(t, run, "driver")

	// The twin of the recording is the recording.
	text := b.ask("dump", b.path("run.arrow"))
	if err := os.WriteFile(b.path("run.txt"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	b.ask("assemble", b.path("run.txt"), "-o", b.path("again.arrow"))
	if again := b.ask("dump", b.path("again.arrow")); withoutEnd(again) != withoutEnd(text) {
		t.Error("assemble does not restore what dump prints")
	}

	// Other tools open it as it is, and see the same.
	check := b.start(nil, b.python, filepath.Join(b.jobs, "..", "readers", "check.py"), b.path("run.arrow"), strconv.Itoa(strings.Count(text, "\n")))
	if code := b.wait(check); code != 0 {
		t.Errorf("other readers disagree (%d):\n%s%s", code, check.out.String(), check.err.String())
	}
}

// withoutEnd leaves out the last line, whose digest depends on how the events
// were cut into batches.
func withoutEnd(text string) string {
	text = strings.TrimSuffix(text, "\n")
	return text[:strings.LastIndexByte(text, '\n')+1]
}

// checkJob holds the job line against the job's exit code, and its parts
// against its wall time.
func checkJob(t *testing.T, run explained, exit int64) {
	t.Helper()
	j := run.Job
	if j == nil || j.ExitCode == nil || *j.ExitCode != exit {
		t.Fatalf("the job's exit code is not %d: %+v", exit, j)
	}
	if *j.BeforeNS+*j.QueriesNS+*j.BetweenNS+*j.AfterNS != *j.WallNS {
		t.Errorf("the job's parts do not sum to its wall time: %d + %d + %d + %d != %d", *j.BeforeNS, *j.QueriesNS, *j.BetweenNS, *j.AfterNS, *j.WallNS)
	}
}

// checkUse holds the samples of the job's processes against the system's own
// account of them, and looks for the roles.
func checkUse(t *testing.T, run explained, roles ...string) {
	t.Helper()
	u := run.Job.Use
	if u == nil || u.PeakRSS == nil || u.CPU == nil || run.Job.PeakRSS == nil {
		t.Fatalf("the job's processes were not sampled: %+v", u)
	}
	if sum := *u.PeakRSS; sum < *run.Job.PeakRSS/2 {
		t.Errorf("memory of all processes %d bytes, the largest single one had %d", sum, *run.Job.PeakRSS)
	}
	have := map[string]bool{}
	for _, r := range u.Roles {
		have[r.Role] = true
		if r.CPU == nil || *r.CPU <= 0 || *r.CPU > *u.CPU {
			t.Errorf("role %s: CPU time %s of %d", r.Role, show(r.CPU), *u.CPU)
		}
	}
	for _, role := range roles {
		if !have[role] {
			t.Errorf("no process has the role %s: %+v", role, u.Roles)
		}
	}
}

// What explain says of rows is what Daft itself reports by df.metrics, where
// Daft is right: joins lose a side there and have no such key.
func TestE2ERowsAgreeWithDaft(t *testing.T)    { rowsAgreeWithDaft(t, "native") }
func TestE2ERayRowsAgreeWithDaft(t *testing.T) { rowsAgreeWithDaft(t, "ray") }

func rowsAgreeWithDaft(t *testing.T, engine string) {
	b := newBench(t)
	p := b.record(0, b.job("metrics.py", engine)...)
	var reported []struct {
		What  string
		Rows  int64
		Nodes []struct {
			ID    int64
			Name  string
			Stats map[string]float64
		}
	}
	if err := json.Unmarshal(p.out.Bytes(), &reported); err != nil {
		t.Fatal(err)
	}
	run := b.explain(b.path("run.arrow"))
	if len(run.Queries) != len(reported) {
		t.Fatalf("%d queries, Daft ran %d", len(run.Queries), len(reported))
	}
	compared := 0
	for i, want := range reported {
		operators := make(map[int64]explainedOperator)
		for _, o := range run.Queries[i].Operators {
			operators[o.NodeID] = o
		}
		for _, n := range want.Nodes {
			o, ok := operators[n.ID]
			if !ok {
				t.Errorf("%s: no operator %d (%s)", want.What, n.ID, n.Name)
				continue
			}
			for key, got := range map[string]*int64{"rows in": o.RowsIn, "rows out": o.RowsOut} {
				v, ok := n.Stats[key]
				if !ok {
					v, ok = n.Stats[strings.ReplaceAll(key, " ", ".")]
				}
				if !ok {
					continue
				}
				compared++
				if got == nil || *got != int64(v) {
					t.Errorf("%s: %s of %s #%d: %s, Daft says %.0f", want.What, key, n.Name, n.ID, show(got), v)
				}
			}
		}
		root := run.Queries[i].Operators[0]
		if root.RowsOut == nil || *root.RowsOut != want.Rows {
			t.Errorf("%s: the last operator, %s, put out %s rows; the result has %d", want.What, root.Name, show(root.RowsOut), want.Rows)
		}
	}
	if compared < 20 {
		t.Errorf("only %d numbers were compared", compared)
	}
}

func show(v *int64) string {
	if v == nil {
		return "unknown"
	}
	return strconv.FormatInt(*v, 10)
}

// The known pauses of a job are outside of its queries, and two processes at
// once are one job.
func TestE2EJobLine(t *testing.T) {
	b := newBench(t)
	b.record(0, b.job("several.py", "native")...)
	run := b.explain(b.path("run.arrow"))
	if len(run.Queries) != 5 {
		t.Fatalf("%d queries, want 5", len(run.Queries))
	}
	checkJob(t, run, 0)
	atLeast := func(what string, got *int64, want time.Duration) {
		if *got < int64(want) {
			t.Errorf("%s: %v, the job slept %v", what, time.Duration(*got), want)
		}
	}
	atLeast("before", run.Job.BeforeNS, 500*time.Millisecond)
	atLeast("between", run.Job.BetweenNS, 1100*time.Millisecond)
	atLeast("after", run.Job.AfterNS, 400*time.Millisecond)
}

func TestE2ENativeFailure(t *testing.T) {
	b := newBench(t)
	b.exits(b.startRecording(b.job("udf_fails.py", "native")...), 1, aborted)
	checkFailure(t, b.explain(b.path("run.arrow")))
}

func checkFailure(t *testing.T, run explained) {
	t.Helper()
	q := run.Queries[len(run.Queries)-1]
	if q.Outcome != "failed" || q.Error == nil {
		t.Fatalf("outcome %s, error %v", q.Outcome, q.Error)
	}
	if want := "ValueError: row 137 has no price"; !strings.Contains(q.Error.Cause, want) {
		t.Errorf("cause %q, want %q", q.Error.Cause, want)
	}
	if q.Error.NodeID == nil && q.Trust.Complete { // what Daft lost may be what names it
		t.Errorf("the operator is not named: %+v", *q.Error)
		return
	}
	for _, o := range q.Operators {
		if o.NodeID == *q.Error.NodeID && !strings.Contains(o.Name+o.Type, "UDF") {
			t.Errorf("blames %s #%d, not the UDF", o.Name, o.NodeID)
		}
	}
}

func TestE2ESlowConsumer(t *testing.T) {
	b := newBench(t)
	b.record(0, b.job("slow_consumer.py", "native")...)
	q := b.explain(b.path("run.arrow")).Queries[0]
	if q.Consumption.Verdict == "none" {
		t.Errorf("4 s of sleep in the user's code were not seen")
	}
}

// Ctrl-C reaches the job, and the recording says what was stopped.
func TestE2ECtrlC(t *testing.T) {
	b := newBench(t)
	p := b.startRecording(b.job("interrupted.py", "native")...)
	b.awaitEvent("operator_stats")
	if err := p.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	b.exits(p, 130, aborted)
	run := b.explain(b.path("run.arrow"))
	if run.Recording.State != "complete" || len(run.Queries) != 1 {
		t.Fatalf("recording %s, %d queries", run.Recording.State, len(run.Queries))
	}
	if o := run.Queries[0].Outcome; o != "canceled" {
		t.Errorf("outcome %s", o)
	}
}

// A recorder that is killed leaves a file that every command reads, and a job
// that goes on, whatever it prints.
func TestE2EKilledRecorder(t *testing.T) {
	b := newBench(t)
	p := b.start(nil, b.program, append([]string{"record", "-o", b.path("run.arrow"), "--"}, b.job("slow_consumer.py", "native")...)...)
	b.awaitEvent("exec_start")
	if err := p.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	b.until(p, "400000 rows taken") // the job, whose output this is, went on
	run := b.explain(b.path("run.arrow"))
	if run.Recording.State != "interrupted" || len(run.Queries) != 1 {
		t.Fatalf("recording %s, %d queries", run.Recording.State, len(run.Queries))
	}
	for _, command := range []string{"explain", "info", "dump"} {
		if b.ask(command, b.path("run.arrow")) == "" {
			t.Errorf("%s prints nothing", command)
		}
	}
	b.ask("recover", b.path("run.arrow"), "-o", b.path("recovered.arrow"))
	rows := strings.Count(b.ask("dump", b.path("recovered.arrow")), "\n")
	check := b.start(nil, b.python, filepath.Join(b.jobs, "..", "readers", "check.py"), b.path("recovered.arrow"), strconv.Itoa(rows))
	if code := b.wait(check); code != 0 {
		t.Errorf("other readers do not open the recovered file:\n%s%s", check.out.String(), check.err.String())
	}
}

// A collector records the jobs that are pointed at it until it is stopped.
func TestE2ECollector(t *testing.T) {
	b := newBench(t)
	c := b.start(nil, b.program, "record", "--listen", "127.0.0.1:0", "-o", b.path("run.arrow"))
	url := strings.TrimPrefix(b.until(c, "export DAFT_DASHBOARD_URL="), "export ")
	if strings.Contains(url, ":0") {
		t.Errorf("%s does not name the port", url)
	}
	one := b.start([]string{url}, b.python, b.job("several.py", "native", "AIR")[1:]...)
	two := b.start([]string{url}, b.python, b.job("several.py", "native", "RAIL")[1:]...)
	if a, b := b.wait(one), b.wait(two); a != 0 || b != 0 {
		t.Fatalf("exit codes %d, %d", a, b)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := b.wait(c); code != 0 {
		t.Errorf("exit code %d: %s", code, c.err.String())
	}
	run := b.explain(b.path("run.arrow"))
	if run.Recording.State != "complete" || len(run.Queries) != 2 || run.Job != nil {
		t.Errorf("recording %s, %d queries", run.Recording.State, len(run.Queries))
	}
}
