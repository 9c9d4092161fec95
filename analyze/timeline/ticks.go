package timeline

import (
	"fmt"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// Tick is a round time on an axis.
type Tick struct {
	Time  format.Time
	Label string // since the axis's base, with its unit
}

// steps are the distances of ticks, in nanoseconds: 1, 2 and 5 of each power of
// ten up to seconds, then what divides minutes, hours and days.
var steps = func() (list []int64) {
	for unit := int64(1); unit <= 1e9; unit *= 10 {
		list = append(list, unit, 2*unit, 5*unit)
	}
	const s = int64(1e9)
	list = append(list, 10*s, 15*s, 30*s, 60*s, 120*s, 300*s, 600*s, 900*s, 1800*s)
	for _, hours := range []int64{1, 2, 3, 6, 12, 24} {
		list = append(list, hours*3600*s)
	}
	for days := int64(2); days <= 50_000; days *= 2 {
		list = append(list, days*86400*s)
	}
	return list
}()

// Ticks returns at most so many round times between two, counted from base.
func Ticks(from, to, base format.Time, most int) (ticks []Tick) {
	length := saturate.Sub(int64(to), int64(from))
	if length <= 0 || most <= 0 {
		return nil
	}
	step := int64(0)
	for _, s := range steps {
		if length/s < int64(most) {
			step = s
			break
		}
	}
	if step == 0 {
		return nil
	}
	at := saturate.Sub(int64(from), int64(base)) // since base
	first := at / step * step
	if first < at {
		first += step
	}
	for ns := first; len(ticks) < most; ns = saturate.Add(ns, step) {
		t := format.Time(saturate.Add(int64(base), ns))
		if t < from || t > to {
			break
		}
		ticks = append(ticks, Tick{t, tickLabel(ns, step)})
	}
	return ticks
}

// tickLabel writes a time in the unit of the distance between ticks.
func tickLabel(ns, step int64) string {
	sign := ""
	if ns < 0 {
		sign, ns = "-", saturate.Sub(0, ns)
	}
	const s = int64(1e9)
	switch {
	case ns == 0 && step >= 60*s:
		return "0"
	case step >= 86400*s || ns >= 10*86400*s:
		return fmt.Sprintf("%s%d d", sign, ns/(86400*s))
	case step >= 60*s && ns < 3600*s:
		return fmt.Sprintf("%s%d min", sign, ns/(60*s))
	case step >= 60*s:
		return fmt.Sprintf("%s%d:%02d h", sign, ns/(3600*s), ns/(60*s)%60)
	case step >= 10*s && ns >= 120*s:
		return fmt.Sprintf("%s%d:%02d min", sign, ns/(60*s), ns/s%60)
	case step >= s/10:
		return sign + decimal(ns, s, step) + " s"
	case step >= s/10_000:
		return sign + decimal(ns, s/1000, step) + " ms"
	case step >= 100:
		return sign + decimal(ns, 1000, step) + " µs"
	}
	return sign + strconv.FormatInt(ns, 10) + " ns"
}

// decimal writes ns in a unit, with one decimal where the step needs it.
func decimal(ns, unit, step int64) string {
	if step >= unit {
		return strconv.FormatInt(ns/unit, 10)
	}
	return fmt.Sprintf("%d.%d", ns/unit, ns%unit/(unit/10))
}
