package collect

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/otlp"
)

// Options says where and how to collect.
type Options struct {
	Dir       string // is created if it does not exist
	CreatedBy string // program and version for the files' metadata
	Limits    Limits

	// Now is the clock of the events' arrival.
	Now func() format.Time
	// Start returns the first event of a new file, a RecordingStart.
	Start func() *format.Event
	// Lost is told of n events that could not be written. It may be nil.
	Lost func(n int64)
	// Closed is told of each finished file. It must be quick, and may be nil.
	Closed func(File)
	// Warn is told, in one line each, what the user should know. It may be nil.
	Warn func(line string)
}

// A File is a finished recording of a collection.
type File struct {
	Path    string
	Query   string // id of the query, "" of a job's file and of the collector's own
	Job     string // name of the job, "" if none was named
	Outcome string // why it was finished, one of the words in docs/collect.md
	Events  int64
	Bytes   int64
}

// ErrNotWritten says that an event was lost, which the collection has counted.
// Writing may go on.
var ErrNotWritten = errors.New("the event could not be written")

// A Collection is a directory that is being written to. Its methods other than
// Health may not be called by several goroutines at a time.
type Collection struct {
	o    Options
	lock *lock
	id   string // of the directory

	tracks  map[subject]*track
	open    map[*track]bool // those of tracks that have a file
	members map[*track]bool // queries of jobs, for a while
	own     *track          // of what belongs to no query
	known   []subject       // the subjects of tracks, the one seen first in front
	job     string          // that sends what is written now
	room    *otlp.Room      // of what all files remember
	retired []retired

	kept keeper

	written, bytes int64 // of finished files
	files          int64
	health         health
}

// health is what other goroutines may ask.
type health struct {
	open, finished atomic.Int64
	mu             sync.Mutex
	failing        error // of the last attempt to write
}

// Health returns the number of files that are being written and that are
// finished, and why the last attempt to write failed, nil if it did not. It may
// be called by any goroutine.
func (c *Collection) Health() (open, finished int64, failing error) {
	c.health.mu.Lock()
	defer c.health.mu.Unlock()
	return c.health.open.Load(), c.health.finished.Load(), c.health.failing
}

func (c *Collection) fails(err error) {
	c.health.mu.Lock()
	before := c.health.failing
	c.health.failing = err
	c.health.mu.Unlock()
	if err != nil && before == nil {
		c.warn(err.Error())
	}
}

// Open begins to collect into a directory, which no other collector may use at
// the time. The Limits must be valid, see Limits.Check.
func Open(o Options) (*Collection, error) {
	l, id, err := lockDir(o.Dir)
	if err != nil {
		return nil, err
	}
	c := &Collection{o: o, lock: l, id: id, tracks: map[subject]*track{}, open: map[*track]bool{}, members: map[*track]bool{}, own: &track{}, room: otlp.NewRoom()}
	left, err := c.kept.scan(o.Dir, id)
	if err != nil {
		l.release()
		return nil, err
	}
	if left > 0 {
		c.warn(unfinished(o.Dir, left))
	}
	c.retain()
	return c, nil
}

func (c *Collection) warn(line string) {
	if c.o.Warn != nil {
		c.o.Warn(line)
	}
}

func (c *Collection) lost(n int64) {
	if n > 0 && c.o.Lost != nil {
		c.o.Lost(n)
	}
}

// From says which job sends the events that are written from now on, "" where
// that is not known.
func (c *Collection) From(job string) { c.job = job }

// Write writes an event to the file that it belongs to. The error is
// ErrNotWritten, or one that wraps format.ErrTooLarge; neither ends the
// collection.
func (c *Collection) Write(e *format.Event) error {
	now := c.o.Now()
	if e.Kind == format.Loss {
		return c.toAll(e, now)
	}
	if c.saidBefore(e) {
		return nil
	}
	return c.put(c.route(e), e, now)
}

// toAll writes an event to all open files: what the recorder lost may be
// missing in any of them. What cannot be written of these is not counted
// again.
func (c *Collection) toAll(e *format.Event, now format.Time) error {
	_ = c.ready(c.own, now) // the collection's own file names every loss
	for t := range c.open {
		_ = c.write(t, e)
	}
	return nil
}

// put writes an event of a track, opening its file if need be.
func (c *Collection) put(t *track, e *format.Event, now format.Time) error {
	if err := c.ready(t, now); err != nil {
		c.lost(1)
		return ErrNotWritten
	}
	news := t.file.said.Of(e)
	if len(news) == 0 {
		return nil
	}
	var tooLarge error
	for i, e := range news {
		if err := c.write(t, e); errors.Is(err, format.ErrTooLarge) {
			tooLarge = err
		} else if err != nil {
			c.lost(int64(len(news) - 1 - i))
			return ErrNotWritten
		}
	}
	if tooLarge != nil {
		return tooLarge
	}
	t.see(e, now)
	c.join(t, e, now)
	return nil
}

// write writes an event to the open file of a track. A file that fails is given
// up, and what it lost is counted.
func (c *Collection) write(t *track, e *format.Event) error {
	err := t.file.write(e)
	if err != nil && !errors.Is(err, format.ErrTooLarge) {
		c.giveUp(t, err)
	}
	return err
}

// Flush writes what is pending, closes the files that are due, and deletes
// those beyond the limits. It never fails: see Health.
func (c *Collection) Flush() error {
	now := c.o.Now()
	written, failed := false, false
	for _, t := range c.opened() {
		before := t.file.whole.Size
		if err := t.file.flush(); err != nil {
			c.giveUp(t, err)
			failed = true
			continue
		}
		written = written || t.file.whole.Size > before
		if why := t.due(now, c.o.Limits); why != "" {
			c.finish(t, why)
		}
	}
	if written && !failed {
		c.fails(nil)
	}
	c.leave(now)
	c.retain()
	return nil
}

// opened returns the tracks with a file, in the order of the files' names.
func (c *Collection) opened() []*track {
	return slices.SortedFunc(maps.Keys(c.open), func(a, b *track) int {
		return strings.Compare(a.file.path, b.file.path)
	})
}

// Close finishes all files and lets go of the directory.
func (c *Collection) Close(end *format.Event) error {
	defer c.lock.release()
	c.finishAll(end)
	c.retain()
	_, _, err := c.Health()
	return err
}

// Count returns the number of events in all files.
func (c *Collection) Count() int64 {
	n := c.written
	for t := range c.open {
		n += t.file.out.Count()
	}
	return n
}

// Size returns the number of bytes of all files.
func (c *Collection) Size() int64 {
	n := c.bytes
	for t := range c.open {
		n += t.file.whole.Size
	}
	return n
}

// Files returns the number of files that were finished.
func (c *Collection) Files() int64 { return c.files }

func since(now, then format.Time) time.Duration { return time.Duration(now - then) }
