//go:build unix

package recorder

import (
	"os"

	"github.com/daft-analyze/daft-analyze/recorder/guard"
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
	if err := raw.Control(func(fd uintptr) { failed = guard.WriteAll(int(fd), b) }); err != nil {
		return err
	}
	return failed
}
