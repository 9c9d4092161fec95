//go:build e2e

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/recorder"
)

const e2eToken = "0123456789abcdefghij"

// startCollector starts a collector that writes the directory runs, and
// returns it and its URL.
func (b *bench) startCollector(flags ...string) (p *process, url string) {
	b.t.Helper()
	p = b.start([]string{tokenVariable + "=" + e2eToken}, b.program,
		append([]string{"record", "--listen", "127.0.0.1:0", "--linger", "2s", "-o", b.path("runs") + "/"}, flags...)...)
	line := b.until(p, "export DAFT_DASHBOARD_URL=")
	_, url, _ = strings.Cut(line, "=")
	return p, strings.Replace(url, "$"+tokenVariable, e2eToken, 1)
}

// stopCollector stops a collector as Kubernetes does; it must end well.
func (b *bench) stopCollector(p *process) {
	b.t.Helper()
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		b.t.Fatal(err)
	}
	b.exits(p, 0)
}

// collected returns the recordings of the directory whose name holds part.
func (b *bench) collected(part string) []string {
	b.t.Helper()
	paths, err := filepath.Glob(filepath.Join(b.path("runs"), "*"+part+"*"))
	if err != nil {
		b.t.Fatal(err)
	}
	return paths
}

func reportTo(url string) []string {
	return []string{"DAFT_DASHBOARD_URL=" + url, "DAFT_TASK_EVENTS_ENABLED=1"}
}

// Two jobs at a time, one of them named: the queries of the one are in a file
// each, those of the other together.
func TestE2ECollectNative(t *testing.T) {
	b := newBench(t)
	collector, url := b.startCollector()
	job := b.job("several.py")
	unnamed := b.start(reportTo(url), job[0], job[1:]...)
	// The job's exporters do not name the job; what they say of its queries finds it.
	all := recorder.Variables(url, recorder.Options{})
	all[0] += "/job/nightly"
	named := b.start(all, job[0], job[1:]...)
	b.exits(unnamed, 0)
	b.exits(named, 0)
	for deadline := time.Now().Add(time.Minute); len(b.collected("-query-*.arrow.partial")) > 0; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("files of queries that have ended stay open: %v", b.collected(".partial"))
		}
	}
	b.stopCollector(collector)
	if left := b.collected(".partial"); len(left) > 0 {
		t.Errorf("not finished: %v", left)
	}
	together := b.collected("-job-nightly")
	if len(together) != 1 {
		t.Fatalf("%v", b.collected(""))
	}
	if dump := b.ask("dump", together[0]); !strings.Contains(dump, "operator_stats source=otlp") {
		t.Error("the named job's file lacks what its queries export")
	}
	for _, path := range b.collected("-collector") {
		if dump := b.ask("dump", path); strings.Contains(dump, " query_id=") {
			t.Errorf("something of a query is in the collector's own file:\n%s", dump)
		}
	}
	queries := b.explain(together[0]).Queries
	alone := b.collected("-query-")
	if len(queries) < 2 || len(alone) != len(queries) {
		t.Errorf("%d queries of the named job, %d files of the other", len(queries), len(alone))
	}
	for _, path := range alone {
		run := b.explain(path)
		if run.Recording.State != "complete" || len(run.Queries) != 1 {
			t.Errorf("%s is %s with %d queries", path, run.Recording.State, len(run.Queries))
			continue
		}
		q := run.Queries[0]
		if q.Outcome != "finished" || !q.Trust.Complete || !strings.Contains(path, q.QueryID) {
			t.Errorf("%s: query %s %s, complete: %t", path, q.QueryID, q.Outcome, q.Trust.Complete)
		}
	}
}

// A cluster of three nodes that reports to a collector by an address of this
// machine that is not loopback.
func TestE2ECollectRayThreeNodes(t *testing.T) {
	b := newBench(t)
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	collector, url := b.startCollector("--listen", fmt.Sprint("0.0.0.0:", freePort(t)), "--advertise", host)
	job := b.job("skew.py")
	b.exits(b.start(reportTo(url), job[0], job[1:]...), 0)
	b.stopCollector(collector)
	paths := b.collected("-query-")
	if len(paths) != 1 {
		t.Fatalf("%v", b.collected(""))
	}
	q := b.explain(paths[0]).Queries[0]
	if q.Outcome != "finished" || len(q.Workers) != 3 || !q.Trust.Complete {
		t.Errorf("%s, %d workers, complete: %t", q.Outcome, len(q.Workers), q.Trust.Complete)
	}
}

// A cluster that knew nothing of a collector when it was started, and a job that
// is given the variables by its runtime environment only.
func TestE2ECollectRayClusterBefore(t *testing.T) {
	b := newBench(t)
	port := startHead(t, b)
	collector, url := b.startCollector()
	job := fmt.Sprintf(`
import ray, daft
ray.init(address="127.0.0.1:%d", runtime_env={"env_vars": {"DAFT_TASK_EVENTS_ENABLED": "1"}}, log_to_driver=False)
daft.set_runner_ray()
print(daft.range(100, partitions=4).select((daft.col("id") + 1).alias("x")).count_rows())
`, port)
	if err := os.WriteFile(b.path("job.py"), []byte(job), 0o600); err != nil {
		t.Fatal(err)
	}
	env := append(reportTo(url+"/job/nightly"), "RAY_AUTH_MODE=disabled")
	b.exits(b.start(env, b.python, b.path("job.py")), 0)
	b.stopCollector(collector)
	paths := b.collected("-job-nightly")
	if len(paths) != 1 {
		t.Fatalf("%v", b.collected(""))
	}
	q := b.explain(paths[0]).Queries[0]
	if q.Outcome != "finished" || len(q.Tasks) < 4 || !q.Trust.Complete {
		t.Errorf("%s, %d tasks, complete: %t", q.Outcome, len(q.Tasks), q.Trust.Complete)
	}
}

// "ray job submit" to a head with a job server: the variables in the runtime
// environment and a collector, and the recorder as part of what is submitted.
func TestE2ERayJobSubmit(t *testing.T) {
	b := newBench(t)
	check := b.start(nil, b.python, "-c", "import aiohttp, opencensus, ray.dashboard.modules.job.job_head")
	if b.wait(check) != 0 {
		t.Skip("Ray's job server is not installed (ray[default])")
	}
	server := freePort(t)
	startHead(t, b, "--include-dashboard=true", "--dashboard-host=127.0.0.1", fmt.Sprint("--dashboard-port=", server))
	awaitPort(t, server)
	collector, url := b.startCollector()
	job := `
import daft
daft.set_runner_ray()
print(daft.range(1000, partitions=6).groupby((daft.col("id") % 7).alias("k")).agg(daft.col("id").sum()).count_rows())
`
	if err := os.Mkdir(b.path("submitted"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.path("submitted/job.py"), []byte(job), 0o600); err != nil {
		t.Fatal(err)
	}
	submit := func(environment string, command ...string) {
		t.Helper()
		arguments := []string{"job", "submit", "--address", fmt.Sprint("http://127.0.0.1:", server), "--runtime-env-json",
			fmt.Sprintf(`{"working_dir": %q, "env_vars": {%s}}`, b.path("submitted"), environment), "--"}
		p := b.start([]string{"RAY_AUTH_MODE=disabled"}, filepath.Join(filepath.Dir(b.python), "ray"), append(arguments, command...)...)
		b.exits(p, 0)
	}
	submit(fmt.Sprintf(`"DAFT_DASHBOARD_URL": %q, "DAFT_TASK_EVENTS_ENABLED": "1"`, url+"/job/nightly"), "python", "job.py")
	submit("", b.program, "record", "-o", b.path("inside.arrow"), "--", "python", "job.py")
	b.stopCollector(collector)
	for _, path := range append(b.collected("-job-nightly"), b.path("inside.arrow")) {
		run := b.explain(path)
		if len(run.Queries) != 1 || run.Queries[0].Outcome != "finished" || len(run.Queries[0].Tasks) < 6 || !run.Queries[0].Trust.Complete {
			t.Errorf("%s: %+v", path, run.Queries)
		}
	}
	if len(b.collected("-job-nightly")) != 1 {
		t.Errorf("%v", b.collected(""))
	}
}
