package critical

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// findDone finds when each operator had put out its last rows.
func (l *loads) findDone(groups []analyze.SpanGroup) {
	l.done = make(map[*analyze.Operator]format.Time)
	starts := startsOf(groups)
	for _, o := range l.ops {
		since, at, known := l.clock.lastRise(o, rowsOut)
		if !known {
			if since, at, known = l.clock.lastRise(o, rowsIn); !known {
				continue
			}
		}
		if !l.settled(at) {
			continue
		}
		w := &o.Work
		switch {
		case o.IsLocalJoin() && w.Probe.End.Known:
			at = w.Probe.End.Time
		case o.IsBlocking() && w.Finalize.End.Known:
			at = w.Finalize.End.Time
		case !o.IsLocalJoin() && !o.IsBlocking() && w.Outer.End.Known && w.Outer.End.Time > since:
			at = w.Outer.End.Time // else it put out more after its last batch
		case len(o.Parents) == 1:
			// What it put out last began its way through the next operator then.
			list := starts[o.Parents[0]]
			if i, _ := slices.BinarySearch(list, at+1); i > 0 && list[i-1] > since {
				at = list[i-1]
			}
		}
		l.done[o] = at
	}
	l.boundDone()
}

// boundDone takes over that an operator's input is done when it is, or begins to
// finalize, or has built: counters say so up to a tick late.
func (l *loads) boundDone() {
	for _, o := range l.ops { // in the order of the plan, from the root down
		for i, c := range o.Children {
			at, known := l.done[o]
			limit := func(m analyze.Moment) {
				if m.Known && (!known || m.Time < at) {
					at, known = m.Time, true
				}
			}
			if o.IsBlocking() {
				limit(o.Work.Finalize.Start)
			}
			if o.IsLocalJoin() && i == 0 {
				limit(o.Work.Build.End)
			}
			if was, ok := l.done[c]; known && (!ok || at < was) {
				l.done[c] = at
			}
		}
	}
}

// settled reports whether what stood at a time was the last of it: a query that
// did not finish might have gone on.
func (l *loads) settled(at format.Time) bool {
	if l.query.Outcome == analyze.OutcomeFinished {
		return true
	}
	i, _ := slices.BinarySearch(l.clock.ticks, at+sameTick)
	return len(l.clock.ticks)-i >= 2
}

// startsOf returns when batches of operators began that are the only ones of
// their type, in order.
func startsOf(groups []analyze.SpanGroup) map[*analyze.Operator][]format.Time {
	starts := make(map[*analyze.Operator][]format.Time)
	for _, g := range groups {
		if len(g.Operators) != 1 || g.Part != analyze.SpanBatch {
			continue
		}
		for _, s := range g.Spans {
			starts[g.Operators[0]] = append(starts[g.Operators[0]], s.Start)
		}
	}
	for _, list := range starts {
		slices.Sort(list)
	}
	return starts
}

func (l *loads) isDone(o *analyze.Operator, t format.Time) bool {
	d, ok := l.done[o]
	return ok && d <= t
}

// leaf returns the operator that the query waits for at a time, going from its
// result down to where there still is work: a source that has more to come, or
// an operator that has all its input and puts its result together.
func (l *loads) leaf(t format.Time) (o *analyze.Operator, finalizing bool) {
	if len(l.roots) == 0 {
		return nil, false
	}
	o = l.roots[0]
	for len(o.Children) > 0 {
		next := o.Children[0]
		if len(o.Children) > 1 { // joins take the side to build first, others one after the other
			for _, c := range o.Children {
				if next = c; !l.isDone(c, t) {
					break
				}
			}
		}
		if o.IsBlocking() && l.isDone(next, t) {
			return o, !l.isDone(o, t)
		}
		o = next
	}
	return o, false
}

// live returns the source that still has rows to come at a time, the leaf if it
// is one, nil if there is none.
func (l *loads) live(leaf *analyze.Operator, t format.Time) *analyze.Operator {
	if leaf != nil && len(leaf.Children) == 0 && !l.isDone(leaf, t) {
		return leaf
	}
	for _, o := range l.ops {
		if _, known := l.done[o]; len(o.Children) == 0 && o.InPlan && known && !l.isDone(o, t) {
			return o
		}
	}
	return nil
}
