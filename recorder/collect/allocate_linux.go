package collect

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// allocate takes room on the disk for a part of a file, behind its end too, and
// leaves its size alone.
func allocate(f *os.File, offset, length int64) error {
	c, err := f.SyscallConn()
	if err != nil {
		return err
	}
	if controlErr := c.Control(func(fd uintptr) {
		for {
			err = unix.Fallocate(int(fd), unix.FALLOC_FL_KEEP_SIZE, offset, length)
			if !errors.Is(err, unix.EINTR) {
				return
			}
		}
	}); controlErr != nil {
		return controlErr
	}
	return err
}
