//go:build unix

package recorder

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
)

// recordOutput runs a recorder with what its streams lead to, and returns the lines
// that it recorded.
func recordOutput(t *testing.T, stdout, stderr io.Writer, job ...string) (lines []string, code int) {
	t.Helper()
	cmd, output := recorderCommand(t, job...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	_ = cmd.Run()
	return outputOf(read(t, output)), cmd.ProcessState.ExitCode()
}

// TestOutput: bytes arrive as they are; each stream is recorded for itself.
func TestOutput(t *testing.T) {
	var out, errs bytes.Buffer
	lines, code := recordOutput(t, &out, &errs, "sh", "-c", `printf 'a\000\377\r\n\033[1mb'; printf 'c\nd' >&2; exit 3`)
	if out.String() != "a\x00\xff\r\n\x1b[1mb" || errs.String() != "c\nd" || code != 3 {
		t.Errorf("stdout %q, stderr %q, exit code %d", out.String(), errs.String(), code)
	}
	slices.Sort(lines)
	if got := strings.Join(lines, "|"); got != "stderr: c|stderr: d|stdout: a\ufffd|stdout: b" {
		t.Errorf("recorded %q", got)
	}
}

// TestOutputToOneFile: what goes to one file by two streams keeps its order.
func TestOutputToOneFile(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, _ := recordOutput(t, f, f, "sh", "-c", `i=0; while test $i -lt 200; do echo out $i; echo err $i >&2; i=$((i+1)); done`)
	var want, text []string
	for i := range 200 {
		want = append(want, fmt.Sprintf("both: out %d", i), fmt.Sprintf("both: err %d", i))
		text = append(text, fmt.Sprintf("out %d\nerr %d\n", i, i))
	}
	got, err := os.ReadFile(f.Name())
	if err != nil || string(got) != strings.Join(text, "") {
		t.Errorf("the file holds %q (%v)", got, err)
	}
	if !slices.Equal(lines, want) {
		t.Errorf("recorded %q", lines)
	}
}

// TestOutputMuch: none of forty megabytes is lost or put out of order on
// its way; the last line is recorded.
func TestOutputMuch(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	const all = 5_000_000
	cmd, output := recorderCommand(t, "sh", "-c", fmt.Sprintf("seq 1 %d; echo the end", all))
	cmd.Stdout, cmd.Stderr = w, nil
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	var want bytes.Buffer
	for i := range all {
		fmt.Fprintln(&want, i+1)
	}
	fmt.Fprintln(&want, "the end")
	got, err := io.ReadAll(r)
	_ = cmd.Wait()
	if !bytes.Equal(got, want.Bytes()) || err != nil {
		t.Errorf("%d bytes arrived, not the %d that were written (%v)", len(got), want.Len(), err)
	}
	events := read(t, output)
	lines := outputOf(events)
	lost := int64(0)
	for _, e := range events {
		if e.Kind == format.Loss && e.Label(format.Name) == "lines of stdout" {
			c, _ := e.Int(format.Count)
			lost += c
		}
	}
	if lines[len(lines)-1] != "stdout: the end" || int64(len(lines))+lost != all+1 {
		t.Errorf("%d lines and %d lost, the last %q", len(lines), lost, lines[len(lines)-1])
	}
}

// TestOutputReaderGone: a job whose output nobody reads any more is told so by
// the system, as if it wrote there itself.
func TestOutputReaderGone(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd, output := recorderCommand(t, "yes")
	cmd.Stdout, cmd.Stderr = w, nil
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if _, err := io.ReadFull(r, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	r.Close()
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 128+int(syscall.SIGPIPE) {
		t.Errorf("exit code %d", code)
	}
	read(t, output)
}

// TestOutputReaderSlow: what the job wrote before it ended arrives, however late
// it is asked for.
func TestOutputReaderSlow(t *testing.T) {
	t.Parallel() // it waits
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	mark := filepath.Join(t.TempDir(), "ended")
	cmd, _ := recorderCommand(t, "sh", "-c", "head -c 300000 /dev/zero; touch "+mark)
	cmd.Stdout, cmd.Stderr = w, nil
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(mark); err == nil {
			break
		} else if time.Now().After(deadline) {
			t.Skip("the pipe holds less than the job writes")
		}
	}
	time.Sleep(outputMost + 500*time.Millisecond) // longer than is waited for others
	n, err := io.Copy(io.Discard, r)
	_ = cmd.Wait()
	if n != 300000 || err != nil || cmd.ProcessState.ExitCode() != 0 {
		t.Errorf("%d bytes, %v, exit code %d", n, err, cmd.ProcessState.ExitCode())
	}
}

// TestOutputReaderStuck: a signal ends a recorder whose output nobody takes, as
// it would have ended the job.
func TestOutputReaderStuck(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	// The job ends by itself: its pipe takes all. What tells that it has is that
	// its own process is gone from the recorder's children.
	mark := filepath.Join(t.TempDir(), "pid")
	cmd, output := recorderCommand(t, "sh", "-c", "head -c 300000 /dev/zero; echo $$ >"+mark)
	cmd.Stdout = w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		text, _ := os.ReadFile(mark)
		if pid := strings.TrimSpace(string(text)); pid != "" {
			if n, _ := strconv.Atoi(pid); syscall.Kill(n, 0) != nil {
				break
			}
		}
		if time.Now().After(deadline) {
			t.Skip("the pipe holds less than the job writes")
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	read(t, output)
}

// TestOutputOfOrphans: a process that the job leaves behind does not keep the
// recorder; it can go on printing, and the user is told that this is not recorded.
func TestOutputOfOrphans(t *testing.T) {
	t.Run("a guard", func(t *testing.T) { outputOfOrphans(t) })
	t.Run("none", func(t *testing.T) { outputOfOrphans(t, recorderGuard+"=") })
}

func outputOfOrphans(t *testing.T, env ...string) {
	t.Helper()
	in, told, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	cmd, output := recorderCommand(t, "sh", "-c", "(read x; echo late) <&3 2>/dev/null & echo early")
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = w, &said, []*os.File{in}
	cmd.Env = append(cmd.Env, env...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	in.Close()
	_ = cmd.Wait() // while the process is there
	fmt.Fprintln(told)
	told.Close()
	if all, err := io.ReadAll(r); string(all) != "early\nlate\n" || err != nil {
		t.Errorf("stdout %q (%v)", all, err)
	}
	if !strings.Contains(said.String(), "left processes behind that have its stdout open") {
		t.Errorf("the user was told %q", said.String())
	}
	if lines := outputOf(read(t, output)); len(lines) != 1 || lines[0] != "stdout: early" {
		t.Errorf("recorded %q", lines)
	}
}

// TestOutputBlocks: the job's ends of its streams block, as programs expect.
func TestOutputBlocks(t *testing.T) {
	if _, err := os.Stat("/proc/self/fdinfo"); err != nil {
		t.Skip(err)
	}
	var out bytes.Buffer
	recordOutput(t, &out, &bytes.Buffer{}, "sh", "-c", "grep flags /proc/self/fdinfo/1")
	if !strings.HasPrefix(out.String(), "flags:") || len(out.String()) < 5 || out.String()[len(out.String())-5]&4 != 0 {
		t.Errorf("%q", out.String())
	}
}

// TestOutputOfPython: Python prints line by line, unless the user chose
// otherwise; each line goes out in one piece.
func TestOutputOfPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip(err)
	}
	const code = `import os, sys; print("one", "line"); os.write(1, b"direct\n"); print(sys.stdout.line_buffering, sys.stdout.write_through)`
	for _, c := range []struct{ env, want string }{
		{"", "one line\ndirect\nTrue False\n"},
		{"PYTHONUNBUFFERED=", "direct\none line\nFalse False\n"},
		{"PYTHONUNBUFFERED=1", "one line\ndirect\nFalse True\n"},
	} {
		var out bytes.Buffer
		cmd, _ := recorderCommand(t, python, "-c", code)
		cmd.Stdout = &out
		cmd.Env = slices.DeleteFunc(cmd.Env, func(v string) bool { return strings.HasPrefix(v, "PYTHON") })
		if c.env != "" {
			cmd.Env = append(cmd.Env, c.env)
		}
		if err := cmd.Run(); err != nil || out.String() != c.want {
			t.Errorf("%q: %v, stdout %q, want %q", c.env, err, out.String(), c.want)
		}
	}
}
