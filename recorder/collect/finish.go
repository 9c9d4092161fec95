package collect

import (
	"fmt"
	"os"
	"sync"

	"github.com/daft-analyze/daft-analyze/format"
)

// finish completes the file of a track.
func (c *Collection) finish(t *track, why string) {
	err := t.file.finish(c.end(why))
	c.settle(t, why, err)
}

func (c *Collection) end(why string) *format.Event {
	now := c.o.Now()
	return format.NewEvent(format.RecordingEnd).SetLabel(format.Outcome, why).
		Received(format.SourceRecorder, now).Stamp(format.ClockRecorder, now)
}

// finishing is how many files are completed at a time when all are: what takes
// time is that the disk writes them.
const finishing = 8

// finishAll completes all files. The end, of which the collector's own file
// gets all, says why.
func (c *Collection) finishAll(end *format.Event) {
	tracks := c.opened()
	why := end.Label(format.Outcome)
	errs := make([]error, len(tracks))
	var all sync.WaitGroup
	next := make(chan int)
	for range min(finishing, len(tracks)) {
		all.Go(func() {
			for i := range next {
				e := end
				if tracks[i] != c.own {
					e = c.end(why)
				}
				errs[i] = finishGuarded(tracks[i].file, e)
			}
		})
	}
	for i := range tracks {
		next <- i
	}
	close(next)
	all.Wait()
	for i, t := range tracks {
		c.settle(t, why, errs[i])
	}
}

// finishGuarded makes an error of a panic, which here would end the process: it
// is an error of this program, and costs one file.
func finishGuarded(f *file, end *format.Event) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error: %v", p)
		}
	}()
	return f.finish(end)
}

// settle takes note of a file that was completed, or could not be.
func (c *Collection) settle(t *track, why string, err error) {
	if err != nil {
		c.giveUp(t, err)
		return
	}
	f := t.file
	done := File{Path: f.path, Outcome: why, Events: f.out.Count(), Bytes: f.whole.Size}
	if t.subject.job {
		done.Job = t.subject.id
	} else {
		done.Query = t.subject.id
	}
	c.retire(t)
	c.letGo(t)
	c.fails(nil)
	c.files++
	c.health.finished.Store(c.files)
	c.kept.add(f.path, f.whole.Size, c.o.Now().Std())
	if c.o.Closed != nil {
		c.o.Closed(done)
	}
}

// giveUp ends a file that cannot be written any more, which keeps its partial
// name, and counts what it lost. One without any event is removed.
func (c *Collection) giveUp(t *track, err error) {
	f := t.file
	c.lost(f.interrupt(err, c.o.Now()))
	f.said.Forget() // some of it does not stand in the file
	if f.whole.Size > f.head {
		c.kept.add(f.path+partial, f.whole.Size, c.o.Now().Std())
	} else {
		_ = os.Remove(f.path + partial)
	}
	t.retry = c.o.Now() + format.Time(retryAfter)
	c.letGo(t)
	c.fails(fmt.Errorf("%s is incomplete: %w", f.path+partial, err))
}

// letGo takes the file from a track.
func (c *Collection) letGo(t *track) {
	c.written += t.file.out.Count() - t.file.pending
	c.bytes += t.file.whole.Size
	t.file, t.began = nil, 0
	delete(c.open, t)
	c.health.open.Store(int64(len(c.open)))
}
