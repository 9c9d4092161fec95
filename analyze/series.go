package analyze

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/format"
)

// OTLP carries cumulative counters. Each belongs to a series: what one process
// has counted since it made the counter. An export repeats all of them, so that
// one that is lost, or comes twice, does no harm.

// series is one counter of one process as it stands.
type series struct {
	since       format.Time // when the process began to count
	first, last format.Time // of the exports that carried it
	value       int64
}

// sameStart is how far apart the starts of one series may be said to be:
// senders stamp each counter of a group apart, and which of them stands for the
// group may change as counters are added.
const sameStart = 20_000_000

// maxSeries bounds the series of one counter: there are not as many processes.
const maxSeries = 4096

// exported is what OTLP said of one operator, or of the part of it that runs
// in workers' own plans. The series of a counter are in order of their start.
type exported struct {
	series [numCounters][]series
	last   format.Time // of its exports
}

// exportedHeld and seriesHeld are what these take in bytes.
const (
	exportedHeld = 1 << 10
	seriesHeld   = 64
)

// add takes one counter of an export over. It reports whether the counter rose,
// and whether it fell, which no cumulative counter does: its highest value
// stands.
func (x *exported) add(c counter, since, t format.Time, v int64) (rose, fell bool) {
	list := x.series[c]
	i, found := slices.BinarySearchFunc(list, since, func(s series, since format.Time) int { return cmp.Compare(s.since, since) })
	if !found {
		if len(list) == maxSeries {
			return false, false
		}
		x.series[c] = slices.Insert(list, i, series{since, t, t, v})
		return v > 0, false
	}
	s := &list[i]
	fell = v < s.value && t >= s.last // an older export that overtakes a newer one is no fall
	rose = v > s.value
	s.first, s.last, s.value = min(s.first, t), max(s.last, t), max(s.value, v)
	return rose, fell
}

// total returns a counter over all processes, and how many these are. A series
// whose exports end where those of another begin that counts since the same
// moment is the same one.
func (x *exported) total(c counter) (sum Value, processes int) {
	list := x.series[c]
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to].since-list[from].since <= sameStart {
			to++
		}
		alike := list[from:to]
		for i, s := range alike {
			if len(alike) <= mostAlike && movedOn(alike, i) {
				continue
			}
			sum = measured(addSat(sum.V, s.value))
			processes++
		}
		from = to
	}
	return sum, processes
}

// mostAlike bounds the series of one start that are compared with one another.
const mostAlike = 64

// movedOn reports whether another series of a list continues series i.
func movedOn(list []series, i int) bool {
	return slices.ContainsFunc(list, func(o series) bool { return list[i].last < o.first && o.value >= list[i].value })
}
