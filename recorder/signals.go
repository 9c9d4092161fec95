package recorder

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// Signals reach the job in one of two ways. On a terminal it shares our process
// group, so that Ctrl-C, Ctrl-\ and Ctrl-Z reach it as without us; to pass them
// on would be a second KeyboardInterrupt. Without a terminal it has a group of
// its own, so that whatever reaches us, by pid or by group, is passed on once.
//
// Signals do not say who sent them. A SIGINT while we are in the terminal's
// foreground is taken to be Ctrl-C.

// signals are those that would end the recorder before its job.
type signals struct {
	caught chan os.Signal
	quit   chan struct{}
}

// catchSignals begins to catch. A signal that is ignored, as under nohup, stays
// ignored, by us and by the job.
func catchSignals() *signals {
	s := &signals{caught: make(chan os.Signal, 64), quit: make(chan struct{})}
	for _, sig := range []os.Signal{unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGHUP, unix.SIGUSR1, unix.SIGUSR2} {
		if !signal.Ignored(sig) {
			signal.Notify(s.caught, sig)
		}
	}
	return s
}

// onNext calls f at the next signal, unless stop comes first.
func (s *signals) onNext(f func()) {
	select {
	case <-s.caught:
		f()
	case <-s.quit:
	}
}

// stop gives the signals their ordinary meaning again.
func (s *signals) stop() {
	signal.Stop(s.caught)
	close(s.quit)
}

// hasTerminal reports whether this process has a controlling terminal.
func hasTerminal() bool {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	_ = tty.Close()
	return true
}

// fromTerminal reports whether a signal that has come is one that a terminal
// sends, and we are in the group that it sends it to.
func fromTerminal(s syscall.Signal) bool {
	if s != unix.SIGINT && s != unix.SIGQUIT {
		return false
	}
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer tty.Close()
	foreground, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err == nil && foreground == unix.Getpgrp()
}
