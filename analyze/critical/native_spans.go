package critical

import (
	"cmp"
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
	waits := meanWait(groups)
	for _, o := range l.ops {
		if o.IsLocalJoin() {
			l.probe(o, built[o], waits)
		}
	}
}

// meanWait returns how long batches waited for a thread on average, in
// nanoseconds, -1 where there are too few to tell.
func meanWait(groups []analyze.SpanGroup) float64 {
	sum, n := 0.0, 0
	for _, g := range groups {
		if g.Part != analyze.SpanBatch || g.Operators[0].WorksElsewhere() {
			continue
		}
		for _, s := range g.Spans {
			if s.Idle >= 0 {
				sum, n = sum+float64(s.Idle), n+1
			}
		}
	}
	if n < 10 {
		return -1
	}
	return sum / float64(n)
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

// capped divides a whole by weights, giving nobody more than its most. What is
// left when all that have a weight are at their most goes to the others.
func capped(whole float64, weights, most []float64) []float64 {
	shares := make([]float64, len(weights))
	rest := fill(shares, whole, weights, most)
	if rest > 0 {
		room := make([]float64, len(most))
		for i := range most {
			room[i] = max(0, most[i]-shares[i])
		}
		fill(shares, rest, room, room)
	}
	return shares
}

// fill adds to shares what weights give each of a whole, up to its most, and
// returns what nobody could take.
func fill(shares []float64, whole float64, weights, most []float64) (rest float64) {
	var order []int
	sum := 0.0
	for i, w := range weights {
		if w > 0 {
			order = append(order, i)
			sum += w
		}
	}
	// Who is at its most first, in proportion, comes first.
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(most[a]*weights[b], most[b]*weights[a]) })
	rest = whole
	for _, i := range order {
		if rest <= 0 || sum <= 0 {
			break
		}
		part := min(most[i], rest*min(1, weights[i]/sum))
		shares[i] += part
		rest, sum = rest-part, sum-weights[i]
	}
	return max(0, rest)
}
