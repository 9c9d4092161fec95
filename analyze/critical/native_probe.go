package critical

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// probe adds what a join's probe did. Its batches have no spans: there is one
// around them all, which counts the time in which at least one thread was inside,
// and Daft's duration, in which they also wait for threads. The threads inside are
// between the two, and taken to be halfway, or more where that would have its
// batches wait longer than those of other operators did on average.
func (l *loads) probe(o *analyze.Operator, built, wait float64) {
	outer := l.outers[o]
	n := l.intervals()
	from, to := l.clock.start, l.cuts[n]
	if outer.Build != nil {
		from = max(from, outer.Build.End())
	}
	union := 0.0
	if outer.Probe != nil {
		union, to = float64(max(outer.Probe.Busy, 0)), min(to, outer.Probe.End())
	}
	flight := max(0, float64(o.DaftDuration.V)-built)
	if outer.Probe != nil {
		flight = max(flight, union)
	} else {
		union = min(flight, float64(to-from))
	}
	if union <= 0 || from >= to {
		return
	}
	most := min(flight, l.threads*union)
	inside := (union + most) / 2
	if len(o.Children) > 1 && o.Children[1].Batches.Positive() && wait >= 0 {
		inside = max(inside, min(most, flight-wait*float64(o.Children[1].Batches.V)))
	}

	// At most all of the time there was a thread inside.
	room, weights := make([]float64, n), spread(l.cuts, l.probed(o, from, to))
	for i := range room {
		room[i] = max(0, float64(min(l.cuts[i+1], to)-max(l.cuts[i], from)))
		if room[i] == 0 {
			weights[i] = 0
		}
	}
	at := capped(union, weights, room)
	a := &activity{op: o, state: Probing, estimated: true, flight: make([]float64, n), inside: make([]float64, n)}
	for i := range at {
		a.flight[i], a.inside[i] = at[i]*flight/union, at[i]*inside/union
	}
	l.acts = append(l.acts, a)
}

// probed returns when a join probed, by whatever tells: its duration, what it put
// out, what it was given, in this order.
func (l *loads) probed(o *analyze.Operator, from, to format.Time) []piece {
	if shape := within(l.clock.durations(o, l.width(o)), from, to); total(shape) > float64(o.DaftDuration.V)/2 {
		return shape // else the sides of the join overwrote each other's
	}
	for _, p := range o.Parents {
		if shape := within(l.clock.rows(p, rowsIn), from, to); len(shape) > 0 {
			return shape
		}
	}
	if len(o.Children) > 1 {
		if shape := within(l.clock.rows(o.Children[1], rowsOut), from, to); len(shape) > 0 {
			return shape
		}
	}
	return []piece{{from, to, 1}}
}
