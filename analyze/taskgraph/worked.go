package taskgraph

import (
	"math"
	"math/bits"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// Worked returns an estimate of the nanoseconds of a contribution in which the
// operator worked. Daft's duration of a batch runs from its dispatch to its
// completion: behind a function that keeps the worker's thread, a projection of
// microseconds lasts as long as the function. Where spans tell for how long
// threads were in the operator's batches, over all tasks, this is the duration in
// that proportion; it grows where the operator finalizes, which no duration
// counts. Else it is the duration.
//
// To that comes what no duration covers.
func (c Contribution) Worked() int64 { return saturate.Add(c.timed(), max(0, c.Untimed)) }

func (c Contribution) timed() int64 {
	o := c.Operator
	if c.Duration <= 0 || o == nil {
		return max(0, c.Duration)
	}
	busy, all := o.Work.Busy, o.DaftDuration
	if !busy.Positive() || !all.Positive() || o.Work.Elsewhere || o.DurationPartial || o.Work.AtLeast && busy.V < all.V {
		return c.Duration
	}
	hi, lo := bits.Mul64(uint64(c.Duration), uint64(busy.V))
	if hi >= uint64(all.V) {
		return math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, uint64(all.V))
	return int64(min(q, math.MaxInt64))
}
