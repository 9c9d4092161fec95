package analyze

import (
	"time"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// rayForwards is how late Ray hands on what its workers print: it looks at
// their files every 100 ms, and what several printed alike it may hold back for 5 s.
const rayForwards = 500 * time.Millisecond

// LogSpan is the part of a job's logs that belongs to a query, an operator or
// a task, as far as that can be told: by the time.
type LogSpan struct {
	Start, End Moment // what it is about
	// Late is how much after End lines are taken that Ray hands on, as they may
	// have been printed before it. What the driver itself prints is never late.
	Late time.Duration
	// Workers leaves out what the driver itself printed.
	Workers bool
	// QueryID is that of log records; those of other queries are left out.
	QueryID string
	// Others is how many tasks ran meanwhile, whose lines are among these.
	Others int64
}

// LogSpan returns the part of the logs while the query was open.
func (q *Query) LogSpan() LogSpan {
	return LogSpan{Start: q.Start, End: q.End, Late: q.late(), QueryID: q.ID}
}

// OperatorLogSpan returns the part of the logs from the first to the last that
// is known of an operator's work.
func (q *Query) OperatorLogSpan(o *Operator) LogSpan {
	return LogSpan{Start: o.First, End: o.Last, Late: q.late(), QueryID: q.ID, Workers: q.Engine == EngineRay}
}

// TaskLogSpan returns the part of the logs from when a task was first given to
// a worker, or submitted where that is lost, to its end, or the query's where it has none.
func (q *Query) TaskLogSpan(t *Task) LogSpan {
	s := LogSpan{Start: t.FirstScheduled, End: t.Ended, Late: q.late(), QueryID: q.ID, Workers: true}
	if !s.Start.Known {
		s.Start = t.Submitted
	}
	if !s.End.Known {
		s.End = q.End
	}
	for _, o := range q.Tasks {
		if o != t && s.overlaps(o) {
			s.Others++
		}
	}
	return s
}

func (q *Query) late() time.Duration {
	if q.Engine == EngineRay {
		return rayForwards
	}
	return 0
}

// overlaps reports whether a task may have run while this part lasted.
func (s *LogSpan) overlaps(t *Task) bool {
	if !t.FirstScheduled.Known || s.End.Known && t.FirstScheduled.Time > s.End.Time {
		return false
	}
	return !s.Start.Known || !t.Ended.Known || t.Ended.Time >= s.Start.Time
}

// has reports whether a line belongs to it.
func (s *LogSpan) has(l *LogLine) bool {
	if s.Start.Known && l.Time < s.Start.Time {
		return false
	}
	end := int64(s.End.Time)
	if l.fromWorker || l.Kind == LogLoss {
		end = saturate.Add(end, int64(s.Late))
	}
	if s.End.Known && int64(l.Time) > end {
		return false
	}
	if l.Kind == LogRecord && l.QueryID != "" && s.QueryID != "" {
		return l.QueryID == s.QueryID
	}
	return !s.Workers || l.fromWorker || l.Kind == LogLoss
}
