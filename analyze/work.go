package analyze

import "github.com/daft-analyze/daft-analyze/analyze/saturate"

// Work is what spans tell of an operator: how its time was spent inside of its
// batches. The zero Work knows nothing.
type Work struct {
	// Busy is the time that threads were inside of the operator's batches, its
	// finalize and its join build, added up over threads, in nanoseconds: at work,
	// or blocked there, as a Python function that sleeps. Derived where the spans
	// are of several operators of one type, and were split.
	Busy Value
	// AtLeast says that Busy is not all: of a join's probe only the time in which
	// at least one thread was at it is known; some operators work elsewhere; and
	// spans may be missing.
	AtLeast bool
	// Idle is the time that batches were under way with no thread inside: mostly
	// they waited for one. Of an operator that works elsewhere it is the work.
	Idle Value
	// Elsewhere says that the operator works outside of the threads that its
	// spans watch, such as writing files, or Python in other processes.
	Elsewhere bool

	Spans int64 // of batches, those of finalize and build included

	Finalize Stretch // what it did once it had all its input, in Busy
	Build    Stretch // of a join, in Busy
	Probe    Stretch // of a join, in Busy; see AtLeast

	// Outer is when threads were inside of its batches, from the operator's
	// start to the last of them. Its Busy counts time once, however many threads.
	Outer Stretch

	First, Last Moment // the first start and the last end of its spans

	batches Stretch
	partial bool // some of its spans may be missing
}

// Known reports whether spans tell anything of the operator.
func (w Work) Known() bool { return w.Busy.Known() }

// Stretch is one part of an operator's work.
type Stretch struct {
	Busy       Value  // nanoseconds; of one that several threads share time counts once
	Elapsed    Value  // lengths of its spans, added up; missing where these are not told apart
	Start, End Moment // the first and the last; either may be unknown
}

// add adds a span to the stretch.
func (s *Stretch) add(x Span, m func(Span) (Moment, Moment)) {
	start, end := m(x)
	if x.Busy >= 0 {
		s.Busy = measured(saturate.Add(s.Busy.V, x.Busy))
	}
	s.Elapsed = orZero(s.Elapsed).plus(measured(x.Length))
	s.Start, s.End = earlier(s.Start, start), later(s.End, end)
}

// takes adds a stretch to what is known of the work.
func (w *Work) takes(s Stretch) {
	if s.Busy.Known() {
		w.Busy = w.Busy.PlusKnown(s.Busy)
	}
	w.First, w.Last = earlier(w.First, s.Start), later(w.Last, s.End)
}
