package recorder

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A screen is a terminal with somebody who reads it.
type screen struct {
	t        *testing.T
	keyboard *os.File
	tty      *os.File
	before   unix.Termios
	said     strings.Builder
	bytes    chan byte
}

// newScreen returns a terminal of 40 rows and 132 columns that changes nothing
// of what is written to it.
func newScreen(t *testing.T) *screen {
	t.Helper()
	keyboard, tty := openTerminal(t)
	s := &screen{t: t, keyboard: keyboard, tty: tty, bytes: make(chan byte, 1<<16)}
	mode, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	mode.Oflag &^= unix.OPOST
	if err := unix.IoctlSetTermios(int(tty.Fd()), unix.TCSETS, mode); err != nil {
		t.Fatal(err)
	}
	s.before = *mode
	s.size(40, 132)
	go func() {
		defer close(s.bytes)
		r := bufio.NewReader(keyboard)
		for {
			c, err := r.ReadByte()
			if err != nil {
				return
			}
			s.bytes <- c
		}
	}()
	return s
}

func (s *screen) size(rows, columns uint16) {
	if err := unix.IoctlSetWinsize(int(s.keyboard.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: rows, Col: columns}); err != nil {
		s.t.Fatal(err)
	}
}

// runs makes a command the one in the terminal's foreground.
func (s *screen) runs(cmd *exec.Cmd) {
	s.t.Helper()
	for _, f := range []*io.Writer{&cmd.Stdout, &cmd.Stderr} {
		if *f == nil || *f == io.Writer(os.Stderr) {
			*f = s.tty
		}
	}
	cmd.Stdin = s.tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = cmd.Process.Kill() })
}

// until reads the screen until it says text, and returns all it said since the
// last call.
func (s *screen) until(text string) string {
	s.t.Helper()
	s.said.Reset()
	limit := time.After(20 * time.Second)
	for !strings.HasSuffix(s.said.String(), text) {
		select {
		case c, ok := <-s.bytes:
			if !ok {
				s.t.Fatalf("the screen ended with %q, without %q", s.said.String(), text)
			}
			s.said.WriteByte(c)
		case <-limit:
			s.t.Fatalf("the screen said %q, not %q", s.said.String(), text)
		}
	}
	return s.said.String()
}

func (s *screen) types(keys string) {
	if _, err := s.keyboard.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// stopped waits until a process is stopped: the shell may look before, and what
// is typed then may go to the process.
func (s *screen) stopped(pid string) {
	s.t.Helper()
	for limit := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		stat, err := os.ReadFile("/proc/" + pid + "/stat")
		if strings.Contains(string(stat), ") T ") {
			return
		}
		if err != nil || time.Now().After(limit) {
			s.t.Fatalf("process %q does not stop: %s %v", pid, stat, err)
		}
	}
}

// untouched fails unless the terminal's modes are what they were.
func (s *screen) untouched() {
	s.t.Helper()
	mode, err := unix.IoctlGetTermios(int(s.tty.Fd()), unix.TCGETS)
	if err != nil || *mode != s.before {
		s.t.Errorf("the terminal's modes are %+v, were %+v (%v)", mode, s.before, err)
	}
}

// TestPseudoTerminal: the job's output is a terminal as large as the user's,
// also when that changes; its bytes arrive as they are, and its input is the user's terminal.
func TestPseudoTerminal(t *testing.T) {
	s := newScreen(t)
	cmd, output := recorderCommand(t, "sh", "-c", `
		test -t 0 && test -t 1 && test -t 2 && stty size <&1
		printf 'raw\000\377\n\r\t\033[31mred\033[0m\n'
		printf 'name? '; read name; echo "hello $name"
		trap 'told=1' WINCH; echo resize
		until test "$told" && test "$(stty size <&2)" = '50 100'; do sleep 0.01; done; trap '' WINCH
		stty -echo; printf 'secret? '; read secret; stty echo; echo; echo "got $secret"
		exit 5`)
	s.runs(cmd)
	s.until("40 132\n")
	if got := s.until("name? "); got != "raw\x00\xff\n\r\t\x1b[31mred\x1b[0m\nname? " {
		t.Errorf("the screen said %q", got)
	}
	s.untouched()
	s.types("you\n")
	if got := s.until("resize\n"); got != "you\nhello you\nresize\n" {
		t.Errorf("the screen said %q", got)
	}
	s.size(50, 100)
	s.until("secret? ")
	s.types("xyzzy\n")
	if got := s.until("got xyzzy\n"); strings.Count(got, "xyzzy") != 1 {
		t.Errorf("the secret was echoed: %q", got)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 5 {
		t.Errorf("exit code %d", code)
	}
	s.untouched()
	lines := outputOf(read(t, output))
	for _, want := range []string{"both: 40 132", "both: raw\ufffd", "both: \tred", "both: name? hello you", "both: got xyzzy"} {
		if !slices.Contains(lines, want) {
			t.Errorf("no line %q in %q", want, lines)
		}
	}
}

// TestPseudoTerminalOfOne: only what is a terminal gets one.
func TestPseudoTerminalOfOne(t *testing.T) {
	s := newScreen(t)
	cmd, output := recorderCommand(t, "sh", "-c", `test -t 1 && echo out; test -t 2 || echo err >&2`)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	s.runs(cmd)
	s.until("out\n")
	_ = cmd.Wait()
	if stderr.String() != "err\n" {
		t.Errorf("stderr %q", stderr.String())
	}
	lines := outputOf(read(t, output))
	slices.Sort(lines)
	if got := fmt.Sprint(lines); got != "[stderr: err stdout: out]" {
		t.Errorf("recorded %s", got)
	}
}

// TestPseudoTerminalStops: Ctrl-Z stops the job and the recorder, and the shell
// takes over; fg goes on with both.
func TestPseudoTerminalStops(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip(err)
	}
	s := newScreen(t)
	cmd, output := recorderCommand(t)
	cmd.Path, cmd.Args = shell, []string{"bash", "--norc", "--noprofile", "--noediting", "-i"}
	cmd.Env = append(cmd.Env, "PS1=prompt> ", "RECORDER="+os.Args[0], "HISTFILE=")
	s.runs(cmd)
	s.until("prompt> ")
	// The job says when it was woken, by itself.
	s.types(`"$RECORDER" sh -c 'trap "echo again" CONT; echo job $$ rea""dy; until read x; do :; done; echo "got $x"; kill $$; sleep 60'; echo "code $?."` + "\n")
	said := s.until(" ready\n")
	said = said[strings.LastIndex(said, "job ")+len("job "):] // the shell echoes what was typed
	s.types("\x1a")
	s.until("prompt> ")
	s.stopped(strings.TrimSuffix(said, " ready\n"))
	s.types("fg >/dev/null; echo \"code $?.\"\n")
	s.until("again\n")
	s.types("it\n")
	s.until("got it\n")
	if got := s.until("."); !strings.Contains(got, "code 143") {
		t.Errorf("the shell said %q", got)
	}
	s.types("exit\n")
	_ = cmd.Wait()
	if lines := outputOf(read(t, output)); !slices.Contains(lines, "both: got it") {
		t.Errorf("recorded %q", lines)
	}
}

// TestPseudoTerminalRecorderKilled: a recorder that is killed leaves the
// terminal as it was.
func TestPseudoTerminalRecorderKilled(t *testing.T) {
	s := newScreen(t)
	cmd, _ := recorderCommand(t, "sh", "-c", "echo ready; read x; exit")
	s.runs(cmd)
	s.until("ready\n")
	_ = cmd.Process.Kill()
	_, _ = cmd.Process.Wait()
	s.untouched()
}

// TestPseudoTerminalHangup: when the terminal goes, the job hears of it as
// always.
func TestPseudoTerminalHangup(t *testing.T) {
	caught := make(chan os.Signal, 1) // under nohup what we start would ignore it
	signal.Notify(caught, syscall.SIGHUP)
	defer signal.Stop(caught)
	keyboard, tty := openTerminal(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd, output := recorderCommand(t, "sh", "-c", "trap 'echo hung up >&3; exit 9' HUP; echo ready; while :; do sleep 0.01; done")
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = tty, tty, tty, []*os.File{w}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	tty.Close()
	if line, err := bufio.NewReader(keyboard).ReadString('\n'); !strings.HasPrefix(line, "ready") {
		t.Fatalf("%q %v", line, err)
	}
	keyboard.Close()
	line, err := bufio.NewReader(r).ReadString('\n')
	if line != "hung up\n" {
		t.Errorf("the job said %q (%v)", line, err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 9 {
		t.Errorf("exit code %d", code)
	}
	read(t, output)
}
