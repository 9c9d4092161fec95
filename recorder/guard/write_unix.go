//go:build unix

package guard

import (
	"errors"

	"golang.org/x/sys/unix"
)

// WriteAll writes all of b to a descriptor, which others may have made
// non-blocking.
func WriteAll(fd int, b []byte) error {
	for len(b) > 0 {
		n, err := unix.Write(fd, b)
		if n > 0 {
			b = b[n:]
		}
		switch {
		case err == nil || errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EAGAIN):
			wait(fd, unix.POLLOUT)
		default:
			return err
		}
	}
	return nil
}

// wait waits until a descriptor is ready.
func wait(fd int, events int16) {
	_, _ = unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: events}}, -1)
}
