package skew

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/radix"
)

// sizes measures how evenly data is spread over the tasks.
func (g *judging) sizes() {
	g.RowsRatio, g.BytesRatio = math.NaN(), math.NaN()
	var rows, bytes []int64
	for _, x := range g.samples {
		if v := x.task.RowsIn; v.Known() {
			rows = append(rows, v.V)
		}
		if v := x.task.BytesIn; v.Known() {
			bytes = append(bytes, v.V)
		}
	}
	g.RowsRatio, g.MedianRows, g.MostRows = overMedian(rows)
	g.BytesRatio, _, _ = overMedian(bytes)
	g.rows = g.dataScale(func(x sample) float64 { return x.rows })
	g.bytes = g.dataScale(func(x sample) float64 { return x.bytes })
}

// overMedian returns the largest value over the median; a median below 1
// counts as 1.
func overMedian(values []int64) (times float64, median, most analyze.Value) {
	if len(values) == 0 {
		return math.NaN(), analyze.Value{}, analyze.Value{}
	}
	radix.Ints(values)
	n := len(values)
	low, high := values[(n-1)/2], values[n/2]
	median = analyze.Value{V: low + (high-low)/2, Origin: analyze.Measured}
	most = analyze.Value{V: values[n-1], Origin: analyze.Measured}
	return float64(most.V) / math.Max(float64(median.V), 1), median, most
}

// dataScale is the scale of one measure of size, without values where a task
// lacks it.
func (g *judging) dataScale(of func(sample) float64) scale {
	var values []float64
	for _, x := range g.samples {
		v := of(x)
		if v < 0 {
			return scale{}
		}
		values = append(values, math.Max(v, 1))
	}
	return scaleOf(values)
}

// sizeOf returns how many times as much data as the others' a task has, by rows
// or by bytes, whichever is more, and whether that is beyond chance. It is 0
// where unknown.
func (g *judging) sizeOf(x sample) (times float64, unlikely bool) {
	for _, m := range []struct {
		scale scale
		v     float64
	}{{g.rows, x.rows}, {g.bytes, x.bytes}} {
		if len(m.scale.sorted) < 2 {
			continue
		}
		v := math.Max(m.v, 1)
		if t := v / m.scale.base(v); t > times {
			times, unlikely = t, m.scale.unlikely(v)
		}
	}
	return times, unlikely
}
