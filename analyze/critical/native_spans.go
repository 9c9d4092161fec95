package critical

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// fromSpans takes batches under way, and threads inside of them, from spans.
func (l *loads) fromSpans(groups []analyze.SpanGroup) {
	built := make(map[*analyze.Operator]float64) // elapsed, nanoseconds
	for _, g := range groups {
		for _, s := range g.Spans {
			l.seen = max(l.seen, s.End())
		}
		switch {
		case g.Part == analyze.SpanFinalize:
			l.each(g, Finalizing, l.finalizes(g))
		case g.Part == analyze.SpanBuild:
			owner := l.builds(g)
			l.each(g, Building, owner)
			for _, s := range g.Spans {
				built[owner(s)] += float64(s.Length)
			}
		case len(g.Operators) == 1:
			l.each(g, Busy, func(analyze.Span) *analyze.Operator { return g.Operators[0] })
		default:
			l.shared(g)
		}
	}
	for _, o := range l.ops {
		if o.IsLocalJoin() {
			l.probe(o, built[o])
		}
	}
}

// pieces returns of spans the batches under way and the threads inside. A batch
// of an operator waits for a thread first and then keeps it to its end.
func pieces(spans []analyze.Span, elsewhere bool) (flight, inside []piece) {
	flight, inside = make([]piece, 0, len(spans)), make([]piece, 0, len(spans))
	for _, s := range spans {
		end := s.End()
		flight = append(flight, piece{s.Start, end, float64(end - s.Start)})
		busy := min(max(s.Busy, 0), s.Length)
		if elsewhere {
			busy = s.Length
		}
		from := max(s.Start, end-format.Time(busy))
		inside = append(inside, piece{from, end, float64(end - from)})
	}
	return flight, inside
}

// each makes an activity of each operator that owns spans of a group.
func (l *loads) each(g analyze.SpanGroup, state State, owner func(analyze.Span) *analyze.Operator) {
	of := make(map[*analyze.Operator][]analyze.Span)
	if len(g.Operators) == 1 {
		of[g.Operators[0]] = g.Spans
	} else {
		for _, s := range g.Spans {
			o := owner(s)
			of[o] = append(of[o], s)
		}
	}
	for _, o := range g.Operators {
		if len(of[o]) == 0 {
			continue
		}
		a := &activity{op: o, state: state, elsewhere: o.WorksElsewhere() && state == Busy, alone: l.single(o), estimated: len(g.Operators) > 1}
		flight, inside := pieces(of[o], false)
		a.flight, a.inside = spread(l.cuts, flight), spread(l.cuts, inside)
		if a.elsewhere {
			for i := range a.inside {
				a.inside[i] = min(a.flight[i], float64(l.cuts[i+1]-l.cuts[i]))
			}
		}
		l.acts = append(l.acts, a)
	}
}

// finalizes tells the operators of one type apart by their finalizes: Daft's own
// span of each operator ends with it. Without those, they finalize in the order
// in which their inputs are done.
func (l *loads) finalizes(g analyze.SpanGroup) func(analyze.Span) *analyze.Operator {
	return func(s analyze.Span) *analyze.Operator {
		return l.nearest(g, s, func(x analyze.OuterSpans) *analyze.Span { return x.Finalize })
	}
}

// builds tells joins apart by when their builds ended.
func (l *loads) builds(g analyze.SpanGroup) func(analyze.Span) *analyze.Operator {
	return func(s analyze.Span) *analyze.Operator {
		return l.nearest(g, s, func(x analyze.OuterSpans) *analyze.Span { return x.Build })
	}
}

// nearest returns the operator whose span around its work is the first to end
// when s has, or later.
func (l *loads) nearest(g analyze.SpanGroup, s analyze.Span, of func(analyze.OuterSpans) *analyze.Span) *analyze.Operator {
	const late = 1_000_000
	var best *analyze.Operator
	var ends format.Time
	for _, o := range g.Operators {
		end, known := l.done[o]
		if x := of(l.outers[o]); x != nil {
			end, known = x.End(), true
		}
		if !known || end < s.End()-late {
			continue
		}
		if best == nil || end < ends {
			best, ends = o, end
		}
	}
	if best == nil {
		best = g.Operators[0] // the plan's order is from the root down: the last to finalize
	}
	return best
}

// shared divides the batches of several operators of one type by Daft's
// durations of each around the time, but for no more at a time than it can have.
func (l *loads) shared(g analyze.SpanGroup) {
	const around = 500_000_000
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
	for j, o := range g.Operators {
		work := l.clock.durations(o, l.width(o))
		if s := l.outers[o].Batches; s != nil {
			work = within(work, l.clock.start, s.End()+1)
		}
		weights[j] = l.around(work, around)
		caps[j] = l.width(o)
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
		for j, f := range capped(flights[i], share, most) {
			acts[j].flight[i] = f
			if flights[i] > 0 {
				acts[j].inside[i] = insides[i] * f / flights[i]
			}
		}
	}
}

// around returns for each interval what pieces amount to in a window about its middle.
func (l *loads) around(pieces []piece, half format.Time) []float64 {
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

// capped divides a whole by weights, giving nobody more than its most as long as
// another can take it.
func capped(whole float64, weights, most []float64) []float64 {
	shares := make([]float64, len(weights))
	full := make([]bool, len(weights))
	rest := whole
	for range weights {
		sum := 0.0
		for j, w := range weights {
			if !full[j] {
				sum += w
			}
		}
		if sum <= 0 || rest <= 0 {
			break
		}
		over := false
		for j, w := range weights {
			if !full[j] && rest*w/sum > most[j] {
				full[j], over = true, true
				shares[j] = most[j]
			}
		}
		if !over {
			for j, w := range weights {
				if !full[j] {
					shares[j] = rest * w / sum
				}
			}
			return shares
		}
		rest = whole
		for j := range shares {
			if full[j] {
				rest -= shares[j]
			}
		}
	}
	if rest > 0 { // all are at their most, or nothing tells: it is somebody's
		left := 0.0
		for _, s := range shares {
			left += s
		}
		for j := range shares {
			if left > 0 {
				shares[j] *= whole / left
			} else {
				shares[j] = whole / float64(len(shares))
			}
		}
	}
	return shares
}

// probe adds what a join's probe did: its batches have no spans, only one around
// them all that counts the time in which at least one thread was inside, and
// Daft's duration.
func (l *loads) probe(o *analyze.Operator, built float64) {
	outer := l.outers[o]
	union := 0.0
	from, to := l.clock.start, l.cuts[len(l.cuts)-1]
	if outer.Probe != nil {
		union, to = float64(max(outer.Probe.Busy, 0)), min(to, outer.Probe.End())
	}
	if outer.Build != nil {
		from = max(from, outer.Build.End())
	}
	flight := max(0, float64(o.DaftDuration.V)-built)
	if flight == 0 || flight < union {
		flight = l.threads * union
	}
	inside := min(flight, l.threads*union)
	if outer.Probe == nil {
		inside = flight
	}
	if flight <= 0 || from >= to {
		return
	}
	shape := within(l.clock.durations(o, l.width(o)), from, to)
	if total(shape) < flight/2 {
		shape = nil
		for _, p := range o.Parents {
			shape = append(shape, within(l.clock.rows(p, rowsIn), from, to)...)
		}
	}
	if len(shape) == 0 && len(o.Children) > 1 {
		shape = within(l.clock.rows(o.Children[1], rowsOut), from, to)
	}
	if len(shape) == 0 {
		shape = []piece{{from, to, 1}}
	}
	l.acts = append(l.acts, &activity{op: o, state: Probing, estimated: true,
		flight: spread(l.cuts, scaled(shape, flight)), inside: spread(l.cuts, scaled(shape, inside))})
}
