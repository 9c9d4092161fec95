package recorder

import (
	"os"

	"golang.org/x/sys/unix"
)

// widen lets a pipe hold more, so that a job that prints much is held up less
// often. The user's allowance may not permit it.
func widen(f *os.File) {
	if c, err := f.SyscallConn(); err == nil {
		_ = c.Control(func(fd uintptr) { _, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, outputPipe) })
	}
}
