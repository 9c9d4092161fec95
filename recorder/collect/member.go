package collect

import "github.com/daft-analyze/daft-analyze/format"

// Members are queries that report by the address of a job. What comes of them
// by another way, such as the metrics of a process whose exporters do not name the
// job, finds the job's file through them.

// membersMost bounds how many are looked at for an event that names no query.
const membersMost = 1000

// join takes note of a query of a job.
func (c *Collection) join(job *track, e *format.Event, now format.Time) {
	id := e.Label(format.QueryID)
	if !job.subject.job || id == "" {
		return
	}
	s := subject{id: id}
	q := c.tracks[s]
	switch {
	case e.Kind == format.QueryStart && (q == nil || q.file == nil):
		if q == nil {
			q = &track{}
			c.tracks[s] = q
			c.remember(s)
		}
		*q = track{subject: s, job: job, began: now}
		if len(c.members) < membersMost {
			c.members[q] = true
		}
	case e.Kind == format.QueryEnd && q != nil && q.job == job && !q.over:
		q.over, q.ended = true, now
	}
}

// leave forgets members of which nothing is expected any more.
func (c *Collection) leave(now format.Time) {
	for q := range c.members {
		if q.job.file == nil || q.over && since(now, q.ended) >= lingerMost*c.o.Limits.Linger {
			delete(c.members, q)
		}
	}
}

// during returns the track whose file has the one query that was open when an
// event happened, nil if there was none or several.
func (c *Collection) during(e *format.Event) *track {
	at, ok := e.Time()
	if !ok || e.Clock() == format.ClockRecorder || c.full() || len(c.members) == membersMost { // then there may be more
		return nil
	}
	var found *track
	for t := range c.open {
		if t != c.own && !t.subject.job && t.covers(at) {
			if found != nil {
				return nil
			}
			found = t
		}
	}
	for q := range c.members {
		if q.covers(at) {
			if found != nil {
				return nil
			}
			found = q
		}
	}
	if found == nil {
		return nil
	}
	return found.home()
}

// covers reports whether a query was open at a moment, as far as its messages say.
func (t *track) covers(at format.Time) bool { return at >= t.began && (!t.over || at <= t.ended) }

// home returns the track whose file a query's events go to: its own, or that of
// its job.
func (t *track) home() *track {
	if t.job != nil {
		return t.job
	}
	return t
}
