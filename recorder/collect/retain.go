package collect

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// A keeper knows the files of a collection that are no longer written, the
// oldest first.
type keeper struct {
	id    string // of the collection
	files []keptFile
	bytes int64
}

type keptFile struct {
	path  string
	bytes int64
	at    time.Time // when it was finished
}

func (k *keeper) add(path string, bytes int64, at time.Time) {
	k.files = append(k.files, keptFile{path, bytes, at})
	k.bytes += bytes
}

// scan finds what earlier collectors left in the directory, and returns how
// many of these files they did not finish.
func (k *keeper) scan(dir, id string) (unfinished int, err error) {
	k.id = id
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, fmt.Errorf("cannot read the directory: %w", err)
	}
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		info, err := os.Lstat(path)
		if err != nil || !k.owns(path, info) {
			continue
		}
		if strings.HasSuffix(path, partial) {
			unfinished++
		}
		k.add(path, info.Size(), info.ModTime())
	}
	slices.SortStableFunc(k.files, func(a, b keptFile) int { return a.at.Compare(b.at) })
	return unfinished, nil
}

func unfinished(dir string, n int) string {
	return fmt.Sprintf("an earlier collector left %d unfinished files (*%s) in %s: 'daft-analyze explain' reads them as they are, 'daft-analyze recover' finishes them", n, partial, dir)
}

// owns reports whether a file is one of the collection: by its name, and by
// what its first event says.
func (k *keeper) owns(path string, info os.FileInfo) bool {
	if !info.Mode().IsRegular() || !ownName().MatchString(filepath.Base(path)) {
		return false
	}
	r, err := format.Open(path)
	if err != nil {
		return false
	}
	defer r.Close()
	if !r.Next() || r.Event().Kind != format.RecordingStart {
		return false
	}
	for _, a := range r.Event().Attrs() {
		if a.Key == attrCollection {
			return a.Value == payload.Quoted(k.id, payload.MaxID)
		}
	}
	return false
}

// deleteMost bounds the files that are deleted at a time, so that writing does
// not wait.
const deleteMost = 100

// retain deletes the oldest files of the collection that are beyond its
// limits. Of each it looks again whether it is one.
func (c *Collection) retain() {
	l, k := c.o.Limits, &c.kept
	now := c.o.Now().Std()
	var open int64
	for t := range c.open {
		open += t.file.whole.Size
	}
	for range deleteMost {
		if len(k.files) == 0 {
			return
		}
		f := k.files[0]
		beyond := l.Files > 0 && len(k.files) > l.Files || l.Bytes > 0 && k.bytes+open > l.Bytes || l.Age > 0 && now.Sub(f.at) > l.Age
		if !beyond {
			return
		}
		k.files = k.files[1:]
		k.bytes -= f.bytes
		info, err := os.Lstat(f.path)
		if err != nil || !k.owns(f.path, info) {
			continue // somebody took it away, or put something else there
		}
		if err := os.Remove(f.path); err != nil {
			c.warn(fmt.Sprintf("a recording beyond the limits stays: %v", err))
		}
	}
}
