//go:build e2e

package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
)

// The tests run one after the other: each has a Ray cluster of its own, and
// ends it.

func TestE2ERay(t *testing.T) {
	b := newBench(t)
	b.record(0, b.job("tpch.py", "ray")...)
	run := b.explain(b.path("run.arrow"))
	checkJob(t, run, 0)
	checkUse(t, run, "driver", "raylet", "gcs", "worker")
	if run.Recording.State != "complete" || len(run.Queries) != 4 {
		t.Fatalf("recording %s, %d queries", run.Recording.State, len(run.Queries))
	}
	for _, q := range run.Queries {
		if q.Engine != "ray" || q.Outcome != "finished" || len(q.Tasks) == 0 || len(q.Workers) != 1 {
			t.Errorf("%s: engine %s, outcome %s, %d tasks, %d workers", q.QueryID, q.Engine, q.Outcome, len(q.Tasks), len(q.Workers))
		}
		for _, task := range q.Tasks {
			if task.Outcome != "success" || task.Attempts != 1 || task.WorkerID == nil {
				t.Errorf("%s: task %d: %s, %d attempts", q.QueryID, task.TaskID, task.Outcome, task.Attempts)
			}
		}
	}
}

func TestE2ERayThreeNodes(t *testing.T) {
	b := newBench(t)
	b.record(0, b.job("skew.py")...)
	run := b.explain(b.path("run.arrow"))
	q := run.Queries[len(run.Queries)-1]
	if q.Outcome != "finished" || len(q.Workers) != 3 {
		t.Errorf("outcome %s, %d workers, want 3", q.Outcome, len(q.Workers))
	}
}

func TestE2ERayFailure(t *testing.T) {
	b := newBench(t)
	b.record(1, b.job("udf_fails.py", "ray")...)
	run := b.explain(b.path("run.arrow"))
	checkFailure(t, run)
	failed := 0
	for _, task := range run.Queries[0].Tasks {
		if task.Outcome == "failed" {
			failed++
		}
	}
	if failed == 0 {
		t.Error("no task failed")
	}
}

// A killed node emits nothing: its tasks show as several attempts.
func TestE2ERayNodeKilled(t *testing.T) {
	b := newBench(t)
	b.record(0, b.job("node_killed.py")...)
	run := b.explain(b.path("run.arrow"))
	q := run.Queries[len(run.Queries)-1]
	retried := 0
	for _, task := range q.Tasks {
		if task.Attempts > 1 {
			retried++
		}
	}
	if q.Outcome != "finished" || retried == 0 {
		t.Errorf("outcome %s, %d tasks were tried again", q.Outcome, retried)
	}
	if text := b.ask("explain", b.path("run.arrow")); !strings.Contains(text, "probably died") {
		t.Errorf("the dead worker is not named:\n%s", text)
	}
}

// Daft's sender drops what its queue of 512 cannot hold; explain says so. The
// recorder takes all that Daft can send, so it is stopped for a while, for less
// than the 5 s after which Daft gives a request up.
func TestE2ERayBurst(t *testing.T) {
	b := newBench(t)
	p := b.startRecording(b.job("burst.py")...)
	b.awaitEvent("task_submit")
	for _, s := range []syscall.Signal{syscall.SIGSTOP, syscall.SIGCONT} {
		if err := p.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		time.Sleep(4 * time.Second)
	}
	b.exits(p, 0)
	run := b.explain(b.path("run.arrow"))
	q := run.Queries[0]
	if q.Trust.Complete || q.Trust.Dropped == nil || *q.Trust.Dropped == 0 {
		t.Errorf("no loss was seen: complete %t, dropped %s, missing submits %d", q.Trust.Complete, show(q.Trust.Dropped), q.Trust.MissingTaskSubmits)
	}
	if text := b.ask("explain", b.path("run.arrow")); !strings.Contains(text, "missing") {
		t.Errorf("the text does not say what is missing:\n%s", text)
	}
}

// A cluster that ran before the job, with an environment that knows nothing of
// the recorder, reports its tasks all the same, and the job's own runtime
// environment stays.
func TestE2ERayClusterBefore(t *testing.T) {
	b := newBench(t)
	port := startHead(t, b)

	job := `
import os, ray, daft
ray.init(address="127.0.0.1:` + fmt.Sprint(port) + `", runtime_env={"env_vars": {"MINE": "kept"}}, log_to_driver=False)
daft.set_runner_ray()
@daft.func
def mine(n: int) -> str:
    return os.environ.get("MINE", "lost")
print(sorted(set(daft.range(100, partitions=4).select(mine(daft.col("id")).alias("x")).to_pydict()["x"])))
`
	if err := os.WriteFile(b.path("job.py"), []byte(job), 0o600); err != nil {
		t.Fatal(err)
	}
	p := b.start([]string{"RAY_AUTH_MODE=disabled"}, b.program, "record", "-o", b.path("run.arrow"), "--", b.python, b.path("job.py"))
	if code := b.wait(p); code != 0 {
		t.Fatalf("exit code %d\n%s%s", code, p.out.String(), p.err.String())
	}
	if !strings.Contains(p.out.String(), "['kept']") {
		t.Errorf("the job's own environment is lost: %s", p.out.String())
	}
	q := b.explain(b.path("run.arrow")).Queries[0]
	if q.Outcome != "finished" || len(q.Tasks) < 4 {
		t.Errorf("outcome %s, %d tasks", q.Outcome, len(q.Tasks))
	}
	for _, kind := range []format.Kind{format.OperatorStats, format.Span} {
		exported := b.events(b.path("run.arrow"), kind, format.SourceOTLP)
		if len(exported) == 0 {
			t.Errorf("no %s came by OTLP", kind)
		}
		for _, e := range exported {
			if e.Clock() != format.ClockWorker && e.Clock() != format.ClockRunner {
				t.Errorf("%s by the clock %s", kind, e.Clock())
			}
		}
	}
}

// startHead starts the head of a cluster whose environment knows nothing of a
// recorder, and returns its port. It ends with the test.
func startHead(t *testing.T, b *bench, flags ...string) int {
	t.Helper()
	port := freePort(t)
	temp, err := os.MkdirTemp("", "ray") // short: Ray puts sockets below it
	if err != nil {
		t.Fatal(err)
	}
	arguments := append([]string{"start", "--head", "--block", fmt.Sprint("--port=", port), "--num-cpus=2", "--temp-dir=" + temp}, flags...)
	if len(flags) == 0 {
		arguments = append(arguments, "--include-dashboard=false")
	}
	head := exec.Command(filepath.Join(filepath.Dir(b.python), "ray"), arguments...)
	head.Env = []string{"PATH=" + filepath.Dir(b.python) + ":/usr/bin:/bin", "HOME=" + b.dir, "RAY_AUTH_MODE=disabled", "RAY_USAGE_STATS_ENABLED=0"}
	head.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := head.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		syscall.Kill(-head.Process.Pid, syscall.SIGTERM)
		head.Wait()
		syscall.Kill(-head.Process.Pid, syscall.SIGKILL)
		os.RemoveAll(temp)
	})
	awaitPort(t, port)
	return port
}

func freePort(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func awaitPort(t *testing.T, port int) {
	deadline := time.Now().Add(time.Minute)
	for time.Now().Before(deadline) {
		if c, err := net.Dial("tcp", fmt.Sprint("127.0.0.1:", port)); err == nil {
			c.Close()
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
	t.Fatal("the cluster did not start within a minute")
}
