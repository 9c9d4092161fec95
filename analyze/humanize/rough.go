package humanize

import "fmt"

// Rough writes a duration for a glance, with no more digits than an estimate
// deserves and than can be read while it changes: 4 s, 35 s, 12 min, 3.5 h, 2 d.
// What is below one second is "under 1 s".
func Rough(ns int64) string {
	n, unit := rough(ns)
	if unit == "" {
		return "under 1 s"
	}
	return n + " " + unit
}

// RoughRange writes what lies between two durations: 8 to 12 s, 45 s to 2 min.
// Where both look the same it is about that.
func RoughRange(low, high int64) string {
	a, unitA := rough(low)
	b, unitB := rough(high)
	switch {
	case unitB == "":
		return "under 1 s"
	case unitA == "":
		return "under " + b + " " + unitB
	case a == b && unitA == unitB:
		return "about " + a + " " + unitA
	case unitA == unitB:
		return a + " to " + b + " " + unitB
	}
	return a + " " + unitA + " to " + b + " " + unitB
}

// rough returns a number and its unit, which is "" below a second.
func rough(ns int64) (number, unit string) {
	const minute, hour, day = 60, 3600, 86400
	s := float64(ns) / 1e9
	switch {
	case s < 0.95:
		return "", ""
	case s < 29.5:
		return fmt.Sprintf("%.0f", s), "s"
	case s < 117.5:
		return fmt.Sprintf("%.0f", 5*float64(int64(s/5+0.5))), "s"
	case s < 59.5*minute:
		return fmt.Sprintf("%.0f", s/minute), "min"
	case s < 9.95*hour:
		return fmt.Sprintf("%.1f", s/hour), "h"
	case s < 2*day:
		return fmt.Sprintf("%.0f", s/hour), "h"
	}
	return fmt.Sprintf("%.0f", s/day), "d"
}

// Clock writes how long something has taken so far, for a display that changes:
// 0.4 s, 12 s, 3:07, 1:02:09.
func Clock(ns int64) string {
	s := max(0, ns) / 1e9
	switch {
	case s < 10:
		return fmt.Sprintf("%d.%d s", s, max(0, ns)/1e8%10)
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}
