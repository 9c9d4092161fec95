package recorder

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// openTerminal returns the two ends of a new pseudo-terminal.
func openTerminal(t *testing.T) (keyboard, tty *os.File) {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { keyboard.Close() })
	n, err := unix.IoctlGetUint32(int(keyboard.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(keyboard.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Skip(err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	return keyboard, tty
}

// TestTerminal: Ctrl-C reaches the job once, although it reaches the recorder
// as well; what is sent to the recorder by its id is passed on.
func TestTerminal(t *testing.T) {
	keyboard, tty := openTerminal(t)
	cmd, output := recorderCommand(t, os.Args[0])
	cmd.Env = append(cmd.Env, signalJob+"=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	tty.Close()
	said := bufio.NewScanner(keyboard)
	next := func() string {
		said.Scan()
		return strings.TrimPrefix(strings.TrimPrefix(said.Text(), "^C"), `^\`) // the terminal's echo
	}
	if got := next(); got != "ready" {
		t.Fatalf("the job said %q", got)
	}
	for _, c := range []struct{ key, want string }{{"\x03", "interrupt"}, {"\x03", "interrupt"}, {"\x1c", "quit"}} {
		if _, err := keyboard.WriteString(c.key); err != nil {
			t.Fatal(err)
		}
		if got := next(); got != c.want {
			t.Errorf("key %q: the job got %q, want %q", c.key, got, c.want)
		}
	}
	for _, s := range []syscall.Signal{syscall.SIGUSR1, syscall.SIGTERM} {
		if err := cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		if got := next(); got != s.String() {
			t.Errorf("sent %q, the job got %q", s, got)
		}
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 7 {
		t.Errorf("exit code %d", code)
	}
	// Two of a kind become one if they come before the recorder sees the first.
	want := map[syscall.Signal]bool{syscall.SIGINT: true, syscall.SIGQUIT: true, syscall.SIGUSR1: true, syscall.SIGTERM: true}
	got := map[syscall.Signal]bool{}
	for _, s := range signalsOf(read(t, output)) {
		got[s] = true
	}
	if !maps.Equal(got, want) {
		t.Errorf("recorded %v, want %v", got, want)
	}
}
