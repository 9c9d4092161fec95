package recorder

import (
	"time"

	"github.com/daft-analyze/daft-analyze/format"
)

// A clock is the wall clock when the recording began, carried on by the
// monotonic one, so that a step of the wall clock does not put arrivals out of
// order.
type clock struct{ start time.Time }

func startClock() clock { return clock{time.Now()} }

func (c clock) now() format.Time { return format.TimeOf(c.start.Add(time.Since(c.start))) }
