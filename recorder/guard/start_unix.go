//go:build unix

package guard

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// patience bounds how long a guard that was killed is waited for, in case the
// kernel does not let go of it.
const patience = time.Second

// A Stream is what a guard holds for a recorder.
type Stream struct {
	Name string   // is shown by ps
	In   *os.File // what the job prints comes out of here
	Out  *os.File // where it goes
}

// A Guard is a process that stands by. A nil Guard is none.
type Guard struct {
	process *exec.Cmd
	control *os.File // what the guard waits for the end of
	gone    chan struct{}
}

// Start starts a guard for the streams: the command, a program and its arguments,
// with the streams' names appended, which then calls Main. Streams that are closed by
// now need none; if no other is left, or the command is empty, the Guard is nil.
func Start(command []string, streams []Stream) (*Guard, error) {
	if len(command) == 0 {
		return nil, nil
	}
	path, err := exec.LookPath(command[0])
	if err != nil {
		return nil, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	cmd := &exec.Cmd{
		Path: path, Args: append([]string{filepath.Base(path)}, command[1:]...),
		Dir: "/", Env: append(os.Environ(), "GOMAXPROCS=1"),
		SysProcAttr: &syscall.SysProcAttr{Setsid: true}, // no terminal's Ctrl-C, Ctrl-Z or hangup reaches it, nor its tostop
	}
	for _, s := range streams {
		if err := give(cmd, s); err != nil {
			closeAll(cmd.ExtraFiles)
			return nil, err
		}
	}
	if len(cmd.ExtraFiles) == 0 {
		return nil, nil
	}
	defer closeAll(cmd.ExtraFiles)
	in, control, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	cmd.Stdin = in
	if err := cmd.Start(); err != nil {
		_ = control.Close()
		return nil, err
	}
	g := &Guard{process: cmd, control: control, gone: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // how it ended says nothing
		close(g.gone)
	}()
	return g, nil
}

// give adds a stream to what a command begins with, unless it is closed.
func give(cmd *exec.Cmd, s Stream) error {
	in, err := duplicate(s.In)
	if in == nil {
		return err
	}
	cmd.ExtraFiles = append(cmd.ExtraFiles, in)
	out, err := duplicate(s.Out)
	if out == nil {
		if err == nil {
			err = fmt.Errorf("%s is closed", s.Name)
		}
		return err
	}
	cmd.ExtraFiles = append(cmd.ExtraFiles, out)
	cmd.Args = append(cmd.Args, s.Name)
	return nil
}

// duplicate returns another descriptor of a file, nil if it is closed. To be
// asked for its own by Fd would make it block.
func duplicate(f *os.File) (*os.File, error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, nil
	}
	fd := -1
	if raw.Control(func(own uintptr) { fd, err = unix.FcntlInt(own, unix.F_DUPFD_CLOEXEC, 0) }) != nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

func closeAll(files []*os.File) {
	for _, f := range files {
		_ = f.Close()
	}
}

// End ends the guard, which may be stopped, or not even have begun.
func (g *Guard) End() {
	if g != nil {
		_ = g.process.Process.Kill()
	}
}

// Wait waits until a guard that was ended is gone. When it returns, the streams
// are the recorder's alone.
func (g *Guard) Wait() {
	if g == nil {
		return
	}
	select {
	case <-g.gone:
	case <-time.After(patience):
	}
	_ = g.control.Close()
}

// Leave leaves the streams to the guard, which begins to pass on what comes. It
// reports whether there is a guard.
func (g *Guard) Leave() bool {
	if g == nil {
		return false
	}
	there := true
	select {
	case <-g.gone:
		there = false
	default:
	}
	_ = g.control.Close()
	return there
}
