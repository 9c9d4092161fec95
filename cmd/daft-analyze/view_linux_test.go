package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"golang.org/x/sys/unix"

	"github.com/daft-analyze/daft-analyze/recorder"
)

// An emulator is a terminal in which daft-analyze runs a job.
type emulator struct {
	t    *testing.T
	cmd  *exec.Cmd
	ptmx *os.File
	done chan struct{}

	mu  sync.Mutex
	vt  vt10x.Terminal
	raw bytes.Buffer
}

// inTerminal starts daft-analyze with arguments in a terminal of 100 by 24.
func inTerminal(t *testing.T, environ []string, arguments ...string) *emulator {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"daft-analyze", "fake-daft"} { // TestMain runs a command by its name
		if err := os.Symlink(self, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	x := &emulator{t: t, cmd: exec.Command(filepath.Join(dir, "daft-analyze"), arguments...), done: make(chan struct{})}
	x.cmd.Dir = dir
	x.cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "TERM=xterm-256color", "CI=", "NO_COLOR=1", "COLUMNS=")
	x.cmd.Env = append(x.cmd.Env, environ...)
	x.vt = vt10x.New(vt10x.WithSize(100, 24))
	var tty *os.File
	if x.ptmx, tty, err = openSilentTerminal(); err != nil {
		t.Skip(err)
	}
	x.cmd.Stdin, x.cmd.Stdout, x.cmd.Stderr = tty, tty, tty
	x.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := x.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	tty.Close()
	go func() {
		defer close(x.done)
		buf := make([]byte, 4096)
		for {
			n, err := x.ptmx.Read(buf)
			x.mu.Lock()
			x.raw.Write(buf[:n])
			_, _ = x.vt.Write(buf[:n])
			x.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		_ = x.cmd.Process.Kill()
		x.ptmx.Close()
	})
	return x
}

// openSilentTerminal returns the two ends of a terminal of 100 by 24 that does
// not echo what is typed.
func openSilentTerminal() (ptmx, tty *os.File, err error) {
	if ptmx, tty, err = pty.Open(); err != nil {
		return nil, nil, err
	}
	mode, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	if err == nil {
		mode.Lflag &^= unix.ECHO
		err = unix.IoctlSetTermios(int(tty.Fd()), unix.TCSETS, mode)
	}
	if err == nil {
		err = pty.Setsize(ptmx, &pty.Winsize{Cols: 100, Rows: 24})
	}
	return ptmx, tty, err
}

func (x *emulator) display() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	lines := strings.Split(x.vt.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// written returns all that came to the terminal.
func (x *emulator) written() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.raw.String()
}

// step has the fake job do something.
func (x *emulator) step(lines ...string) {
	for _, l := range lines {
		if _, err := x.ptmx.WriteString(l + "\n"); err != nil {
			x.t.Fatal(err)
		}
	}
}

// until waits until the display is as wanted.
func (x *emulator) until(what string, as func(display string) bool) string {
	x.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		d := x.display()
		if as(d) {
			return d
		}
		if time.Now().After(deadline) {
			x.t.Fatalf("waited for %s; the display:\n%s", what, d)
		}
	}
}

func (x *emulator) shows(text string) string {
	x.t.Helper()
	return x.until("text "+text, func(d string) bool { return strings.Contains(d, text) })
}

// measures asks the job how large its terminal is until that is as wanted.
func (x *emulator) measures(size string) {
	x.t.Helper()
	asked := time.Time{}
	x.until("a terminal of "+size, func(d string) bool {
		if time.Since(asked) > 200*time.Millisecond {
			asked = time.Now()
			x.step("size")
		}
		return strings.Contains(d, size)
	})
}

// ends waits for the end and returns the exit code.
func (x *emulator) ends() int {
	x.t.Helper()
	err := x.cmd.Wait()
	<-x.done
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	x.t.Fatal(err)
	return -1
}

const fakePlan = `{"id":1,"name":"Sort","type":"Sort","category":"BlockingSink","children":[{"id":0,"name":"In Memory Scan","type":"InMemoryScan","category":"Source","approx_stats":{"approx_stats":{"num_rows":1000,"size_bytes":8,"acc_selectivity":1.0}},"children":[]}]}`

// query are the steps by which a native query comes to its work.
func query(id string) []string {
	now := fmt.Sprintf("%.3f", float64(time.Now().UnixMilli())/1000)
	return []string{
		`post ` + id + `/start {"start_sec":` + now + `,"runner":"Native (Swordfish)"}`,
		`post ` + id + `/exec/start {"exec_start_sec":` + now + `,"physical_plan":` + fmt.Sprintf("%q", fakePlan) + `}`,
		`post ` + id + `/exec/emit_stats {"source_id":"x","stats":[[0,{"rows.out":{"type":"Count","value":400}}],[1,{"rows.in":{"type":"Count","value":300}}]]}`,
	}
}

func TestView(t *testing.T) {
	x := inTerminal(t, nil, "record", "-o", "run.arrow", "--", "fake-daft")
	x.step(`print hello\nno line end`)
	x.shows("no line end")
	x.step(query("one-fish")...)
	d := x.shows("#1 Sort")
	for _, want := range []string{"hello\nno line end\n", "daft-analyze: recording run.arrow", "1 one-fish  running", "#0 In Memory Scan"} {
		if !strings.Contains(d, want) {
			t.Errorf("%q is not on the display:\n%s", want, d)
		}
	}
	if rows := strings.Split(d, "\n"); len(rows) != 24 || !strings.HasPrefix(rows[23], "  #0 In Memory Scan") {
		t.Errorf("the lines are not at the bottom:\n%s", d)
	}

	// The job's terminal is as high as the rows above, and what it prints scrolls there.
	x.step(`print : goes on\n`)
	x.shows("no line end: goes on\n")
	x.measures("100 by 20")
	for i := range 40 {
		x.step(fmt.Sprintf(`print line %d\n`, i))
	}
	x.until("line 39 above the lines", func(d string) bool {
		return strings.Contains(d, "line 21\nline 22") && strings.Contains(d, "line 39\n\ndaft-analyze: recording")
	})

	// A terminal that becomes smaller.
	x.mu.Lock()
	err := pty.Setsize(x.ptmx, &pty.Winsize{Cols: 90, Rows: 20})
	x.vt.Resize(90, 20)
	x.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	x.until("lines at the new bottom", func(d string) bool {
		rows := strings.Split(d, "\n")
		return len(rows) == 20 && strings.HasPrefix(rows[16], "daft-analyze: recording") && strings.HasPrefix(rows[19], "  #0 In Memory Scan")
	})
	x.measures("90 by 16")

	// An editor gets it all.
	x.step(`print \e[?1049h\e[2J\e[Heditor\n`)
	x.measures("90 by 20")
	if d := x.display(); !strings.HasPrefix(d, "editor\n") || strings.Contains(d, "daft-analyze") {
		t.Errorf("the editor is disturbed:\n%s", d)
	}
	x.step(`print \e[?1049l`)
	x.shows("#1 Sort")

	x.step(`post one-fish/end {"end_sec":5,"end_state":"Finished"}`)
	x.shows("1 one-fish  finished after")
	x.step(`print bye\n`, `exit 7`)
	if code := x.ends(); code != 7 {
		t.Errorf("exit code %d, want 7", code)
	}
	d = x.display()
	if !strings.Contains(d, "bye\ndaft-analyze: run.arrow: 1 query, ") || strings.Contains(d, "recording run.arrow") {
		t.Errorf("at the end something stays behind:\n%s", d)
	}
	if x.vt.Cursor().Y != len(strings.Split(d, "\n")) {
		t.Errorf("the cursor is in row %d of\n%s", x.vt.Cursor().Y, d)
	}
	if got := strings.Count(x.written(), "\x1b[r"); got == 0 || !strings.HasSuffix(x.written()[:strings.LastIndex(x.written(), "\x1b8")+2], "\x1b[r\x1b8") {
		t.Error("the margins are not given back last")
	}
}

// A job that dies in the middle of it, and one that is stopped by Ctrl-C.
func TestViewEndsWithTheJob(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(x *emulator)
		code int
	}{
		{"Ctrl-C", func(x *emulator) { _, _ = x.ptmx.WriteString("\x03") }, 130},
		{"terminated", func(x *emulator) { _ = x.cmd.Process.Signal(syscall.SIGTERM) }, 143},
		{"half an escape sequence", func(x *emulator) { x.step(`print \e[3`, `exit 3`) }, 3},
		{"margins of its own", func(x *emulator) { x.step(`print \e[2;9r\e[5;1H`, `exit 4`) }, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			x := inTerminal(t, nil, "record", "-o", "run.arrow", "--", "fake-daft")
			x.step(query("one-fish")...)
			x.shows("#1 Sort")
			c.end(x)
			if code := x.ends(); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			if d := x.display(); strings.Contains(d, "#1 Sort") || strings.Contains(d, "recording run.arrow") {
				t.Errorf("lines stay behind:\n%s", d)
			}
		})
	}
}

// Where nothing is to be shown, nothing is even prepared.
func TestNoView(t *testing.T) {
	ptmx, tty, err := openSilentTerminal()
	if err != nil {
		t.Skip(err)
	}
	defer ptmx.Close()
	defer tty.Close()
	for _, c := range []struct {
		name     string
		environ  string
		terminal any
		when     progressWhen
		view     bool
	}{
		{"a terminal", "TERM=xterm", tty, progressAuto, true},
		{"--progress=never", "TERM=xterm", tty, progressNever, false},
		{"TERM=dumb", "TERM=dumb", tty, progressAuto, false},
		{"no TERM", "TERM=", tty, progressAuto, false},
		{"CI", "CI=true", tty, progressAuto, false},
		{"no terminal", "TERM=xterm", &bytes.Buffer{}, progressAuto, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("CI", "")
			t.Setenv("TERM", "xterm")
			name, value, _ := strings.Cut(c.environ, "=")
			t.Setenv(name, value)
			var o recorder.Options
			end, err := viewFlags{when: c.when}.begin(streams{out: tty, err: c.terminal.(io.Writer)}, &o)
			if err != nil {
				t.Fatal(err)
			}
			end()
			if got := o.Observe != nil; got != c.view {
				t.Errorf("a view: %v, want %v", got, c.view)
			}
		})
	}
	x := inTerminal(t, nil, "record", "--quiet", "-o", "run.arrow", "--", "fake-daft")
	x.step(query("one-fish")...)
	x.step(`print end`, `exit 0`)
	x.ends()
	if got := x.written(); got != "end" {
		t.Errorf("on the terminal: %q", got)
	}
}

// What another program may draw on is left alone.
func TestOwnsTerminal(t *testing.T) {
	ptmx, tty, err := openSilentTerminal()
	if err != nil {
		t.Skip(err)
	}
	defer ptmx.Close()
	defer tty.Close()
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	r, pipe, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer pipe.Close()
	for _, c := range []struct {
		name   string
		stdout *os.File
		want   bool
	}{{"the same terminal", tty, true}, {"a file", file, true}, {"nowhere", null, true}, {"a pipe, perhaps into a pager", pipe, false}} {
		if got := ownsTerminal(tty, c.stdout); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// Where the job has the terminal itself, only the title tells, and only of
// terminals that have one.
func TestViewInTitle(t *testing.T) {
	for _, c := range []struct {
		name    string
		environ []string
		title   bool
	}{
		{"no logs", nil, true},
		{"no logs on a console", []string{"TERM=linux"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			x := inTerminal(t, c.environ, "record", "--no-logs", "-o", "run.arrow", "--", "fake-daft")
			x.step(query("one-fish")...)
			if c.title {
				x.until("a title", func(string) bool { return strings.Contains(x.written(), "\x1b]2;1 one-fish  running") })
			}
			x.step(`print end`, `exit 0`)
			x.ends()
			if raw := x.written(); strings.Contains(raw, "\x1b[23;2t") != c.title || strings.Contains(raw, "\x1b7") {
				t.Errorf("on the terminal: %q", raw)
			}
		})
	}
}
