package critical

import (
	"sync/atomic"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// Natively all operators of a query work at the same time, on one pool of
// threads: there is no chain of last arrivals. Instead the execution is cut into
// short intervals, and for each it is found who held the query up: where the
// pool is full, all that use it, in proportion; else the one that is busiest, as
// whatever the others do is done beside it.

// tooShort is the wall time, in nanoseconds, below which counters alone, which
// come every 200 ms, tell no operators apart.
const tooShort = 300_000_000

// nativePath finds the path of a query of Daft's native engine.
func nativePath(run *analyze.Run, q *analyze.Query) *Path {
	p := &Path{Query: q, Basis: ByNothing, Threads: 1, ThreadsAssumed: true, run: run}
	if !q.Wall.Known() {
		return p
	}
	if c := run.Recording.CPUs; run.Recording.Mode == "record" && c.Positive() {
		p.Threads, p.ThreadsAssumed = c.V, false
	}
	consumer, sure := consumerFrom(q)
	for _, ph := range q.Phases {
		from, to := ph.Start, ph.End
		if ph.Kind == analyze.PhaseExecution || ph.Kind == analyze.PhaseTail {
			to = min(to, max(from, consumer))
		}
		switch ph.Kind {
		case analyze.PhaseExecution:
			p.Segments = append(p.Segments, execution(run, p, from, to)...)
		case analyze.PhasePlanning:
			p.add(Segment{Start: from, End: to, Kind: Plan})
		case analyze.PhaseStartup:
			p.add(Segment{Start: from, End: to, Kind: Startup})
		case analyze.PhaseTail:
			p.add(Segment{Start: from, End: to, Kind: Tail})
		default:
			p.add(Segment{Start: from, End: to, Kind: Unrecorded})
		}
		p.add(Segment{Start: to, End: ph.End, Kind: Consumer, Estimated: true, Guess: sure})
	}
	p.Segments = readable(p.Segments)
	p.Notes = append(p.Notes, nativeNotes(run, p)...)
	return p
}

// add appends a segment, unless it is empty.
func (p *Path) add(s Segment) {
	if s.Start < s.End {
		p.Segments = append(p.Segments, s)
	}
}

// consumerFrom returns from when on the user's code held the query open, the
// end of the query where it did not. Counters say that up to a tick late; the
// last batch that a span tells of was no consumer's.
func consumerFrom(q *analyze.Query) (from format.Time, sure string) {
	if q.Consumption.Verdict != analyze.ConsumptionSeen || len(q.Consumption.Intervals) == 0 {
		return q.End.Time, ""
	}
	i := q.Consumption.Intervals[0]
	from = i.Start
	for _, g := range q.BatchSpans() {
		for _, s := range g.Spans {
			from = max(from, s.End())
		}
	}
	if i.Sure == analyze.Possible {
		sure = q.Consumption.Evidence
	}
	return min(from, q.End.Time), sure
}

// execution returns the segments of the time in which operators worked.
func execution(run *analyze.Run, p *Path, from, to format.Time) []Segment {
	if from >= to {
		return nil
	}
	l := newLoads(run, p, from, to)
	if p.kept == nil {
		p.kept = new(atomic.Pointer[loads])
		p.kept.Store(l)
	}
	p.Basis = l.basis
	if l.basis == ByNothing {
		return []Segment{{Start: from, End: to, Kind: Unrecorded}}
	}
	if l.basis == ByEstimates && p.Query.Wall.V < tooShort {
		p.TooShort = true
		return []Segment{{Start: from, End: to, Kind: Run, Estimated: true, Shares: []Share{{NS: int64(to - from), Estimated: true}}}}
	}
	var list []Segment
	for i := range l.intervals() {
		list = append(list, l.segment(i))
	}
	return list
}
