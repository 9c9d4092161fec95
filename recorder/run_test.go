//go:build unix

package recorder

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/guard"
)

// What these variables make of the test program.
const (
	recorderMain  = "DAFT_ANALYZE_TEST_OUTPUT" // a recorder, see recorderCommand
	recorderGuard = "DAFT_ANALYZE_TEST_GUARD"  // to the recorder: the command of its guard
	signalJob     = "DAFT_ANALYZE_TEST_JOB"    // a job that says which signals it gets, and exits with 7 at SIGTERM
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == guard.Argument {
		os.Exit(guard.Main(os.Args[2:]))
	}
	if output := os.Getenv(recorderMain); output != "" {
		os.Unsetenv(recorderMain)
		r, err := Run(context.Background(), Options{
			Output: output, Arguments: os.Args[1:], Guard: strings.Fields(os.Getenv(recorderGuard)),
			Warn: func(line string) { fmt.Fprintln(os.Stderr, line) },
		})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(r.ExitCode)
	}
	if os.Getenv(signalJob) != "" {
		got := make(chan os.Signal, 8)
		signal.Notify(got, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGUSR2)
		fmt.Println("ready")
		for s := range got {
			fmt.Println(s)
			if s == syscall.SIGTERM {
				os.Exit(7)
			}
		}
	}
	os.Exit(m.Run())
}

// recorderCommand returns a process that records the job, in a session of its
// own without a terminal.
func recorderCommand(t *testing.T, job ...string) (cmd *exec.Cmd, output string) {
	t.Helper()
	output = filepath.Join(t.TempDir(), "run.arrow")
	cmd = exec.Command(os.Args[0], job...)
	cmd.Env = append(os.Environ(), recorderMain+"="+output, recorderGuard+"="+os.Args[0]+" "+guard.Argument, "TMPDIR="+filepath.Dir(output))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Stderr = os.Stderr
	return cmd, output
}

// quiet returns options for a job whose output is of no interest.
func quiet(t *testing.T, job ...string) Options {
	t.Helper()
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { null.Close() })
	return Options{Output: filepath.Join(t.TempDir(), "run.arrow"), Arguments: job, Stdin: null, Stdout: null, Stderr: null}
}

func TestRunExitCodes(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		name string
		job  []string
		code int
		runs bool
	}{
		{"success", []string{"true"}, 0, true},
		{"failure", []string{"sh", "-c", "exit 3"}, 3, true},
		{"largest", []string{"sh", "-c", "exit 255"}, 255, true},
		{"killed", []string{"sh", "-c", "kill -9 $$"}, 137, true},
		{"terminated", []string{"sh", "-c", "kill -TERM $$"}, 143, true},
		{"script without #!", []string{file("script", "test $1 = a && exit 5\n", 0o700), "a"}, 5, true},
		{"no such program", []string{"no-such-program-here"}, 127, false},
		{"no such file", []string{filepath.Join(dir, "none")}, 127, false},
		{"not executable", []string{file("data", "x", 0o600)}, 126, false},
		{"directory", []string{dir}, 126, false},
		{"no such interpreter", []string{file("broken", "#!/no/such/interpreter\n", 0o700)}, 127, false},
		{"nothing", nil, 126, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := quiet(t, c.job...)
			r, err := Run(t.Context(), o)
			if r.ExitCode != c.code || (err == nil) != c.runs {
				t.Errorf("exit code %d, error %v; want %d", r.ExitCode, err, c.code)
			}
			if !c.runs {
				if _, err := os.Stat(o.Output); err == nil {
					t.Error("a file was left behind")
				}
				return
			}
			end := find(read(t, o.Output), format.JobEnd)
			code, exited := end.Int(format.ExitCode)
			sig, killed := end.Int(format.Signal)
			if exited && int(code) != c.code || killed && int(sig)+128 != c.code || exited == killed {
				t.Errorf("job_end has exit code %d %v, signal %d %v", code, exited, sig, killed)
			}
		})
	}
}

// TestRunRecords lets a shell be Daft.
func TestRunRecords(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("needs curl")
	}
	o := quiet(t, "sh", "-c", `test "$DAFT_TASK_EVENTS_ENABLED" = 1 || exit 9
		curl -sf --noproxy '*' "$DAFT_DASHBOARD_URL/api/ping" &&
		curl -sf --noproxy '*' -d '{"start_sec":5}' "$DAFT_DASHBOARD_URL/engine/query/q/start"`, "--token", "hunter2")
	o.Warn = func(line string) { t.Errorf("warned: %s", line) }
	r, err := Run(t.Context(), o)
	if err != nil || r.ExitCode != 0 {
		t.Fatalf("%+v %v", r, err)
	}
	events := read(t, o.Output)
	var kinds []string
	for _, e := range events {
		if e.Kind != format.ProcessSample { // as many as there was time for
			kinds = append(kinds, e.KindName())
		}
	}
	if got := strings.Join(kinds, " "); got != "recording_start job_start ping query_start job_end recording_end" {
		t.Error(got)
	}
	if int(r.Events) != len(events) || r.Requests != 2 || strings.Join(r.Queries, " ") != "q" || r.WriteError != nil || r.Losses != nil || r.Rejected != 0 || r.Forwarded != nil {
		t.Errorf("%+v", r)
	}
	info, err := os.Stat(o.Output)
	if err != nil || info.Size() != r.Bytes || info.Mode() != 0o600 {
		t.Errorf("%v, size %d, want %d", info.Mode(), info.Size(), r.Bytes)
	}
	if args, _ := find(events, format.JobStart).Texts(format.Arguments); strings.Contains(strings.Join(args, " "), "hunter2") {
		t.Errorf("a secret was recorded: %q", args)
	}
}

func TestRunStreams(t *testing.T) {
	cmd, _ := recorderCommand(t, "sh", "-c", "cat; echo err >&2; ls /dev/fd/5 >/dev/null && echo inherited >&5; exit 4")
	cmd.Stdin = strings.NewReader("a\x00b\nc")
	var out, errOut strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errOut
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.ExtraFiles = []*os.File{nil, nil, w} // descriptor 5, as from a shell's <(...)
	err = cmd.Run()
	w.Close()
	fifth, _ := io.ReadAll(r)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 4 || out.String() != "a\x00b\nc" || errOut.String() != "err\n" || string(fifth) != "inherited\n" {
		t.Errorf("%v, stdout %q, stderr %q, descriptor 5 %q", err, out.String(), errOut.String(), fifth)
	}
}

// TestRunLeavesOrphans: a process that the job leaves behind keeps its stdout
// open; the recorder does not wait for it.
func TestRunLeavesOrphans(t *testing.T) {
	cmd, output := recorderCommand(t, "sh", "-c", "sleep 60 & echo $!")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(stdout).ReadString('\n')
	orphan, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	state, err := cmd.Process.Wait()
	if err != nil || state.ExitCode() != 0 {
		t.Errorf("%v %v", state, err)
	}
	if err := syscall.Kill(orphan, syscall.SIGKILL); err != nil {
		t.Errorf("the recorder ended only with the orphan: %v", err)
	}
	read(t, output)
}

// TestRunKilled: the job outlives a recorder that is killed, and what was
// written can be read. The job can go on printing.
func TestRunKilled(t *testing.T) {
	cmd, output := recorderCommand(t, "sh", "-c", "echo $$; read line; echo still here")
	in, _ := cmd.StdinPipe()
	out, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan()
	_ = cmd.Process.Kill()
	_, _ = cmd.Process.Wait()
	fmt.Fprintln(in)
	if lines.Scan(); lines.Text() != "still here" {
		t.Errorf("the job said %q", lines.Text())
	}
	r, err := format.Open(output)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for r.Next() {
	}
	if s := r.Status(); s.State != format.Interrupted {
		t.Errorf("the recording is %s: %s", s.State, s.Reason)
	}
}

func TestRunCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := Run(ctx, quiet(t, "sleep", "60"))
	if err != nil || r.ExitCode != 128+15 {
		t.Errorf("%+v %v", r, err)
	}
}

func TestRunCannotBegin(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	existing := filepath.Join(t.TempDir(), "run.arrow")
	if err := os.WriteFile(existing, []byte("precious"), 0o644); err != nil {
		t.Fatal(err)
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func(*Options)
		why    string
	}{
		{"existing output", func(o *Options) { o.Output = existing }, "exists already"},
		{"missing directory", func(o *Options) { o.Output = "/no/such/dir/run.arrow" }, "there is no directory /no/such/dir"},
		{"output is a directory", func(o *Options) { o.Output, o.Force = t.TempDir(), true }, "it is a directory"},
		{"output ends as a directory", func(o *Options) { o.Output = filepath.Join(t.TempDir(), "runs") + "/" }, "it is a directory"},
		{"output is a pipe that no one reads", func(o *Options) { o.Output, o.Force = pipe, true }, "no such device or address"},
		{"no output", func(o *Options) { o.Output = "" }, "no output file"},
		{"port in use", func(o *Options) { o.Address = taken.Addr().String() }, "another program, perhaps another recorder, listens there"},
		{"no address", func(o *Options) { o.Address = "nonsense" }, "missing port"},
		{"advertised URL", func(o *Options) { o.Advertise = "http://head" }, `cannot advertise "http://head"`},
		{"advertised spaces", func(o *Options) { o.Advertise = "a b:80" }, `cannot advertise "a b:80"`},
		{"advertised path", func(o *Options) { o.Advertise = "head/path" }, `cannot advertise "head/path"`},
		{"advertised port", func(o *Options) { o.Advertise = "head:http" }, `cannot advertise "head:http"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			mark := filepath.Join(t.TempDir(), "mark")
			o := quiet(t, "touch", mark)
			c.change(&o)
			r, err := Run(t.Context(), o)
			if r.ExitCode != ExitSetup || err == nil || !strings.Contains(err.Error(), c.why) {
				t.Errorf("%+v %v", r, err)
			}
			if _, err := os.Stat(mark); err == nil {
				t.Error("the job was run")
			}
			o.BestEffort = true
			r, err = Run(t.Context(), o)
			if err != nil || r.ExitCode != 0 || r.WriteError == nil {
				t.Errorf("best effort: %+v %v", r, err)
			}
			if _, err := os.Stat(mark); err != nil {
				t.Error("best effort: the job was not run")
			}
		})
	}
	if text, _ := os.ReadFile(existing); string(text) != "precious" {
		t.Errorf("the existing file now holds %q", text)
	}
}

func TestRunForce(t *testing.T) {
	o := quiet(t, "true")
	if err := os.WriteFile(o.Output, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	o.Force = true
	if r, err := Run(t.Context(), o); err != nil || r.ExitCode != 0 {
		t.Fatalf("%+v %v", r, err)
	}
	read(t, o.Output)
	if info, err := os.Stat(o.Output); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

// TestForceLink: what a link leads to is replaced, and the link stays, which may
// be one of the system.
func TestForceLink(t *testing.T) {
	dir := t.TempDir()
	link, file := filepath.Join(dir, "link"), filepath.Join(dir, "file")
	if err := errors.Join(os.WriteFile(file, []byte("old"), 0o600), os.Symlink(file, link)); err != nil {
		t.Fatal(err)
	}
	f, err := createOutput(link, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("new"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	to, err := os.Readlink(link)
	text, readErr := os.ReadFile(file)
	if err != nil || readErr != nil || to != file || string(text) != "new" {
		t.Errorf("%s %v, %q %v", to, err, text, readErr)
	}
}

// TestRunDiskFull: the job does not notice, the user is told.
func TestRunDiskFull(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("needs /dev/full")
	}
	o := quiet(t, "sh", "-c", "exit 6")
	o.Output, o.Force = "/dev/full", true
	r, err := Run(t.Context(), o)
	// The head of the file is written before the job starts.
	if r.ExitCode != ExitSetup || err == nil || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("%+v %v", r, err)
	}
	o.BestEffort = true
	if r, err = Run(t.Context(), o); err != nil || r.ExitCode != 6 {
		t.Errorf("best effort: %+v %v", r, err)
	}
}
