package taskgraph

import "math/bits"

// Weights divide the durations of contributions to one task, or to several
// together, anew: operators of a task work at the same time, and a duration counts
// waiting for a thread, so that an operator behind a slow one has a long duration
// as well. Where a worker's spans tell how long threads were inside of an
// operator's batches, its durations weigh as much less as that is less than all of
// them. The sum of weights means nothing by itself.
func Weights(list []Contribution) []int64 {
	weights := make([]int64, len(list))
	any := false
	for i, c := range list {
		weights[i] = c.weight()
		any = any || weights[i] > 0
	}
	if !any {
		for i, c := range list {
			weights[i] = max(0, c.Duration)
		}
	}
	return weights
}

func (c Contribution) weight() int64 {
	ns := max(0, c.Duration)
	if c.Operator == nil {
		return ns
	}
	w, all := c.Operator.Work, c.Operator.DaftDuration
	if !w.Busy.Known() || w.Busy.V < 0 || w.AtLeast || w.Elsewhere || !all.Positive() || c.Operator.DurationPartial || w.Busy.V >= all.V {
		return ns
	}
	hi, lo := bits.Mul64(uint64(ns), uint64(w.Busy.V))
	if hi >= uint64(all.V) {
		return ns
	}
	q, _ := bits.Div64(hi, lo, uint64(all.V))
	return int64(q)
}
