//go:build unix

package recorder

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// writeAll writes all of b. It goes past os.File, for which a reader that has
// gone away is a signal, and which does not expect that others make our streams
// non-blocking.
func writeAll(f *os.File, b []byte) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		for len(b) > 0 && failed == nil {
			n, err := unix.Write(int(fd), b)
			if n > 0 {
				b = b[n:]
			}
			switch {
			case err == nil || errors.Is(err, unix.EINTR):
			case errors.Is(err, unix.EAGAIN):
				_, _ = unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}, -1)
			default:
				failed = err
			}
		}
	})
	if err != nil {
		return err
	}
	return failed
}
