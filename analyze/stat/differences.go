package stat

import (
	"math"
	"slices"
)

// differences are x - y of all pairs of two samples, which are not written out:
// there may be a million.
type differences struct {
	x, y []float64 // ascending
}

func newDifferences(x, y []float64) differences {
	return differences{slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y))}
}

func (d differences) count() int { return len(d.x) * len(d.y) }

// atMost counts the differences that are v or less, as they are rounded: x - y does
// not fall as x grows and not rise as y does, rounded or not.
func (d differences) atMost(v float64) int {
	count, j := 0, 0 // y[j:] are those that this x and the smaller ones are close enough to
	for _, x := range d.x {
		for j < len(d.y) && x-d.y[j] > v {
			j++
		}
		count += len(d.y) - j
	}
	return count
}

// kth is the k-th smallest difference, counted from 1: bisection over the float64
// numbers in their order, of which there are 2^64, so 64 steps of n + m each, and
// the answer is a difference itself, not something near it.
func (d differences) kth(k int) float64 {
	low, high := ordered(d.x[0]-d.y[len(d.y)-1]), ordered(d.x[len(d.x)-1]-d.y[0])
	for low < high {
		mid := low + (high-low)/2
		if d.atMost(unordered(mid)) >= k {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return unordered(low)
}

// ordered maps float64 to whole numbers of the same order.
func ordered(v float64) uint64 {
	if v == 0 {
		v = 0 // not -0
	}
	b := math.Float64bits(v)
	if b>>63 == 1 {
		return ^b
	}
	return b | 1<<63
}

// unordered is the inverse of ordered.
func unordered(o uint64) float64 {
	if o>>63 == 1 {
		return math.Float64frombits(o &^ (1 << 63))
	}
	return math.Float64frombits(^o)
}
