package recorder

import (
	"bufio"
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
	"github.com/daft-analyze/daft-analyze/recorder/guard"
)

// soon calls f until it is true.
func soon(t *testing.T, what string, f func() bool) {
	t.Helper()
	for limit := time.Now().Add(20 * time.Second); !f(); time.Sleep(time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("still not: %s", what)
		}
	}
}

// procStat returns a process's name, state, parent and session; no name if there is
// none.
func procStat(pid int) (name, state string, ppid, session int) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	open, shut := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
	if err != nil || shut < 0 {
		return "", "", 0, 0
	}
	fields := strings.Fields(string(text[shut+1:]))
	ppid, _ = strconv.Atoi(fields[1])
	session, _ = strconv.Atoi(fields[3])
	return string(text[open+1 : shut]), fields[0], ppid, session
}

func processes() (pids []int) {
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

// guardOf waits until the guard of a recorder stands by for the streams.
func guardOf(t *testing.T, recorder int, streams string) (pid int) {
	t.Helper()
	soon(t, "a guard of "+streams, func() bool {
		for _, pid = range processes() {
			if name, _, ppid, _ := procStat(pid); name == guard.Argument && ppid == recorder {
				arguments, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
				return bytes.HasSuffix(arguments, []byte("\x00"+strings.ReplaceAll(streams, " ", "\x00")+"\x00"))
			}
		}
		return false
	})
	return pid
}

// gone reports whether a process has ended; nobody may have asked how.
func gone(pid int) bool {
	name, state, _, _ := procStat(pid)
	return name == "" || state == "Z"
}

// A guarded is a recorder that can be killed while its job prints.
type guarded struct {
	t      *testing.T
	cmd    *exec.Cmd
	output string // the recording
	told   io.WriteCloser
	exit   string // a file that gets the job's exit code
}

// guardedJob returns a recorder of a job, a script, that says how it ended.
func guardedJob(t *testing.T, script string) *guarded {
	t.Helper()
	exit := filepath.Join(t.TempDir(), "exit")
	cmd, output := recorderCommand(t, "sh", "-c", `sh -c "$1"; echo $? >"$2.new"; mv "$2.new" "$2"`, "sh", script, exit)
	return &guarded{t: t, cmd: cmd, output: output, exit: exit}
}

// start starts it, with a pipe for its input.
func (g *guarded) start() {
	g.t.Helper()
	in, told, err := os.Pipe()
	if err != nil {
		g.t.Fatal(err)
	}
	g.cmd.Stdin, g.told = in, told
	if err := g.cmd.Start(); err != nil {
		g.t.Fatal(err)
	}
	in.Close()
	g.t.Cleanup(func() { told.Close(); _ = g.cmd.Process.Kill(); _ = g.cmd.Wait() })
}

func (g *guarded) kill() {
	_ = g.cmd.Process.Kill()
	_ = g.cmd.Wait()
}

// code waits for the job's exit code.
func (g *guarded) code() string {
	g.t.Helper()
	var text []byte
	soon(g.t, "the job's end", func() bool {
		text, _ = os.ReadFile(g.exit)
		return text != nil
	})
	return strings.TrimSpace(string(text))
}

// pipeTo lets a stream lead to a pipe, and returns the end to read. close is to be
// called once the recorder has begun.
func pipeTo(t *testing.T, stream *io.Writer) (lines *bufio.Reader, r *os.File, closeEnd func()) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	*stream = w
	return bufio.NewReader(r), r, func() { w.Close() }
}

// echo prints what it is told by both streams.
const echo = `while read x; do echo "out $x"; echo "err $x" >&2; done; echo end`

// TestGuardPipes: the job of a recorder that is killed prints on, whatever
// signals the guard gets, and ends as usual; so do those who read it.
func TestGuardPipes(t *testing.T) {
	g := guardedJob(t, echo)
	out, _, begun := pipeTo(t, &g.cmd.Stdout)
	errs, _, begunToo := pipeTo(t, &g.cmd.Stderr)
	g.start()
	begun()
	begunToo()
	say := func(x string) {
		t.Helper()
		fmt.Fprintln(g.told, x)
		if a, err := out.ReadString('\n'); a != "out "+x+"\n" {
			t.Fatalf("stdout %q %v", a, err)
		}
		if b, err := errs.ReadString('\n'); b != "err "+x+"\n" {
			t.Fatalf("stderr %q %v", b, err)
		}
	}
	say("one")
	pid := guardOf(t, g.cmd.Process.Pid, "stdout stderr")
	for _, s := range []syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGPIPE, syscall.SIGTSTP, syscall.SIGUSR1} {
		if err := syscall.Kill(pid, s); err != nil {
			t.Error(s, err)
		}
	}
	say("two")
	g.kill()
	for i := range 100 {
		say(strconv.Itoa(i))
	}
	g.told.Close()
	if rest, err := io.ReadAll(out); string(rest) != "end\n" || err != nil {
		t.Errorf("stdout ends with %q %v", rest, err)
	}
	if rest, err := io.ReadAll(errs); len(rest) > 0 || err != nil {
		t.Errorf("stderr ends with %q %v", rest, err)
	}
	if code := g.code(); code != "0" {
		t.Errorf("the job's exit code is %s", code)
	}
	soon(t, "the guard's end", func() bool { return gone(pid) })
}

// TestGuardOneStream: what goes to one file by two streams keeps its order.
func TestGuardOneStream(t *testing.T) {
	g := guardedJob(t, echo)
	both, _, begun := pipeTo(t, &g.cmd.Stdout)
	g.cmd.Stderr = g.cmd.Stdout
	g.start()
	begun()
	for i := range 100 {
		if i == 1 {
			guardOf(t, g.cmd.Process.Pid, "both")
			g.kill()
		}
		fmt.Fprintln(g.told, i)
		a, _ := both.ReadString('\n')
		b, _ := both.ReadString('\n')
		if want := fmt.Sprintf("out %d\nerr %d\n", i, i); a+b != want {
			t.Fatalf("%q, not %q", a+b, want)
		}
	}
	g.told.Close()
	if code := g.code(); code != "0" {
		t.Errorf("the job's exit code is %s", code)
	}
}

// TestGuardTerminal: so it is on a terminal, as large as before, whose modes stay what
// they are, also where processes in the background may not print (stty tostop).
func TestGuardTerminal(t *testing.T) {
	s := newScreen(t)
	g := guardedJob(t, `test -t 1 && test -t 2; echo "ready $?"; until test -e "$KILLED"; do sleep 0.01; done
		stty size <&1; printf 'raw\r\t\033[1mbold\n'; test -t 1 && echo still a terminal; echo by the other one >&2`)
	mark := filepath.Join(t.TempDir(), "killed")
	g.cmd.Env = append(g.cmd.Env, "KILLED="+mark)
	tostop := exec.Command("stty", "tostop")
	tostop.Stdin = s.tty
	if out, err := tostop.CombinedOutput(); err != nil {
		t.Skipf("%v: %s", err, out)
	}
	// A shell has the terminal: when its leader dies a terminal hangs up.
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	g.cmd.Path, g.cmd.Args = shell, append([]string{"sh", "-c", `"$@"; echo "ended $?"; read x`, "sh"}, g.cmd.Args...)
	s.runs(g.cmd)
	s.until("ready 0\n")
	recorder := 0
	for _, pid := range processes() {
		if _, _, ppid, _ := procStat(pid); ppid == g.cmd.Process.Pid {
			recorder = pid
		}
	}
	pid := guardOf(t, recorder, "both")
	if _, _, _, session := procStat(pid); session != pid {
		t.Errorf("the guard is in session %d, with the terminal", session)
	}
	if err := syscall.Kill(recorder, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	s.until("ended 137\n")
	if err := os.WriteFile(mark, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := s.until("one\n"); got != "40 132\nraw\r\t\x1b[1mbold\nstill a terminal\nby the other one\n" {
		t.Errorf("the screen said %q", got)
	}
	if code := g.code(); code != "0" {
		t.Errorf("the job's exit code is %s", code)
	}
	soon(t, "the guard's end", func() bool { return gone(pid) })
}

// TestGuardMuch: of much that is printed while the recorder is killed, at most
// what it had in its hands is missing.
func TestGuardMuch(t *testing.T) {
	const all = 1_000_000
	g := guardedJob(t, fmt.Sprintf("seq 1 %d; echo the end", all))
	out, _, begun := pipeTo(t, &g.cmd.Stdout)
	g.cmd.Stderr = nil
	g.start()
	begun()
	got := make([]byte, 1<<20)
	if _, err := io.ReadFull(out, got); err != nil {
		t.Fatal(err)
	}
	guardOf(t, g.cmd.Process.Pid, "stdout stderr")
	g.kill()
	rest, err := io.ReadAll(out)
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, rest...)
	var want []byte
	for i := range all {
		want = append(strconv.AppendInt(want, int64(i+1), 10), '\n')
	}
	want = append(want, "the end\n"...)
	same := 0
	for same < len(got) && got[same] == want[same] {
		same++
	}
	missing := len(want) - len(got)
	if missing < 0 || missing > teeBuffer || !bytes.Equal(got[same:], want[same+missing:]) {
		t.Errorf("%d of %d bytes arrived, the first %d of them in order", len(got), len(want), same)
	}
	if code := g.code(); code != "0" {
		t.Errorf("the job's exit code is %s", code)
	}
}

// TestGuardReaderGone: a job whose output nobody reads hears of it as ever: by
// the recorder, whose guard keeps the other stream, and by the guard.
func TestGuardReaderGone(t *testing.T) {
	g := guardedJob(t, `yes; echo "ended with $?" >&2; read x; echo "got $x" >&2; yes >&2`)
	out, r, begun := pipeTo(t, &g.cmd.Stdout)
	errs, r2, begunToo := pipeTo(t, &g.cmd.Stderr)
	g.start()
	begun()
	begunToo()
	first := guardOf(t, g.cmd.Process.Pid, "stdout stderr")
	if err := syscall.Kill(first, syscall.SIGSTOP); err != nil { // nor does it matter how the guard fares
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	r.Close()
	if line, err := errs.ReadString('\n'); line != "ended with 141\n" {
		t.Fatalf("stderr %q %v", line, err)
	}
	second := guardOf(t, g.cmd.Process.Pid, "stderr")
	if !gone(first) {
		t.Error("the first guard is still there")
	}
	g.kill()
	fmt.Fprintln(g.told, "it")
	if line, err := errs.ReadString('\n'); line != "got it\n" {
		t.Fatalf("stderr %q %v", line, err)
	}
	if line, err := errs.ReadString('\n'); line != "y\n" {
		t.Fatalf("stderr %q %v", line, err)
	}
	r2.Close()
	if code := g.code(); code != "141" {
		t.Errorf("the job's exit code is %s", code)
	}
	soon(t, "the guard's end", func() bool { return gone(second) })
}

// TestGuardEnds: after a job's end, or without one, no guard is left, though it be
// stopped; it holds nothing but the streams, and it is none of the job's processes.
func TestGuardEnds(t *testing.T) {
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	g := guardedJob(t, "read x")
	g.cmd.Stdout, g.cmd.ExtraFiles = nil, []*os.File{nil, nil, nil, nil, nil, nil, in} // as from a shell's <(...)
	g.start()
	in.Close()
	pid := guardOf(t, g.cmd.Process.Pid, "stdout stderr")
	dir := fmt.Sprintf("/proc/%d/fd", pid)
	soon(t, "only its own descriptors", func() bool {
		entries, _ := os.ReadDir(dir)
		return slices.IndexFunc(entries, func(e os.DirEntry) bool {
			to, err := os.Readlink(filepath.Join(dir, e.Name()))
			fd, _ := strconv.Atoi(e.Name())
			own := fd < 7 || strings.HasPrefix(to, "anon_inode:") || strings.HasPrefix(to, "/sys/") // Go's own
			return err == nil && (!own || to == g.output)
		}) < 0
	})
	if to, _ := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid)); to != "/" {
		t.Errorf("it is in %s", to)
	}
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(g.told)
	_ = g.cmd.Wait()
	if !gone(pid) || g.cmd.ProcessState.ExitCode() != 0 {
		t.Errorf("exit code %d, the guard is there: %t", g.cmd.ProcessState.ExitCode(), !gone(pid))
	}
	for _, e := range read(t, g.output) {
		if n, _ := e.Int(format.PID); e.Kind == format.ProcessSample && int(n) == pid {
			t.Errorf("the guard is sampled: %q", e.Label(format.Name))
		}
	}
}

// TestGuardKilled: a recorder whose guard is killed goes on.
func TestGuardKilled(t *testing.T) {
	g := guardedJob(t, "read x; echo $x; exit")
	out, _, begun := pipeTo(t, &g.cmd.Stdout)
	g.start()
	begun()
	if err := syscall.Kill(guardOf(t, g.cmd.Process.Pid, "stdout stderr"), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(g.told, "here")
	if all, err := io.ReadAll(out); string(all) != "here\n" || err != nil {
		t.Errorf("stdout %q %v", all, err)
	}
	_ = g.cmd.Wait()
	if lines := outputOf(read(t, g.output)); !slices.Equal(lines, []string{"stdout: here"}) || g.cmd.ProcessState.ExitCode() != 0 {
		t.Errorf("exit code %d, recorded %q", g.cmd.ProcessState.ExitCode(), lines)
	}
}

// TestGuardNone: that no guard can be started is said, and that is all.
func TestGuardNone(t *testing.T) {
	cmd, _ := recorderCommand(t, "echo", "here")
	cmd.Env = append(cmd.Env, recorderGuard+"=no-such-program-here")
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil || out.String() != "here\n" || strings.Count(said.String(), "no-such-program-here") != 1 || strings.Count(said.String(), "\n") != 1 {
		t.Errorf("%v, stdout %q, stderr %q", err, out.String(), said.String())
	}
}
