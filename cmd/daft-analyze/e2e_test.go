//go:build e2e

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The end-to-end tests run jobs from testdata/jobs with real Daft, through the
// built program. make e2e sets DAFT_ANALYZE_PYTHON and DAFT_ANALYZE_DATA.

// bench is what an end-to-end test works with: the program, a Python with
// Daft, the jobs' data, and a folder of its own.
type bench struct {
	t       *testing.T
	program string
	python  string
	data    string
	jobs    string
	dir     string
}

var buildProgram = sync.OnceValues(func() (string, error) {
	program, err := filepath.Abs(filepath.Join("..", "..", "bin", "daft-analyze"))
	if err != nil {
		return "", err
	}
	out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	if err != nil {
		return "", errors.New(string(out))
	}
	return program, nil
})

func newBench(t *testing.T) *bench {
	t.Helper()
	python, data := os.Getenv("DAFT_ANALYZE_PYTHON"), os.Getenv("DAFT_ANALYZE_DATA")
	if python == "" || data == "" {
		t.Fatal("DAFT_ANALYZE_PYTHON and DAFT_ANALYZE_DATA are not set; run 'make e2e'")
	}
	program, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	jobs, err := filepath.Abs(filepath.Join("..", "..", "testdata", "jobs"))
	if err != nil {
		t.Fatal(err)
	}
	return &bench{t, program, python, data, jobs, t.TempDir()}
}

// path returns the path of a file in the test's own folder.
func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }

// job returns the command line of a job from testdata/jobs.
func (b *bench) job(name string, args ...string) []string {
	return append([]string{b.python, filepath.Join(b.jobs, name)}, args...)
}

// process is a started command whose output is kept.
type process struct {
	*exec.Cmd
	out, err bytes.Buffer
	lines    chan string // of stdout, as they come
	done     chan struct{}
	exit     error
}

// start starts a command with the bench's environment. It is killed when the
// test ends.
func (b *bench) start(env []string, name string, args ...string) *process {
	b.t.Helper()
	p := &process{Cmd: exec.Command(name, args...), lines: make(chan string, 1000), done: make(chan struct{})}
	p.Env = append(append(os.Environ(), "DATA_DIR="+b.data, "RAY_USAGE_STATS_ENABLED=0"), env...)
	p.Dir = b.dir
	p.Stderr = &p.err
	stdout, err := p.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		b.t.Fatal(err)
	}
	go func() {
		s := bufio.NewScanner(io.TeeReader(stdout, &p.out))
		for s.Scan() {
			select {
			case p.lines <- s.Text():
			default:
			}
		}
		close(p.lines)
		p.exit = p.Wait()
		close(p.done)
	}()
	b.t.Cleanup(func() {
		p.Process.Kill()
		<-p.done
	})
	return p
}

// until waits for a line of the process's standard output that has the prefix.
func (b *bench) until(p *process, prefix string) string {
	b.t.Helper()
	timeout := time.After(2 * time.Minute)
	for {
		select {
		case line, ok := <-p.lines:
			if !ok {
				b.t.Fatalf("ended without a line %q; stdout:\n%s\nstderr:\n%s", prefix, p.out.String(), p.err.String())
			}
			if strings.HasPrefix(line, prefix) {
				return line
			}
		case <-timeout:
			b.t.Fatalf("no line %q within 2 minutes", prefix)
		}
	}
}

// wait waits for the process to end and returns its exit code.
func (b *bench) wait(p *process) int {
	b.t.Helper()
	select {
	case <-p.done:
	case <-time.After(4 * time.Minute):
		b.t.Fatalf("still running after 4 minutes; stderr:\n%s", p.err.String())
	}
	var exit *exec.ExitError
	if errors.As(p.exit, &exit) {
		return exit.ExitCode()
	}
	if p.exit != nil {
		b.t.Fatal(p.exit)
	}
	return 0
}

// startRecording starts recording a job into run.arrow.
func (b *bench) startRecording(job ...string) *process {
	b.t.Helper()
	return b.start(nil, b.program, append([]string{"record", "-o", b.path("run.arrow"), "--"}, job...)...)
}

// record records a job into run.arrow and fails unless it exits with code.
func (b *bench) record(code int, job ...string) *process {
	b.t.Helper()
	p := b.startRecording(job...)
	b.exits(p, code)
	return p
}

// exits waits for a process and fails unless it exits with one of the codes.
func (b *bench) exits(p *process, codes ...int) {
	b.t.Helper()
	if got := b.wait(p); !slices.Contains(codes, got) {
		b.t.Fatalf("exit code %d, want %d; stdout:\n%s\nstderr:\n%s", got, codes, p.out.String(), p.err.String())
	}
}

// aborted is the exit code of a Python that Daft's threads abort while it
// exits ("PyGILState_Release"). After a failed or a cancelled query of a
// native Daft 0.7.26 with a UDF that happens in about half of the runs, with
// a recorder or without.
const aborted = 128 + int(syscall.SIGABRT)

// awaitEvent waits until the recording that is being written holds an event
// of the kind.
func (b *bench) awaitEvent(kind string) {
	b.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		p := b.start(nil, b.program, "dump", b.path("run.arrow"))
		b.wait(p)
		if strings.Contains("\n"+p.out.String(), "\n"+kind+" ") {
			return
		}
	}
	b.t.Fatalf("no %s within a minute", kind)
}

// ask runs the program and returns what it prints; it must succeed.
func (b *bench) ask(args ...string) string {
	b.t.Helper()
	p := b.start(nil, b.program, args...)
	if code := b.wait(p); code != 0 {
		b.t.Fatalf("daft-analyze %s: exit code %d: %s", strings.Join(args, " "), code, p.err.String())
	}
	return p.out.String()
}

// The parts of explain's JSON that the tests look at.
type explained struct {
	Recording struct{ State string }
	Job       *struct {
		ExitCode  *int64 `json:"exit_code"`
		WallNS    *int64 `json:"wall_ns"`
		BeforeNS  *int64 `json:"before_ns"`
		QueriesNS *int64 `json:"in_queries_ns"`
		BetweenNS *int64 `json:"between_ns"`
		AfterNS   *int64 `json:"after_ns"`
		PeakRSS   *int64 `json:"peak_rss_bytes"`
		Use       *struct {
			PeakRSS *int64 `json:"peak_rss_bytes"`
			CPU     *int64 `json:"cpu_ns"`
			Roles   []struct {
				Role string
				CPU  *int64 `json:"cpu_ns"`
			}
		}
	}
	Queries []explainedQuery
}

type explainedQuery struct {
	QueryID string `json:"query_id"`
	Engine  string
	Outcome string
	WallNS  *int64 `json:"wall_ns"`
	Error   *struct {
		Cause  string
		NodeID *int64 `json:"node_id"`
	}
	Consumption struct{ Verdict string }
	Operators   []explainedOperator
	Tasks       []struct {
		TaskID   int64 `json:"task_id"`
		Attempts int64
		Outcome  string
		WorkerID *string `json:"worker_id"`
	}
	Workers []struct {
		WorkerID string `json:"worker_id"`
	}
	Trust struct {
		Complete           bool
		Recording          string
		MissingTaskSubmits int64  `json:"missing_task_submits"`
		MissingTaskEnds    int64  `json:"missing_task_ends"`
		Dropped            *int64 `json:"dropped"`
	}
}

type explainedOperator struct {
	NodeID    int64 `json:"node_id"`
	Name      string
	Type      string
	RowsIn    *int64 `json:"rows_in"`
	RowsOut   *int64 `json:"rows_out"`
	Estimated []string
}

// explain returns explain's JSON of a recording.
func (b *bench) explain(run string) explained {
	b.t.Helper()
	var e explained
	if err := json.Unmarshal([]byte(b.ask("explain", "--format", "json", run)), &e); err != nil {
		b.t.Fatal(err)
	}
	return e
}
