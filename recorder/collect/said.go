package collect

import (
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/otlp"
)

// Daft's exporters say all they know again and again, of queries that are long
// over as well. Each file leaves out what it has itself, and nothing else, so that
// it can be read alone. What the last file of a query or job says is remembered for
// a while after it was closed: to say it again is no reason for another file, nor
// for a row in the collector's own.

// A retired is what a closed file says.
type retired struct {
	of   *track
	said *otlp.Repeats
}

// retire remembers what the file of a track says, which is about to be closed. The
// oldest ones are forgotten where the open files might need the room.
func (c *Collection) retire(t *track) {
	if t.file.said.Empty() {
		return
	}
	t.said = t.file.said
	c.retired = append(c.retired, retired{t, t.said})
	for c.room.Scarce() && len(c.retired) > 0 {
		r := c.retired[0]
		c.retired[0] = retired{}
		c.retired = c.retired[1:]
		r.said.Forget()
		if r.of.said == r.said {
			r.of.said = nil
		}
	}
}

// saidBefore reports whether an event only says again what the last file of its
// query or job says, which is closed.
func (c *Collection) saidBefore(e *format.Event) bool {
	of := subject{job: c.job != "", id: c.job}
	if !of.job {
		of.id = queryOf(e)
	}
	t := c.tracks[of]
	if t == nil {
		return false
	}
	t = t.home()
	return t.file == nil && t.said != nil && t.said.Has(e)
}
