package collect

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync"
)

// lockName is the file of a directory that a collector holds a lock on. It also
// holds the directory's id, by which the collection knows its files again.
const lockName = ".daft-analyze-collection"

// A lock is an open file that no other process has locked. It ends with the
// process, however that ends.
type lock struct{ f *os.File }

var errLocked = errors.New("locked")

var idPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Z2-7]{26}$`) })

// lockDir locks a directory, which it creates if need be, and returns its id.
func lockDir(dir string) (*lock, string, error) {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, "", fmt.Errorf("cannot create the directory of recordings: %w", err)
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, "", fmt.Errorf("cannot write recordings into %s: it is not a directory", dir)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE|noFollow, 0o600) // in a directory of others a link may lead anywhere
	if err != nil {
		return nil, "", fmt.Errorf("cannot write into the directory of recordings: %w", err)
	}
	l := &lock{f}
	if err := lockFile(f); errors.Is(err, errLocked) {
		_ = f.Close()
		return nil, "", fmt.Errorf("another collector writes into %s: give each a directory of its own", dir)
	} else if err != nil {
		_ = f.Close()
		return nil, "", fmt.Errorf("cannot lock %s: %w", f.Name(), err)
	}
	id, err := l.id()
	if err != nil {
		l.release()
		return nil, "", fmt.Errorf("cannot write into the directory of recordings: %w", err)
	}
	return l, id, nil
}

// id returns the id that the file holds, or writes a new one.
func (l *lock) id() (string, error) {
	b, err := io.ReadAll(io.LimitReader(l.f, 64))
	if err != nil {
		return "", err
	}
	if idPattern().Match(b) {
		return string(b), nil
	}
	id := rand.Text()
	if err := l.f.Truncate(0); err != nil {
		return "", err
	}
	if _, err := l.f.WriteAt([]byte(id), 0); err != nil {
		return "", err
	}
	return id, nil
}

func (l *lock) release() { _ = l.f.Close() }
