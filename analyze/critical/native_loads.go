package critical

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// maxLoads bounds the intervals of one execution times the operators of its plan.
const maxLoads = 2_000_000

// maxIntervals bounds the intervals of one execution: an hour of ticks.
const maxIntervals = 20_000

// loads is what the operators of a query did in each interval of its execution.
type loads struct {
	query   *analyze.Query
	basis   Basis
	threads float64
	clock   clock
	cuts    []format.Time
	ops     []*analyze.Operator
	outers  map[*analyze.Operator]analyze.OuterSpans
	done    map[*analyze.Operator]format.Time // when it had put out its last rows; missing: not in the execution
	roots   []*analyze.Operator
	cpu     []float64 // processors used in each interval, -1 where unknown
	acts    []*activity
	guesses []*activity // by counters alone
	seen    format.Time // the end of the last span: where a query was cut off, more may have been lost
	// starved is how long, in nanoseconds, the operators after a source waited for it, in each interval.
	starved map[*analyze.Operator][]float64
}

// activity is one kind of work of one operator.
type activity struct {
	op        *analyze.Operator
	state     State
	flight    []float64 // batches under way in each interval, in nanoseconds of each
	inside    []float64 // of these with a thread inside
	elsewhere bool      // it works outside of the pool of threads
	alone     bool      // it takes one batch at a time
	estimated bool
}

func (l *loads) intervals() int { return len(l.cuts) - 1 }

// newLoads reads what is known of the operators between two times.
func newLoads(run *analyze.Run, p *Path, from, to format.Time) *loads {
	q := p.Query
	l := &loads{query: q, basis: ByNothing, threads: float64(p.Threads), roots: q.Plan.Roots, outers: q.OuterSpans(), starved: make(map[*analyze.Operator][]float64)}
	for _, o := range q.Operators {
		if o.InPlan || !q.Plan.Known {
			l.ops = append(l.ops, o)
		}
	}
	l.clock = clockOf(l.ops, from)
	groups := q.BatchSpans()
	if tooDoubtful(q, groups) {
		groups = nil
	}
	if len(groups) > 0 {
		l.basis = BySpans
	} else if len(l.clock.ticks) > 0 {
		l.basis = ByEstimates
	}
	l.cut(groups, from, to)
	l.findDone(groups)
	l.cpu = l.cpuOf(run, groups)
	for _, o := range l.ops {
		if len(o.Children) == 0 {
			l.starved[o] = spread(l.cuts, l.clock.durations(o, 1))
		}
	}
	if l.basis == BySpans {
		l.fromSpans(groups)
	}
	l.fromCounters()
	l.unfinished()
	for _, list := range [][]*activity{l.acts, l.guesses} {
		slices.SortStableFunc(list, func(a, b *activity) int {
			return cmp.Or(cmp.Compare(a.op.ID, b.op.ID), cmp.Compare(a.state, b.state))
		})
	}
	return l
}

// tooDoubtful reports whether so many spans may be of another query that ran at the
// time, one of twenty, that the rest do not tell what happened.
func tooDoubtful(q *analyze.Query, groups []analyze.SpanGroup) bool {
	placed := int64(0)
	for _, g := range groups {
		placed += int64(len(g.Spans))
	}
	return q.DoubtfulSpans() > placed/20
}

// cut divides the execution where something is known to begin or end: at the
// reports of counters, and where operators finalize or have built.
func (l *loads) cut(groups []analyze.SpanGroup, from, to format.Time) {
	var at []format.Time
	for _, g := range groups {
		if g.Part == analyze.SpanFinalize && len(g.Spans) <= maxIntervals/10 {
			for _, s := range g.Spans {
				at = append(at, s.Start, s.End())
			}
		}
	}
	for _, o := range l.outers {
		if o.Build != nil {
			at = append(at, o.Build.End())
		}
	}
	for _, o := range l.ops {
		if isFunction(o) && o.Ended.Known {
			at = append(at, o.Ended.Time)
		}
	}
	at = append(at, l.clock.ticks...)
	slices.Sort(at)
	at = slices.Compact(at)
	lo, _ := slices.BinarySearch(at, from+1)
	hi, _ := slices.BinarySearch(at, to)
	at = at[min(lo, hi):hi]
	l.cuts = []format.Time{from}
	if most := min(maxIntervals, maxLoads/max(1, len(l.ops))); len(at) > most {
		step := (len(at) + most - 1) / most
		for i := step - 1; i < len(at); i += step {
			l.cuts = append(l.cuts, at[i])
		}
	} else {
		l.cuts = append(l.cuts, at...)
	}
	l.cuts = append(l.cuts, to)
}

// single reports whether an operator took one batch at a time, as far as its
// duration tells: no more than it was active for.
func (l *loads) single(o *analyze.Operator) bool {
	if o.Batches.Known() && o.Batches.V == 1 {
		return true
	}
	if !o.First.Known || !o.Last.Known {
		return false
	}
	return float64(o.DaftDuration.V) <= 1.02*float64(o.Last.Time-o.First.Time)
}

func (l *loads) width(o *analyze.Operator) float64 {
	if l.single(o) {
		return 1
	}
	return l.threads
}

// fromCounters takes Daft's durations as batches under way: without spans
// nothing tells which of them had a thread.
func (l *loads) fromCounters() {
	for _, o := range l.ops {
		if len(o.Children) == 0 {
			continue
		}
		a := &activity{op: o, state: Busy, flight: spread(l.cuts, l.clock.durations(o, l.width(o))), alone: l.single(o), elsewhere: o.WorksElsewhere(), estimated: true}
		if o.IsLocalJoin() {
			a.state = Probing
		}
		l.guesses = append(l.guesses, a)
	}
}

// unfinished adds what was under way when a query was cut off: a function of the
// user's that had taken rows and not put them out was at work, or waited for a thread.
func (l *loads) unfinished() {
	if l.query.Outcome == analyze.OutcomeFinished {
		return
	}
	end := l.cuts[len(l.cuts)-1]
	for _, o := range l.ops {
		if !isFunction(o) || !o.RowsIn.Known() || o.RowsOut.V >= o.RowsIn.V {
			continue
		}
		since := l.clock.start
		if o.First.Known {
			since = max(since, o.First.Time)
		}
		for _, s := range o.Samples {
			if s.DaftDuration > 0 || s.RowsOut > 0 {
				since = max(since, min(s.Time, end))
			}
		}
		held := spread(l.cuts, []piece{{since, end, float64(end - since)}})
		l.guesses = append(l.guesses, &activity{op: o, state: Busy, alone: true, estimated: true, flight: held, inside: held})
		if w := o.Work.Last; w.Known {
			since = min(w.Time, end)
			held = spread(l.cuts, []piece{{since, end, float64(end - since)}})
		}
		l.acts = append(l.acts, &activity{op: o, state: Busy, alone: true, estimated: true, flight: held, inside: held})
	}
}

// isFunction reports whether an operator runs a function of the user's on rows,
// one for one.
func isFunction(o *analyze.Operator) bool {
	return o.Type == "UDFProject" || o.Type == "AsyncUDFProject"
}
