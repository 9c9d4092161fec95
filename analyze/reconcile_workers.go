package analyze

import "github.com/daft-analyze/daft-analyze/analyze/saturate"

// On Ray the scheduler adds up what tasks report when they end with success, and
// of that only what it has a place for. Workers count for themselves, and say
// so by OTLP: each operator of their own plans names the operator of the
// query's plan that it was made from. Their sums are held against the
// scheduler's, and taken over where they know more:
//
//   - of a join, whose sides overwrite each other in what a task reports;
//   - what the scheduler does not count, such as the bytes of a sort;
//   - what it does not know as no task of the operator succeeded.
//
// They count attempts that failed, too. So where any did, they are taken only
// for what is not known otherwise; and where one of them lags behind the
// scheduler, as a worker died before its last export, none is taken.

// reconcileWorkers holds the workers' counters against the scheduler's.
func reconcileWorkers(q *Query) {
	if q.Engine != EngineRay {
		return
	}
	s := &q.sources
	var sums []*workerSum
	for _, o := range q.Operators {
		f := q.facts.operators[o.ID]
		if f == nil || len(f.parts) == 0 {
			continue
		}
		w := &workerSum{of: o, values: workerCounters(o, f)}
		sums = append(sums, w)
		for c, l := range w.values {
			d := *o.counter(counter(c))
			switch {
			case !l.Known() || !d.Known() || onlyScheduler(o, counter(c)):
			case l.V == d.V:
				s.WorkersAgree++
			case l.V < d.V:
				s.WorkersBehind++
			default:
				s.WorkersFurther++
			}
		}
	}
	if s.WorkersBehind > 0 {
		return
	}
	again := attemptedAgain(q)
	for _, w := range sums {
		w.take(q, again)
	}
}

// workerSum is what all workers counted for one operator.
type workerSum struct {
	of     *Operator
	values [numCounters]Value
}

// take gives an operator what its workers know better.
func (w *workerSum) take(q *Query, again bool) {
	o := w.of
	for c, l := range w.values {
		c := counter(c)
		v := o.counter(c)
		if !l.Known() || onlyScheduler(o, c) || v.Known() && l.V <= v.V {
			continue
		}
		uncounted := !v.Known() || v.V == 0
		if uncounted || !again && o.IsJoin() && isJoinCounter(c) {
			*v = l
			q.sources.Workers++
		}
	}
	if o.IsJoin() && !again && w.values[cBuildRows].Known() && w.values[cProbeRowsIn].Known() {
		o.bothSides = true
	}
}

// onlyScheduler reports whether workers count something else under a counter:
// batches for tasks; the build side of a broadcast join once for each task that
// reads it; and what is of tasks itself.
func onlyScheduler(o *Operator, c counter) bool {
	switch c {
	case cBatches, cCompleted, cFailed, cCancelled:
		return true
	case cBuildRows, cBuildBytes:
		return o.Type == "BroadcastJoin"
	}
	return false
}

// attemptedAgain reports whether some task ran that did not succeed, or may
// have: workers counted what it did.
func attemptedAgain(q *Query) bool {
	for _, o := range q.Operators {
		if o.ReportedFailed.Positive() || o.ReportedCancelled.Positive() {
			return true
		}
	}
	for _, t := range q.Tasks {
		if t.Attempts() > 1 || t.Outcome != TaskSucceeded {
			return true
		}
	}
	return len(q.Tasks) == 0
}

// workerCounters adds up what workers counted for an operator: of its own kind
// rows and bytes, and time of all that was made from it, as the scheduler does.
// What reads its input for it counts rows of its own.
func workerCounters(o *Operator, f *operatorFacts) (sum [numCounters]Value) {
	for c := range numCounters {
		if c == cDuration {
			for _, x := range f.parts {
				if v, _ := x.total(c); v.Known() {
					sum[c] = measured(saturate.Add(sum[c].V, v.V))
				}
			}
			continue
		}
		var own *exported
		alone := true
		for part, x := range f.parts {
			if isOwnPart(o, part, c) {
				own, alone = x, alone && own == nil
			}
		}
		if own != nil && alone { // else several of its parts would count the same rows
			sum[c], _ = own.total(c)
		}
	}
	return sum
}

// isOwnPart reports whether a part of an operator counts under a counter what
// the operator does.
func isOwnPart(o *Operator, part workPart, c counter) bool {
	source := isSourceKind(o.Type) || o.Type == "ScanTaskSource"
	if isSourceKind(part.kind) != source || o.IsJoin() && !isLocalJoin(part.kind) {
		return false
	}
	phase, all := countedIn(o, c)
	return all || part.phase == phase
}

// countedIn returns in which of an operator's passes a counter counts as that
// of the operator, as the scheduler has it: what comes in in the first, what
// goes out in the last. Other operators have one pass.
func countedIn(o *Operator, c counter) (phase string, all bool) {
	switch {
	case o.Type == "Sort":
		return "final-sort", false
	case o.Type == "IntoBatches" && (c == cRowsIn || c == cBytesIn):
		return "local", false
	case o.Type == "IntoBatches":
		return "rebatch", false
	}
	return "", true
}

// isSourceKind reports whether a worker's operator takes no rows from another.
// What reads a shuffle is a ScanTask to Daft.
func isSourceKind(kind string) bool {
	return kind == "ScanTask" || kind == "InMemoryScan" || kind == "GlobScan"
}

// counter returns where a counter of the operator is kept.
func (o *Operator) counter(c counter) *Value {
	return [numCounters]*Value{
		cDuration: &o.DaftDuration, cRowsIn: &o.RowsIn, cRowsOut: &o.RowsOut, cRowsWritten: &o.RowsWritten,
		cBytesIn: &o.BytesIn, cBytesOut: &o.BytesOut, cBytesRead: &o.BytesRead, cBytesWritten: &o.BytesWritten, cBatches: &o.Batches,
		cBuildRows: &o.BuildRows, cProbeRowsIn: &o.ProbeRowsIn, cProbeRowsOut: &o.ProbeRowsOut,
		cBuildBytes: &o.BuildBytes, cProbeBytesIn: &o.ProbeBytesIn, cProbeBytesOut: &o.ProbeBytesOut,
		cCompleted: &o.ReportedCompleted, cFailed: &o.ReportedFailed, cCancelled: &o.ReportedCancelled,
	}[c]
}
