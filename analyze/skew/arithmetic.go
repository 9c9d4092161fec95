package skew

import "math"

// addSat adds without wrapping around: recordings may hold any number.
func addSat(a, b int64) int64 {
	if s := a + b; (s < a) == (b < 0) {
		return s
	}
	if b < 0 {
		return math.MinInt64
	}
	return math.MaxInt64
}

// whole returns a number as an integer, or the nearest that there is.
func whole(x float64) int64 {
	switch {
	case x >= math.MaxInt64:
		return math.MaxInt64
	case x <= math.MinInt64:
		return math.MinInt64
	case math.IsNaN(x):
		return 0
	}
	return int64(x)
}
