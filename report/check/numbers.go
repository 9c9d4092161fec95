package check

import (
	"math"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

func known(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// amount writes a value in its unit.
func amount(unit string, v int64) string {
	switch unit {
	case "ns":
		return humanize.Duration(v)
	case "bytes":
		return humanize.Bytes(v)
	case "rows":
		return humanize.Plural(v, "row", "rows")
	}
	return humanize.Count(v)
}

// median writes a median, which may lie between two values.
func median(unit string, v float64) string {
	if !known(v) {
		return humanize.Unknown
	}
	return amount(unit, whole(v))
}

// whole is the integer next to a number, within what an int64 holds.
func whole(v float64) int64 {
	switch {
	case v >= math.MaxInt64:
		return math.MaxInt64
	case v <= math.MinInt64:
		return math.MinInt64
	}
	return int64(math.Round(v))
}

// times writes a ratio: 1.45, 12.3, 1,200.
func times(ratio float64) string {
	switch {
	case !known(ratio):
		return humanize.Unknown
	case ratio >= 1000:
		return humanize.Count(whole(ratio))
	case ratio >= 10:
		return strconv.FormatFloat(ratio, 'f', 1, 64)
	}
	return strconv.FormatFloat(ratio, 'f', 2, 64)
}

// percent writes a ratio as a change: +10 %, -4 %, +1.5 %.
func percent(ratio float64) string {
	if !known(ratio) {
		return humanize.Unknown
	}
	p := (ratio - 1) * 100
	if math.Abs(p) >= 1000 {
		return times(ratio) + " times"
	}
	digits := 0
	if math.Abs(p) < 9.95 {
		digits = 1
	}
	text := strconv.FormatFloat(p, 'f', digits, 64)
	if digits == 1 && text[len(text)-2:] == ".0" {
		text = text[:len(text)-2]
	}
	if p > 0 {
		text = "+" + text
	}
	return text + " %"
}

// share writes a part of a whole, such as a coefficient of variation.
func share(x float64) string {
	if !known(x) {
		return humanize.Unknown
	}
	return strconv.FormatFloat(x*100, 'f', 1, 64) + " %"
}

// probability writes a p value: p 0.0003, p < 0.0001.
func probability(p float64) string {
	if p < 0.0001 {
		return "p < 0.0001"
	}
	return "p " + strconv.FormatFloat(p, 'g', 2, 64)
}

// span writes the values of several runs: one where all are alike, else the least
// and the most.
func span(unit string, values []int64) string {
	if len(values) == 0 {
		return humanize.Unknown
	}
	least, most := values[0], values[0]
	for _, v := range values {
		least, most = min(least, v), max(most, v)
	}
	if least == most {
		return amount(unit, least)
	}
	return amount(unit, least) + " to " + amount(unit, most)
}

// interval writes what a ratio lies between: 95 % interval 1.38 to 1.52.
func interval(t *gate.Times) string {
	if !known(t.Low) || !known(t.High) || !known(t.Confidence) {
		return ""
	}
	return strconv.FormatFloat(t.Confidence*100, 'f', 0, 64) + " % interval " + times(t.Low) + " to " + times(t.High)
}
