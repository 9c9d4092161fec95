package analyze

import "github.com/daft-analyze/daft-analyze/format"

// findWindows bounds what was seen of each operator's work: on Ray by its
// tasks, natively by its first rows and the last rise of its counters. Daft
// reports an operator's end when its loop exits, which natively is the end of
// the query for nearly all.
func findWindows(q *Query) {
	for _, o := range q.Operators {
		if o.firstWork.Known {
			o.First, o.FirstSign = o.firstWork, SignCounters
		}
		if o.Started.Known && (!o.First.Known || o.Started.Time <= o.First.Time) {
			o.First, o.FirstSign = o.Started, SignOperatorStart
		}
		switch {
		case o.lastChange.Known:
			o.Last, o.LastSign = o.lastChange, SignCounters
		case o.Ended.Known:
			o.Last, o.LastSign = o.Ended, SignOperatorEnd
		}
	}
	switch {
	case len(q.Tasks) > 0:
		windowsOfTasks(q)
	case q.Engine == EngineNative:
		windowsOfSpans(q)
	}
	for _, o := range q.Operators {
		// What is stamped on arrival may seem to lie after the query.
		o.First, o.FirstSign = notAfterEnd(q, o.First, o.FirstSign)
		o.Last, o.LastSign = notAfterEnd(q, o.Last, o.LastSign)
		if o.First.Known && o.Last.Known && o.Last.Time < o.First.Time {
			o.Last = o.First // a start that overtook its counters by another connection
		}
	}
}

// windowsOfSpans takes the first and the last batch of an operator where spans
// tell of both: exact, and by the sender's clock.
func windowsOfSpans(q *Query) {
	for _, o := range q.Operators {
		w := &o.Work
		if w.First.Known && (!o.First.Known || w.First.Time < o.First.Time) {
			o.First, o.FirstSign = w.First, SignSpan
		}
		whole := !w.partial && (!isLocalJoin(o.Type) || w.Probe.End.Known)
		if w.Last.Known && (whole || !o.Last.Known || w.Last.Time > o.Last.Time) {
			o.Last, o.LastSign = w.Last, SignSpan
		}
	}
}

// notAfterEnd returns the end of the query for a moment by the recorder's clock
// that lies a little after it. Where it lies far after it, the clocks differ.
func notAfterEnd(q *Query, m Moment, s Sign) (Moment, Sign) {
	if m.Known && m.Clock == format.ClockRecorder && q.End.Known && q.EndInferred == "" && m.Time > q.End.Time && m.since(q.End).V < farClock {
		return q.End, SignQueryEnd
	}
	return m, s
}

// windowsOfTasks replaces an operator's window by that of the tasks that run
// it. Tasks that only read what it wrote do not count, unless there are no
// others: they are the time of the operators after it.
func windowsOfTasks(q *Query) {
	type window struct{ first, last Moment }
	own, reading := make(map[int64]window), make(map[int64]window)
	for _, t := range q.Tasks {
		begin := t.FirstScheduled
		if !begin.Known {
			begin = t.Submitted
		}
		end := t.Ended
		if !end.Known {
			end = t.LastScheduled
		}
		for _, id := range t.NodeIDs {
			in := own
			if t.reads(id, q.dispatches) {
				in = reading
			}
			w := in[id]
			in[id] = window{earlier(w.first, begin), later(w.last, end)}
		}
	}
	for _, o := range q.Operators {
		w, ok := own[o.ID]
		if !ok {
			w, ok = reading[o.ID]
		}
		if !ok {
			continue
		}
		if w.first.Known {
			o.First, o.FirstSign = w.first, SignTask
		}
		if w.last.Known {
			o.Last, o.LastSign = w.last, SignTask
		}
	}
}

// markWork finds the first and the last sign of work of the whole query.
func markWork(q *Query) {
	for _, t := range q.Tasks {
		q.FirstWork = earlier(q.FirstWork, t.FirstScheduled)
		q.LastWork = later(q.LastWork, t.Ended)
	}
	if !q.FirstWork.Known {
		for _, t := range q.Tasks {
			q.FirstWork = earlier(q.FirstWork, t.Submitted)
		}
	}
	for _, o := range q.Operators {
		if len(q.Tasks) == 0 {
			q.FirstWork = earlier(q.FirstWork, o.First)
		}
		if !q.LastWork.Known || len(q.Tasks) == 0 {
			q.LastWork = later(q.LastWork, later(o.Last, o.Ended))
		}
	}
	switch {
	case q.EndInferred != "" && q.FirstWork.Known:
		q.LastWork = q.LastSeen // it worked on as far as anything tells
	case q.ExecEnd.Known && len(q.Tasks) == 0:
		q.LastWork = q.ExecEnd
		if end := q.End; end.Known && end.Clock == q.ExecEnd.Clock && end.Time < q.ExecEnd.Time {
			q.LastWork = end // its results were abandoned: Daft clears up after the end, or works on
			q.workedOn = q.ExecEnd.since(end).V
		}
	}
}
