package recorder

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
)

// A recording is on disk within a second, so that a slow job writes thousands of
// small batches, each of which costs some 5 kB beside its events: 34 MB an hour.
// Once closed, such a recording is written again in large batches. That takes some
// microseconds an event, of which a slow job has few.
const (
	compactSize   = 512 << 10 // bytes; smaller recordings stay as they are
	compactEvents = 3 << 20   // larger ones too: nobody waits for that
	batchCost     = 4800      // bytes
	compactLook   = 4096      // events between looks whether to hurry
)

// isScattered reports whether a third of a closed recording is not events.
func isScattered(file os.FileInfo, events, batches int64) bool {
	return file.Mode().IsRegular() && file.Size() >= compactSize && events <= compactEvents && batches*batchCost >= file.Size()/3
}

// compact compacts the closed file of a target where that is worth it, within the
// patience, and returns its size.
func (t *target) compact(ctx context.Context, patience time.Duration, size, events int64) int64 {
	out, ok := t.eventWriter.(*oneFile)
	if !ok {
		return size
	}
	info, err := os.Lstat(t.path)
	if err != nil || info.Size() != size || !isScattered(info, events, out.Batches()) {
		return size // also where somebody has put another file there
	}
	return compactOrLeave(ctx, patience, info, t.path, t.createdBy)
}

// compactOrLeave compacts a recording and returns its size. What goes wrong is no loss: the recording
// stays as it is. A file system that does not answer is not waited for.
func compactOrLeave(ctx context.Context, patience time.Duration, file os.FileInfo, path, createdBy string) int64 {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	done := make(chan int64, 1)
	go func() {
		size, err := compact(ctx, file, path, createdBy)
		if err != nil {
			size = file.Size()
		}
		done <- size
	}()
	select {
	case size := <-done:
		return size
	case <-time.After(patience):
		return file.Size()
	}
}

// compact replaces a closed, complete recording by one of the same events, if
// that takes less, and returns its size. The new file is complete and on disk
// before it takes the old one's name; on any error, or if ctx is done, the old one
// stays.
func compact(ctx context.Context, file os.FileInfo, path, createdBy string) (int64, error) {
	out, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600
	if err != nil {
		return 0, err
	}
	defer os.Remove(out.Name()) // fails where the rename succeeded
	smaller, err := rewrite(ctx, path, out, createdBy)
	if err == nil {
		err = out.Chmod(file.Mode().Perm()) // which somebody may have changed
	}
	if err == nil {
		err = out.Sync() // before the name of what is on disk is given to it
	}
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return 0, err
	}
	if smaller >= file.Size() {
		return file.Size(), nil
	}
	// Somebody may have put another file there.
	if now, err := os.Lstat(path); err != nil || !os.SameFile(file, now) {
		return 0, errReplaced
	}
	if err := os.Rename(out.Name(), path); err != nil {
		return 0, err
	}
	return smaller, nil
}

var (
	errReplaced   = errors.New("the recording is no longer where it was written")
	errIncomplete = errors.New("the recording does not read as complete")
)

// rewrite writes the events of a complete recording to out, and returns how many bytes that took.
func rewrite(ctx context.Context, path string, out *os.File, createdBy string) (int64, error) {
	r, err := format.Open(path)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	w, err := format.NewWriter(out, format.WriterOptions{CreatedBy: createdBy})
	if err != nil {
		return 0, err
	}
	for n := 1; r.Next(); n++ {
		if r.Event().Kind == format.RecordingEnd {
			end := r.Event().Clone()
			if r.Next() || r.Status().State != format.Complete {
				break
			}
			err := w.Close(end)
			return w.Size(), err
		}
		if err := w.Write(r.Event()); err != nil {
			return 0, err
		}
		if n%compactLook == 0 && ctx.Err() != nil {
			return 0, ctx.Err()
		}
	}
	if err := r.Err(); err != nil {
		return 0, err
	}
	return 0, errIncomplete
}
