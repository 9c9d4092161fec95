package critical

import (
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
		if o.Type == "AsyncUDFProject" {
			l.async(o)
		}
	}
}

// async adds what an asynchronous function did: its batches only start its
// calls. It is at work until it has put out what it took.
func (l *loads) async(o *analyze.Operator) {
	end, known := l.done[o]
	if from := o.Work.First; from.Known && known {
		held := spread(l.cuts, []piece{{from.Time, end, float64(end) - float64(from.Time)}})
		l.acts = append(l.acts, &activity{op: o, state: Busy, elsewhere: true, estimated: true, flight: held, inside: held})
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
