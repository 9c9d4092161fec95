//go:build e2e

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// loggedLine is what the tests look at of a line of logs' JSON.
type loggedLine struct {
	Kind   string
	TimeNS int64 `json:"time_ns"`
	Stream string
	Text   string
	PID    *int64
	Name   *string
	Worker *int64
}

func (b *bench) logs(args ...string) []loggedLine {
	b.t.Helper()
	var lines []loggedLine
	for text := range strings.Lines(b.ask(append([]string{"logs", "--format", "json", b.path("run.arrow")}, args...)...)) {
		var l loggedLine
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			b.t.Fatal(err)
		}
		lines = append(lines, l)
	}
	return lines
}

func texts(lines []loggedLine) []string {
	var all []string
	for _, l := range lines {
		all = append(all, l.Text)
	}
	return all
}

var toldAt = regexp.MustCompile(`told \d+ at ([\d.]+)$`)

// lateness returns how long after a line was printed it was recorded, at most.
func lateness(t *testing.T, lines []loggedLine) time.Duration {
	t.Helper()
	most := time.Duration(-1)
	for _, l := range lines {
		m := toldAt.FindStringSubmatch(l.Text)
		if m == nil {
			continue
		}
		at, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		most = max(most, time.Duration(l.TimeNS-int64(at*1e9)))
	}
	if most < 0 {
		t.Fatalf("no line says when it was printed: %q", texts(lines))
	}
	return most
}

// TestE2EOutputNative: natively a UDF prints in the driver's process, and what
// it prints is recorded when it does.
func TestE2EOutputNative(t *testing.T) {
	b := newBench(t)
	p := b.record(0, b.job("prints.py", "native")...)
	lines := b.logs()
	var printed []string
	for _, l := range lines {
		if l.Stream == "stdout" {
			printed = append(printed, l.Text)
		}
	}
	if want := strings.Split(strings.TrimSuffix(p.out.String(), "\n"), "\n"); !slices.Equal(printed, want) {
		t.Errorf("recorded %q, passed on %q", printed, want)
	}
	during := texts(b.logs("--query", "1"))
	if slices.Contains(during, "the driver begins") || len(b.logs("--query", "1", "--grep", "^told")) != 6 {
		t.Errorf("during the query: %q", during)
	}
	if odd := b.logs("--stream", "stderr", "--grep", "odd row"); len(odd) != 1 {
		t.Errorf("of stderr: %v", odd)
	}
	if late := lateness(t, lines); late > 2*time.Second {
		t.Errorf("a line was recorded %v late", late)
	}
}

// TestE2EOutputTerminal: on a terminal Daft draws its progress bars, and shows
// what UDF processes print, which it does not elsewhere.
func TestE2EOutputTerminal(t *testing.T) {
	b := newBench(t)
	cmd := exec.Command(b.program, append([]string{"record", "-o", b.path("run.arrow"), "--"}, b.job("prints.py", "native")...)...)
	cmd.Env = append(os.Environ(), "DATA_DIR="+b.data)
	cmd.Dir = b.dir
	screen, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	buf := make([]byte, 1<<16)
	for {
		n, err := screen.Read(buf)
		said.Write(buf[:n])
		if err != nil {
			break
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, said.String())
	}
	if !strings.Contains(said.String(), "\x1b[") || !strings.Contains(said.String(), "sum 1770") {
		t.Errorf("the terminal got %q", said.String())
	}
	lines := b.logs("--grep", "^\\[`.*Worker #")
	if len(lines) != 3 || lines[0].Worker == nil || lines[0].Name == nil || lines[0].Stream != "both" {
		t.Errorf("of UDF processes: %+v", lines)
	}
	if all := b.logs(); len(all) > 200 { // what progress bars draw is hundreds of lines
		t.Errorf("%d lines", len(all))
	}
}

// TestE2EOutputRay: on Ray lines come with the process that printed them, and
// belong to a task by its time.
func TestE2EOutputRay(t *testing.T) {
	b := newBench(t)
	b.record(0, b.job("prints.py", "ray")...)
	told := b.logs("--grep", `told \d`)
	for _, l := range told {
		if l.PID == nil || l.Name == nil || *l.Name != "RaySwordfishActor" {
			t.Errorf("%+v", l)
		}
	}
	if len(told) < 4 { // Ray holds back what several processes print alike, and threads of one may mix their lines
		t.Errorf("%d lines told: %q", len(told), texts(b.logs()))
	}
	if apart := b.logs("--grep", `apart \d`); len(apart) == 0 || apart[0].Name == nil || *apart[0].Name != "UDFActor" {
		t.Errorf("of a UDF actor: %+v", apart)
	}
	if late := lateness(t, told); late > 3*time.Second {
		t.Errorf("a line was recorded %v late", late)
	}
	run := b.explain(b.path("run.arrow"))
	q := run.Queries[0]
	found := 0
	for _, task := range q.Tasks {
		lines := b.logs("--query", q.QueryID, "--task", strconv.FormatInt(task.TaskID, 10))
		for _, l := range lines {
			if l.PID == nil && l.Kind == "output" {
				t.Errorf("task %d: a line that no worker printed: %+v", task.TaskID, l)
			}
			if toldAt.MatchString(l.Text) {
				found++
			}
		}
	}
	if found < len(told)-1 {
		t.Errorf("%d of %d lines belong to a task", found, len(told))
	}
}

// TestE2EOutputKilled: a job that is killed while it prints has its last
// line in the recording.
func TestE2EOutputKilled(t *testing.T) {
	b := newBench(t)
	p := b.startRecording(b.python, "-c", "import os, sys\nfor i in range(1000): print('line', i)\nos.kill(os.getpid(), 9)")
	b.exits(p, 128+int(syscall.SIGKILL))
	if last := texts(b.logs("--tail", "1")); len(last) != 1 || last[0] != "line 999" {
		t.Errorf("the last line is %q", last)
	}
}
