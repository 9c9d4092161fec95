package stat

import (
	"math"
	"slices"
)

// Median is the middle value, or the mean of the two in the middle; NaN of none.
func Median(x []float64) float64 {
	if !usable(x) {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(x))
	return middle(s[(len(s)-1)/2], s[len(s)/2])
}

// Mean is the arithmetic mean; NaN of none.
func Mean(x []float64) float64 {
	if !usable(x) {
		return math.NaN()
	}
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// Variance is that of a sample (n - 1 in the denominator), in two passes, the
// second of which corrects the rounding of the mean; NaN of less than two values.
func Variance(x []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	mean, squares, rest := Mean(x), 0.0, 0.0
	for _, v := range x {
		d := v - mean
		squares += d * d
		rest += d
	}
	n := float64(len(x))
	return (squares - rest*rest/n) / (n - 1)
}

// StdDev is the square root of Variance; NaN of less than two values.
func StdDev(x []float64) float64 {
	return math.Sqrt(Variance(x))
}

// Logs is the natural logarithm of each value; NaN of what is not positive, which
// makes what is computed of the sample NaN as well.
func Logs(x []float64) []float64 {
	logs := make([]float64, len(x))
	for i, v := range x {
		logs[i] = math.Log(v)
		if !(v > 0) {
			logs[i] = math.NaN()
		}
	}
	return logs
}

// usable says that a sample has values, and that all are numbers.
func usable(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return len(x) > 0
}

// middle is between two values, whose sum may be too large for a float64.
func middle(a, b float64) float64 {
	if s := a + b; !math.IsInf(s, 0) {
		return s / 2
	}
	return a/2 + b/2
}
