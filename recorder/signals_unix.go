//go:build unix

package recorder

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// deadly are the signals that end a process that does not expect them, as far
// as others send them.
var deadly = []os.Signal{unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGHUP, unix.SIGUSR1, unix.SIGUSR2}

// groupOf returns how to start a job that shares our process group or has one
// of its own.
func groupOf(shares bool) *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: !shares} }

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
