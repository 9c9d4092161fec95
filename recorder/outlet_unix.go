//go:build unix

package recorder

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

func openPipe() (in, end *os.File, err error) {
	if in, end, err = os.Pipe(); err == nil {
		widen(end)
	}
	return in, end, err
}

// openPseudoTerminal returns the two ends of a pseudo-terminal as large as f. Its end
// changes nothing of what is written to it: f does.
func openPseudoTerminal(f *os.File) (in, end *os.File, err error) {
	in, end, err = pty.Open()
	if err != nil {
		return nil, nil, fmt.Errorf("no pseudo-terminal: %w", err)
	}
	if _, err = term.MakeRaw(int(end.Fd())); err != nil {
		_ = in.Close()
		_ = end.Close()
		return nil, nil, fmt.Errorf("no pseudo-terminal: %w", err)
	}
	_ = pty.InheritSize(f, in) // a terminal may have none
	return in, end, nil
}

// followSize keeps a pseudo-terminal as large as the terminal behind it, less the
// rows that a screen keeps, and tells the job, which may have looked before. It
// returns what ends that, nil where t has none.
func followSize(t *tee, j *job) (stop func()) {
	if !term.IsTerminal(int(t.out.Fd())) {
		return nil
	}
	changed := make(chan os.Signal, 1)
	quit := make(chan struct{})
	signal.Notify(changed, unix.SIGWINCH)
	kept := func() int { return 0 }
	if t.screen != nil {
		kept = t.screen.Kept
		t.screen.Attach(func() {
			select {
			case changed <- unix.SIGWINCH:
			default: // it is going to be looked at
			}
		})
	}
	go func() {
		for {
			select {
			case <-changed:
				setSize(t.in, t.out, kept())
				_ = j.cmd.Process.Signal(unix.SIGWINCH) // it may have ended
			case <-quit:
				return
			}
		}
	}()
	return func() {
		signal.Stop(changed)
		close(quit)
	}
}

// setSize makes a pseudo-terminal as large as the terminal behind it, less the
// rows that are kept. It may have been closed by now, as the job ends.
func setSize(in, out *os.File, kept int) {
	size, err := unix.IoctlGetWinsize(int(out.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return
	}
	size.Row -= uint16(max(0, min(kept, int(size.Row)-1)))
	raw, err := in.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) { _ = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, size) })
}

// pipeID names a pipe as sitecustomize.py does.
func pipeID(f *os.File) string {
	info, err := f.Stat()
	if err != nil {
		return ""
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	return strconv.FormatUint(uint64(st.Dev), 10) + ":" + strconv.FormatUint(st.Ino, 10)
}

// passOn has, where there is no guard, a small process of the system's pass on
// what still comes, until there is no one left to print.
func passOn(in, out *os.File) error {
	cat, err := exec.LookPath("cat")
	if err != nil {
		return err
	}
	cmd := exec.Command(cat)
	cmd.Stdin, cmd.Stdout = in, out
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}
