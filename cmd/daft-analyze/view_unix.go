//go:build unix

package main

import (
	"os"
	"os/signal"

	"golang.org/x/sys/unix"
)

// inForeground reports whether this process may draw on the terminal: a job in
// the background would draw over what its user types.
func inForeground(tty *os.File) bool {
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp() // not our controlling terminal: nobody types there
}

// catchSuspend tells of Ctrl-Z, before which the terminal is to be given back.
func catchSuspend() (suspend <-chan os.Signal, stop func()) {
	if signal.Ignored(unix.SIGTSTP) {
		return nil, func() {}
	}
	c := make(chan os.Signal, 1)
	signal.Notify(c, unix.SIGTSTP)
	return c, func() { signal.Stop(c) }
}

// suspendSelf does what Ctrl-Z would have done.
func suspendSelf() { _ = unix.Kill(unix.Getpid(), unix.SIGSTOP) }
