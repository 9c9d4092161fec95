//go:build unix

package collect

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// noFollow makes opening a link an error.
const noFollow = unix.O_NOFOLLOW

func lockFile(f *os.File) error {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return errLocked
	}
	return err
}
