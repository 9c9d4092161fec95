package collect

import (
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/otlp"
)

// A track is what is known of a subject while it has a file, and for a while
// after.
type track struct {
	subject subject
	job     *track // that the query belongs to; nil if none was named
	file    *file  // nil while there is none, and of a query of a job

	began format.Time     // first event
	last  format.Time     // last event
	over  bool            // the query has ended
	ended format.Time     // when that was received
	live  map[string]bool // queries of a job that have not ended
	own   bool            // goes to the collector's own file from the beginning
	parts int             // files so far
	retry format.Time     // before that no file is opened, as opening or writing failed
	said  *otlp.Repeats   // what the last file of it says, while that is remembered; nil while there is a file
}

// liveMost bounds how many queries of one job are kept track of.
const liveMost = 1000

// see takes note of an event that was written to the track's file.
func (t *track) see(e *format.Event, now format.Time) {
	t.last = now
	if t.subject.id == "" {
		return
	}
	if t.began == 0 {
		t.began = now
	}
	switch id := e.Label(format.QueryID); e.Kind {
	case format.QueryStart:
		if t.subject.job && len(t.live) < liveMost {
			if t.live == nil {
				t.live = map[string]bool{}
			}
			t.live[id] = true
		}
	case format.QueryEnd:
		delete(t.live, id)
		if !t.subject.job && !t.over {
			t.over, t.ended = true, now
		}
	}
}

// busy reports whether a query of the track has begun and not ended.
func (t *track) busy() bool {
	if t.subject.job {
		return len(t.live) > 0
	}
	return t.subject.id != "" && !t.over
}

// Why a file is finished: the outcome of its recording_end.
const (
	outcomeEnded   = "query ended"
	outcomeQuiet   = "quiet"
	outcomeRotated = "rotated"
	outcomeCrowded = "too many open files"
	outcomeStopped = "stopped"
)

// lingerMost bounds how long events that follow a query's end keep its file
// open, in multiples of Limits.Linger.
const lingerMost = 6

// due returns why the track's file is to be finished now, "" if it is not.
func (t *track) due(now format.Time, l Limits) string {
	size, age := t.file.whole.Size, since(now, t.file.opened)
	// A file is rather split between queries than within one.
	if !t.busy() {
		size, age = 2*size, 2*age
	}
	quiet := since(now, t.last)
	switch {
	case t.over && (quiet >= l.Linger || since(now, t.ended) >= lingerMost*l.Linger):
		return outcomeEnded
	case t.subject.id != "" && quiet >= l.Quiet:
		return outcomeQuiet
	case l.FileBytes > 0 && size >= l.FileBytes, l.FileAge > 0 && age >= l.FileAge:
		return outcomeRotated
	}
	return ""
}

// retryAfter is how long a track whose file failed waits with the next one.
const retryAfter = 5 * time.Second

// ready makes sure that a track has an open file.
func (c *Collection) ready(t *track, now format.Time) error {
	if t.file != nil {
		return nil
	}
	if now < t.retry {
		return ErrNotWritten
	}
	f, err := c.create(t, now)
	if err != nil {
		t.retry = now + format.Time(retryAfter)
		c.fails(err)
		return err
	}
	t.file, t.last, t.said = f, now, nil
	t.parts++
	c.open[t] = true
	c.health.open.Store(int64(len(c.open)))
	return nil
}

// track returns the track of a subject, or the collector's own if too many
// files are open and none can be spared. From then on the subject stays there,
// until its next query.
func (c *Collection) track(s subject, e *format.Event) *track {
	t := c.tracks[s]
	if t == nil {
		t = &track{subject: s}
		c.tracks[s] = t
		c.remember(s)
	}
	if t.file != nil {
		return t
	}
	if e.Kind == format.QueryStart {
		*t = track{subject: s, parts: t.parts, retry: t.retry}
	}
	if t.own {
		return c.own
	}
	if c.full() {
		spare := c.spare()
		if spare == nil {
			t.own = true
			return c.own
		}
		c.finish(spare, outcomeCrowded)
	}
	return t
}

// full reports whether no further file may be opened, other than the
// collector's own, for which there is always room.
func (c *Collection) full() bool {
	n := len(c.open)
	if c.own.file == nil {
		n++
	}
	return n >= c.o.Limits.Open
}

// spare returns the track whose file can be finished with the least loss: it is
// of a query that is over, or of a job that was quiet for a while; of these the
// one that was quiet the longest. Nil if there is none.
func (c *Collection) spare() (quietest *track) {
	now := c.o.Now()
	for t := range c.open {
		if t == c.own || t.busy() || t.subject.job && since(now, t.last) < c.o.Limits.Linger {
			continue
		}
		if quietest == nil || t.last < quietest.last {
			quietest = t
		}
	}
	return quietest
}

// knownMost bounds the subjects that are remembered.
const knownMost = 20_000

// remember adds a subject to those that are known, and forgets the oldest one
// without a file when they are too many.
func (c *Collection) remember(s subject) {
	c.known = append(c.known, s)
	for range len(c.known) - knownMost {
		oldest := c.known[0]
		c.known = c.known[1:]
		if c.tracks[oldest].file != nil {
			c.known = append(c.known, oldest)
			continue
		}
		delete(c.tracks, oldest)
	}
}
