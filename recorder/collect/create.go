package collect

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/otlp"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// create creates the file of a track, which only its owner may read.
func (c *Collection) create(t *track, now format.Time) (*file, error) {
	path, h, err := createFree(c.o.Dir, stem(t.subject, now.Std()), t.parts+1)
	if err != nil {
		return nil, err
	}
	f := &file{path: path, whole: Whole{File: h}, opened: now, said: &otlp.Repeats{Room: c.room}}
	if f.out, err = format.NewWriter(&f.whole, format.WriterOptions{CreatedBy: c.o.CreatedBy, BatchRows: batchRows, BatchBytes: batchBytes}); err == nil {
		f.head, f.whole.Ahead = f.whole.Size, f.out.Ending
		err = f.out.Write(c.start(t, now))
	}
	if err != nil {
		_ = h.Close()
		_ = os.Remove(h.Name())
		return nil, fmt.Errorf("cannot write %s: %w", h.Name(), err)
	}
	return f, nil
}

// freeMost is how many names are tried for one file.
const freeMost = 1000

// createFree creates a file whose name, with and without partial, is free.
func createFree(dir, stem string, part int) (path string, f *os.File, err error) {
	for n := part; n < part+freeMost; n++ {
		path = filepath.Join(dir, stem+suffix)
		if n > 1 {
			path = filepath.Join(dir, stem+"."+strconv.Itoa(n)+suffix)
		}
		if _, err := os.Lstat(path); err == nil {
			continue
		}
		f, err = os.OpenFile(path+partial, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	if err == nil && f == nil {
		err = fs.ErrExist
	}
	if err != nil {
		return "", nil, fmt.Errorf("cannot create a recording: %w", err)
	}
	return path, f, nil
}

// start returns the first event of a track's file.
func (c *Collection) start(t *track, now format.Time) *format.Event {
	e := c.o.Start()
	e.Received(format.SourceRecorder, now).Stamp(format.ClockRecorder, now)
	e.SetAttr(attrCollection, payload.Quoted(c.id, payload.MaxID))
	if t.subject.job {
		e.SetAttr("job", payload.Quoted(t.subject.id, payload.MaxID))
	}
	if t.parts > 0 {
		e.SetAttr("part", strconv.Itoa(t.parts+1))
	}
	return e
}

// attrCollection is the attribute of a file's first event that says to which
// collection it belongs.
const attrCollection = "collection"
