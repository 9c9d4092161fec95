package analyze

import (
	"cmp"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// OTLP carries cumulative counters. Each belongs to a series: what one process
// has counted since it made the counter. An export repeats all of them, so that
// one that is lost, or comes twice, does no harm.

// series is one counter of one process as it stands.
type series struct {
	pid         int64       // of the process, 0 where it is not known
	worker      string      // the Ray node that it runs on, "" where that is not known
	node        int64       // the operator of the worker's own plan: several plans may have made one of the same operator of the query's
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

// exported is what OTLP said of one operator, or of the part of it that runs in
// workers' own plans. The series of a counter are in order of
// what counts and start.
type exported struct {
	series [numCounters][]series
	last   format.Time // of its exports
}

// exportedHeld and seriesHeld are what these take in bytes.
const (
	exportedHeld = 1 << 10
	seriesHeld   = 96
)

// add takes one counter of an export over. It reports whether the counter rose,
// and whether it fell, which no cumulative counter does: its highest value
// stands.
func (x *exported) add(c counter, n series) (rose, fell bool) {
	list := x.series[c]
	i, found := slices.BinarySearchFunc(list, n, func(a, b series) int {
		return cmp.Or(compareCounting(a, b), cmp.Compare(a.since, b.since))
	})
	if !found {
		if len(list) == maxSeries {
			return false, false
		}
		x.series[c] = slices.Insert(list, i, n)
		return n.value > 0, false
	}
	s := &list[i]
	fell = n.value < s.value && n.last >= s.last // an older export that overtakes a newer one is no fall
	rose = n.value > s.value
	s.first, s.last, s.value = min(s.first, n.first), max(s.last, n.last), max(s.value, n.value)
	return rose, fell
}

// total returns a counter over all that count, and of how many series.
func (x *exported) total(c counter) (sum Value, of int) {
	list := x.series[c]
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && compareCounting(list[to], list[from]) == 0 {
			to++
		}
		alike := list[from:to]
		for i, s := range alike {
			if len(alike) <= mostAlike && slices.ContainsFunc(alike, s.movedTo) {
				continue
			}
			sum = measured(saturate.Add(sum.V, alike[i].value))
			of++
		}
		from = to
	}
	return sum, of
}

// compareCounting compares what counts: two series of the same are of one
// process, or of one after the other.
func compareCounting(a, b series) int {
	return cmp.Or(cmp.Compare(a.pid, b.pid), strings.Compare(a.worker, b.worker), cmp.Compare(a.node, b.node))
}

// mostAlike bounds the series that are compared with one another.
const mostAlike = 64

// movedTo reports whether n continues the series: its exports begin where those
// of s end, and it has counted since the same moment, or, in the same process,
// since before that end.
func (s series) movedTo(n series) bool {
	if s.last >= n.first || n.value < s.value {
		return false
	}
	return s.pid != 0 && n.since <= s.last || n.since-s.since <= sameStart && s.since-n.since <= sameStart
}
