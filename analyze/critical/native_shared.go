package critical

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// shared divides the batches of several operators of one type by Daft's
// durations of each around the time, but for no more at a time than it can have.
func (l *loads) shared(g analyze.SpanGroup) {
	around := format.Time(500_000_000)
	if !slices.ContainsFunc(g.Operators, func(o *analyze.Operator) bool { return !l.single(o) }) {
		around = 0 // what takes one batch at a time is known to the interval
	}
	n := l.intervals()
	flight, inside := pieces(g.Spans, false)
	flights, insides := spread(l.cuts, flight), spread(l.cuts, inside)
	if g.Operators[0].WorksElsewhere() {
		for i := range insides {
			insides[i] = min(flights[i], float64(l.cuts[i+1]-l.cuts[i]))
		}
	}
	weights := make([][]float64, len(g.Operators))
	caps := make([]float64, len(g.Operators))
	ratios := make([]float64, len(g.Operators))
	for j, o := range g.Operators {
		work := l.clock.durations(o, l.width(o))
		from, to := l.clock.start, l.cuts[n]
		if o.Started.Known { // by its first rows
			from = max(from, o.Started.Time)
		}
		if s := l.outers[o].Batches; s != nil {
			to = min(to, s.End()+1)
		}
		work = within(work, from, to)
		weights[j] = l.around(work, around)
		caps[j] = l.width(o)
		ratios[j] = l.insideRatio(o, around == 0)
		l.acts = append(l.acts, &activity{op: o, state: Busy, alone: caps[j] == 1, elsewhere: o.WorksElsewhere(), estimated: true, flight: make([]float64, n), inside: make([]float64, n)})
	}
	acts := l.acts[len(l.acts)-len(g.Operators):]
	share := make([]float64, len(acts))
	most := make([]float64, len(acts))
	for i := range n {
		dt := float64(l.cuts[i+1] - l.cuts[i])
		for j := range acts {
			share[j], most[j] = weights[j][i], caps[j]*dt
		}
		shares := capped(flights[i], share, most)
		busy := make([]float64, len(shares))
		for j, f := range shares {
			acts[j].flight[i] = f
			share[j] = f * ratios[j]
		}
		fill(busy, insides[i], share, shares)
		for j := range busy {
			acts[j].inside[i] = busy[j]
		}
	}
}

// insideRatio returns which part of an operator's batches' time a thread was
// inside: where it takes one at a time, Daft's span around them all tells.
func (l *loads) insideRatio(o *analyze.Operator, single bool) float64 {
	if x := l.outers[o].Batches; single && x != nil && x.Busy > 0 && o.DaftDuration.Positive() {
		return min(1, float64(x.Busy)/float64(o.DaftDuration.V))
	}
	return 1
}

// around returns for each interval what pieces amount to in a window about its
// middle, in the interval itself where half the window is 0.
func (l *loads) around(pieces []piece, half format.Time) []float64 {
	if half == 0 {
		return spread(l.cuts, pieces)
	}
	n := l.intervals()
	points := make([]format.Time, 0, 2*n)
	for i := range n {
		mid := l.cuts[i] + (l.cuts[i+1]-l.cuts[i])/2
		points = append(points, mid-half, mid+half)
	}
	slices.Sort(points)
	points = slices.Compact(points)
	sums := make([]float64, n)
	if len(points) < 2 {
		return sums
	}
	parts := spread(points, pieces)
	upTo := make([]float64, len(points))
	for i, p := range parts {
		upTo[i+1] = upTo[i] + p
	}
	for i := range n {
		mid := l.cuts[i] + (l.cuts[i+1]-l.cuts[i])/2
		a, _ := slices.BinarySearch(points, mid-half)
		b, _ := slices.BinarySearch(points, mid+half)
		sums[i] = upTo[b] - upTo[a]
	}
	return sums
}
