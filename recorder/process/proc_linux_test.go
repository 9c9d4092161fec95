package process

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// The real /proc: a job that keeps 64 MiB and works for a while, with a child
// that left its tree.
func TestProc(t *testing.T) {
	const mark = "DAFT_ANALYZE_TEST=proc"
	tree, err := NewTree(mark)
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	// The subshell ends at once, so that its sleep loses its ancestors.
	job := exec.Command("sh", "-c", `(sleep 60 </dev/null >/dev/null 2>&1 & echo $!); i=0; while test $i -lt 200000; do i=$((i+1)); done; echo ready; read x`)
	job.Env = append(os.Environ(), mark)
	in, _ := job.StdinPipe()
	out, _ := job.StdoutPipe()
	if err := job.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan()
	detached := lines.Text()
	defer exec.Command("kill", detached).Run()
	for lines.Scan() && lines.Text() != "ready" {
	}
	tree.Begin(job.Process.Pid)
	samples, err := tree.Sample()
	if err != nil || len(samples) != 2 {
		t.Fatalf("%+v %v", samples, err)
	}
	names := map[string]Sample{}
	for _, s := range samples {
		names[s.Name] = s
	}
	shell, sleep := names["sh"], names["sleep"]
	if shell.Name == "" {
		for _, s := range samples {
			if s.PID == job.Process.Pid {
				shell = s
			}
		}
	}
	if shell.PID != job.Process.Pid || shell.PPID != os.Getpid() || shell.Role != Driver || sleep.Role != Other {
		t.Errorf("%+v", samples)
	}
	if shell.RSS < 100<<10 || shell.RSS > 1<<30 || shell.Shared > shell.RSS || shell.Threads != 1 || shell.OpenFiles < 3 {
		t.Errorf("%+v", shell)
	}
	in.Close()
	if err := job.Wait(); err != nil && !strings.Contains(err.Error(), "exit status 1") {
		t.Fatal(err)
	}
	// The system's own account at the end is the judge of the CPU time.
	whole := job.ProcessState.UserTime() + job.ProcessState.SystemTime()
	if got := time.Duration(shell.CPU); got <= 0 || got > whole+20*time.Millisecond || got < whole/2 {
		t.Errorf("CPU time %v, the system says %v in the end", got, whole)
	}
	if samples, _ = tree.Sample(); len(samples) != 1 || samples[0].Name != "sleep" {
		t.Errorf("after the job's end %+v", samples)
	}
}
