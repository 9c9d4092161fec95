package humanize

import "time"

// Time writes a moment, nanoseconds since the Unix epoch, to the millisecond
// in UTC: 2026-11-23 06:54:40.123 UTC. It cuts, so that no moment is shown as
// one that had not come.
func Time(ns int64) string {
	return time.Unix(0, ns).UTC().Format("2006-01-02 15:04:05.000 MST")
}

// Window writes a stretch from..to, nanoseconds since some start, in the unit
// and to the precision that suit a whole of the given length: 0.01-2.40 s.
func Window(from, to, whole int64) string {
	unit, decimals := windowUnit(whole)
	return mark(from, unit.size, decimals) + "-" + mark(to, unit.size, decimals) + " " + unit.name
}

// Mark writes a moment, nanoseconds since some start, in the unit and to the
// precision that Window takes for the same whole.
func Mark(at, whole int64) string {
	unit, decimals := windowUnit(whole)
	return mark(at, unit.size, decimals) + " " + unit.name
}

func mark(at int64, unit uint64, decimals int) string {
	sign, abs := magnitude(at)
	n := divRound(abs, unit/pow10(decimals))
	if n == 0 {
		sign = ""
	}
	return sign + point(n, decimals)
}

func windowUnit(whole int64) (timeUnit, int) {
	switch _, abs := magnitude(whole); {
	case abs >= 1000*second:
		return timeUnit{"s", second}, 0
	case abs >= 100*second:
		return timeUnit{"s", second}, 1
	case abs >= second:
		return timeUnit{"s", second}, 2
	case abs >= 10*millisecond:
		return timeUnit{"ms", millisecond}, 0
	}
	return timeUnit{"ms", millisecond}, 2
}
