package critical

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// sameTick is how far apart the operators' reports of one tick may arrive, and
// usualTick how often Daft reports, in nanoseconds.
const (
	sameTick  = 10_000_000
	usualTick = 200_000_000
)

// clock knows when the counters of a query were reported.
type clock struct {
	start format.Time
	ticks []format.Time // the last report of each
	every int64         // nanoseconds between two of them, as a rule
}

// clockOf finds the ticks from start on. Only reports that tell something new
// are kept, so that one may be missing.
func clockOf(ops []*analyze.Operator, start format.Time) clock {
	var all []format.Time
	for _, o := range ops {
		for _, s := range o.Samples {
			if s.Time > start {
				all = append(all, s.Time)
			}
		}
	}
	slices.Sort(all)
	c := clock{start: start, every: usualTick}
	var gaps []int64
	for _, t := range all {
		n := len(c.ticks)
		if n > 0 && t-c.ticks[n-1] < sameTick {
			c.ticks[n-1] = t
			continue
		}
		if n > 0 {
			gaps = append(gaps, int64(t-c.ticks[n-1]))
		}
		c.ticks = append(c.ticks, t)
	}
	if len(gaps) > 4 {
		slices.Sort(gaps)
		c.every = min(max(gaps[len(gaps)/2], 20_000_000), 2_000_000_000)
	}
	return c
}

// before returns since when what a report at t tells may have come about: the
// tick before it, or when that would have been had it told something.
func (c clock) before(t format.Time) format.Time {
	i, _ := slices.BinarySearch(c.ticks, t-sameTick)
	last := c.start
	if i > 0 {
		last = c.ticks[i-1]
	}
	if int64(t-last) > c.every+c.every/2 {
		last = t - format.Time(c.every)
	}
	return min(max(last, c.start), t-1)
}

// durations returns when the time passed that an operator's duration counts.
// Daft adds what a batch took when the batch ends: an increment that is more
// than as many batches at a time as width can take since the last report began
// before it. What is reported after its last batch, where spans tell when that
// ended, is of before.
func (c clock) durations(o *analyze.Operator, width float64) []piece {
	var list []piece
	was := int64(0)
	last := o.Work.Outer.End
	for _, s := range o.Samples {
		d := s.DaftDuration - was
		if d <= 0 || s.DaftDuration < 0 {
			continue
		}
		was = s.DaftDuration
		to := s.Time
		if last.Known && last.Time > c.start {
			to = min(to, last.Time)
		}
		from := c.before(to)
		if needs := format.Time(float64(d) / width); needs > to-from {
			from = max(to-needs, min(c.start, from))
		}
		list = append(list, piece{from, to, float64(d)})
	}
	return list
}

// rows returns when an operator's rows were counted, by the counter that of reads.
func (c clock) rows(o *analyze.Operator, of func(analyze.Sample) int64) []piece {
	var list []piece
	was := int64(0)
	for _, s := range o.Samples {
		if v := of(s); v > was {
			list = append(list, piece{c.before(s.Time), s.Time, float64(v) - float64(was)})
			was = v
		}
	}
	return list
}

func rowsIn(s analyze.Sample) int64  { return s.RowsIn }
func rowsOut(s analyze.Sample) int64 { return s.RowsOut }

// lastRise returns the last report in which a counter rose, and since when that
// may have been.
func (c clock) lastRise(o *analyze.Operator, of func(analyze.Sample) int64) (since, at format.Time, known bool) {
	was := int64(0)
	for _, s := range o.Samples {
		if v := of(s); v > was {
			was, at, known = v, s.Time, true
		}
	}
	return c.before(at), at, known
}
