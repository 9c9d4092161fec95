package critical

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

const (
	// fullPool is from which part of its threads on a pool counts as full.
	fullPool = 0.9
	// queue is how many batches must wait for a thread, on average, for others than
	// those that have spans to be on the pool, and long how many for it to be full,
	// whatever they are.
	queue = 0.25
	long  = 0.5
	// idle is below how much work an operator counts as doing nothing.
	idle = 0.02
	// tiny is which part of a thread is not worth a share.
	tiny = 0.001
)

// claim is what an operator has of an interval, before it is an integer.
type claim struct {
	op        *analyze.Operator
	state     State
	weight    float64
	saving    float64 // of the weight
	estimated bool
}

// segment finds who held the query up in an interval.
func (l *loads) segment(i int) Segment {
	from, to := l.cuts[i], l.cuts[i+1]
	s := Segment{Start: from, End: to, Kind: Run}
	mid := from + (to-from)/2
	leaf, finalizing := l.leaf(mid)
	var claims []claim
	if l.basis == BySpans && !l.cutOff(from) {
		claims = l.bySpans(i, leaf, finalizing, mid)
	} else {
		claims = l.byCounters(i, leaf, finalizing, mid)
	}
	if len(claims) == 0 {
		s.Kind = Unrecorded
		return s
	}
	s.Shares = divide(int64(to-from), claims)
	return s
}

// cutOff reports whether spans from a time on were lost with the process that
// had yet to send them.
func (l *loads) cutOff(from format.Time) bool {
	return l.query.EndInferred != "" && from >= l.seen
}

// bySpans is the rule where spans tell which threads were where.
func (l *loads) bySpans(i int, leaf *analyze.Operator, finalizing bool, mid format.Time) []claim {
	dt := float64(l.cuts[i+1] - l.cuts[i])
	var claims []claim
	waiting, busy, native := 0.0, 0.0, 0.0
	for _, a := range l.acts {
		in := a.inside[i] / dt
		if !a.elsewhere {
			waiting += max(0, a.flight[i]/dt-in)
			busy += in
			if !isFunction(a.op) {
				native += in
			}
		}
	}
	source := l.live(leaf, mid)
	if c, ok := l.bottleneck(i, source); ok {
		return []claim{c}
	}
	reading := l.reading(i, source, waiting, native)
	if busy > 0 && busy+reading >= fullPool*l.threads || waiting >= long {
		for _, a := range l.acts {
			if in := a.inside[i] / dt; !a.elsewhere && in > tiny {
				claims = append(claims, claim{a.op, a.state, in, in, a.estimated})
			}
		}
		if rest := min(l.threads-busy, reading); source != nil && rest > tiny {
			claims = append(claims, claim{source, IO, rest, rest, true})
		}
		if len(claims) > 0 {
			return claims
		}
	}
	for _, a := range l.acts {
		if in := a.inside[i] / dt; in > idle {
			claims = append(claims, claim{a.op, a.state, in, in, a.estimated})
		}
	}
	if leaf != nil && len(leaf.Children) == 0 {
		if starved := min(1, l.starved[leaf][i]/dt); starved > idle {
			claims = append(claims, claim{leaf, IO, starved, starved, false})
		}
	}
	if len(claims) == 0 {
		return l.silent(i, leaf, finalizing, source)
	}
	return first(claims)
}

// bottleneck returns the owner of an interval in which one function that takes one
// batch at a time always had one, in a thread or waiting for it: whether the pool
// is full or not, the query is no faster than that function. Without it the next
// such function, the source, or what else the pool has to do would take the time.
func (l *loads) bottleneck(i int, source *analyze.Operator) (claim, bool) {
	dt := float64(l.cuts[i+1] - l.cuts[i])
	var best *activity
	for _, a := range l.acts {
		if a.alone && isFunction(a.op) && a.state == Busy && a.flight[i]/dt >= fullPool && (best == nil || a.inside[i] > best.inside[i]) {
			best = a
		}
	}
	if best == nil {
		return claim{}, false
	}
	second, others := 0.0, 0.0
	if source != nil {
		second = min(1, l.starved[source][i]/dt)
	}
	for _, a := range l.acts {
		if a == best || a.elsewhere {
			continue
		}
		others += a.inside[i] / dt
		if a.inside[i] > best.inside[i] {
			return claim{}, false // it waits for what has the threads
		}
		if a.alone {
			second = max(second, a.inside[i]/dt)
		}
	}
	second = max(second, others/l.threads)
	in := best.inside[i] / dt
	if in <= idle {
		return claim{}, false
	}
	return claim{best.op, best.state, 1, 1 - min(1, second/in), best.estimated}, true
}

// reading returns how many threads of the pool may read and decode: they leave no
// span. One does as long as the source is waited for; and where batches wait for
// a thread, all do that are not inside of operators, unless the process used too
// little of its processors for that, even if it got but half of what it wanted.
func (l *loads) reading(i int, source *analyze.Operator, waiting, native float64) float64 {
	if source == nil {
		return 0
	}
	threads := min(1, l.starved[source][i]/float64(l.cuts[i+1]-l.cuts[i]))
	switch {
	case l.cpu[i] < 0 && waiting >= long:
		threads = l.threads
	case l.cpu[i] >= 0 && waiting >= queue:
		threads = min(l.threads, max(threads, 2*l.cpu[i]-native))
	}
	return threads
}

// silent says who owns an interval in which nothing was seen at work.
func (l *loads) silent(i int, leaf *analyze.Operator, finalizing bool, source *analyze.Operator) []claim {
	switch {
	case finalizing:
		return []claim{{leaf, Finalizing, 1, 1, true}}
	case source != nil:
		return []claim{{source, IO, 1, 1, true}}
	}
	// All rows are through. Functions are cleared away one after the other, each
	// with its process: its end is reported then.
	for j := len(l.ops) - 1; j >= 0; j-- {
		if o := l.ops[j]; isFunction(o) && o.Ended.Known && o.Ended.Time > l.cuts[i] {
			return []claim{{o, Finalizing, 1, 1, true}}
		}
	}
	return nil
}

// first returns the largest claim, which owns the whole interval: what the
// others do is done beside it. Without it the second would own it.
func first(claims []claim) []claim {
	slices.SortStableFunc(claims, func(a, b claim) int { return cmp.Compare(b.weight, a.weight) })
	owner := claims[0]
	second := 0.0
	for _, c := range claims[1:] {
		if c.op != owner.op {
			second = c.weight
			break
		}
	}
	saving := 0.0
	if owner.weight > 0 {
		saving = 1 - min(1, second/owner.weight)
	}
	return []claim{{owner.op, owner.state, 1, saving, owner.estimated}}
}

// byCounters is the rule where nothing tells which batches had a thread.
func (l *loads) byCounters(i int, leaf *analyze.Operator, finalizing bool, mid format.Time) []claim {
	dt := float64(l.cuts[i+1] - l.cuts[i])
	source := l.live(leaf, mid)
	if finalizing {
		return []claim{{leaf, Finalizing, 1, 1, true}}
	}
	var best *activity
	most := idle
	slow := false // one that takes one batch at a time always has one
	for _, a := range l.guesses {
		in := a.flight[i] / dt
		if in > most || in == most && best != nil && a.op.Depth > best.op.Depth {
			best, most = a, in
		}
		slow = slow || a.alone && in >= 0.9
	}
	if leaf != nil && len(leaf.Children) == 0 && !slow && l.starved[leaf][i]/dt >= 0.5 {
		return []claim{{leaf, IO, 1, 1, true}}
	}
	if best != nil {
		return []claim{{best.op, best.state, 1, 1, true}}
	}
	if j := l.building(leaf); j != nil && source != nil {
		return []claim{{j, Building, 1, 1, true}}
	}
	return l.silent(i, leaf, finalizing, source)
}

// building returns the join that takes the leaf's rows to build from, nil if none.
func (l *loads) building(leaf *analyze.Operator) *analyze.Operator {
	for o := leaf; o != nil && len(o.Parents) == 1; o = o.Parents[0] {
		if p := o.Parents[0]; p.IsLocalJoin() && len(p.Children) > 1 {
			if p.Children[0] == o {
				return p
			}
			return nil
		}
	}
	return nil
}
