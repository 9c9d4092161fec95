package recorder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// createOutput creates the file of a recording, which only its owner may read:
// it holds what the job said. An existing file is an error unless force is set.
func createOutput(path string, force bool) (*os.File, error) {
	const flags = os.O_WRONLY | os.O_CREATE
	if path == "" {
		return nil, errors.New("no output file is named")
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() || os.IsPathSeparator(path[len(path)-1]) {
		return nil, fmt.Errorf("cannot write %s: it is a directory; only a collector (--listen) writes one", path)
	}
	f, err := os.OpenFile(path, flags|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) && force {
		// What a link leads to is replaced, not the link, which may be /dev/stdout.
		if target, err := filepath.EvalSymlinks(path); err == nil {
			path = target
		}
		info, statErr := os.Stat(path)
		if statErr == nil && !info.Mode().IsRegular() {
			// Such as /dev/null. A pipe that no one reads is an error, not a wait.
			return os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		}
		// A new file, so that whoever reads the old one is not disturbed and its
		// permissions are not inherited.
		if err = os.Remove(path); err == nil {
			f, err = os.OpenFile(path, flags|os.O_EXCL, 0o600)
		}
	}
	switch {
	case err == nil:
		return f, nil
	case errors.Is(err, fs.ErrExist):
		return nil, fmt.Errorf("%s exists already; use --force to replace it, or -o for another file", path)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("cannot create %s: there is no directory %s", path, filepath.Dir(path))
	}
	return nil, fmt.Errorf("cannot create the recording: %w", err)
}
