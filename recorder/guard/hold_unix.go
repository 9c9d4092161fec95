//go:build unix

package guard

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"sync"

	"golang.org/x/sys/unix"
)

// Descriptors of a guard.
const (
	controlFD = 0
	firstFD   = 3 // of the first stream what it holds, then where that goes; of the next the same
)

// unheeded are the signals that would end a guard before its time. It ends by
// itself, soon after the job at the latest.
var unheeded = []os.Signal{
	unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGPIPE, unix.SIGUSR1, unix.SIGUSR2, unix.SIGTSTP, unix.SIGTTIN, unix.SIGTTOU,
}

// Main is what a process does that Start has started, with the names of the
// streams. It returns the exit code.
func Main(names []string) int {
	signal.Ignore(unheeded...)
	end := firstFD + 2*len(names)
	for fd := firstFD; fd < end; fd++ {
		if !inherited(fd) {
			names = nil
		}
	}
	if len(names) == 0 {
		fmt.Fprintf(os.Stderr, "daft-analyze: %s is not a command of its own: 'daft-analyze record' starts it\n", Argument)
		return 2
	}
	closeInherited(end)
	nameSelf()
	await()
	var passing sync.WaitGroup
	for i := range names {
		passing.Go(func() { pass(firstFD+2*i, firstFD+2*i+1) })
	}
	passing.Wait()
	return 0
}

// await waits until the recorder has gone, or has left the streams to us.
func await() {
	buf := make([]byte, 1)
	for {
		if n, err := unix.Read(controlFD, buf); n <= 0 && !errors.Is(err, unix.EINTR) {
			return
		}
	}
}

// pass passes on what comes out of one descriptor to the other, and closes both.
func pass(in, out int) {
	defer unix.Close(out)
	defer unix.Close(in)            // who still prints, while nobody takes it, hears of it
	_ = unix.SetNonblock(in, false) // as the recorder had it; nobody else has this end
	buf := make([]byte, 64<<10)
	for {
		n, err := unix.Read(in, buf)
		switch {
		case n > 0:
			if WriteAll(out, buf[:n]) != nil {
				return
			}
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EAGAIN):
			wait(in, unix.POLLIN)
		default: // the end, which a pseudo-terminal calls EIO
			return
		}
	}
}

// closeInherited closes what the recorder was started with and would pass on to
// anyone it starts, such as a shell's pipes: someone may wait for their end.
func closeInherited(from int) {
	entries, _ := os.ReadDir("/dev/fd")
	for _, e := range entries {
		fd, err := strconv.Atoi(e.Name())
		if err == nil && fd >= from && inherited(fd) {
			_ = unix.Close(fd)
		}
	}
}

// inherited reports whether a descriptor is open, and was when this program
// began: what Go opens closes on exec.
func inherited(fd int) bool {
	flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0)
	return err == nil && flags&unix.FD_CLOEXEC == 0
}

// nameSelf has ps, and pkill, tell the process from its recorder, where that can
// be.
func nameSelf() {
	if f, err := os.OpenFile("/proc/self/comm", os.O_WRONLY, 0); err == nil {
		_, _ = f.WriteString(Argument)
		_ = f.Close()
	}
}
