package analyze

import (
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
)

// Bounds of a Progress, whatever the job does.
const (
	openMost    = 1000 // open queries that are followed; further ones are counted
	learnedMost = 64   // curves of finished queries that are kept
)

// Progress follows the queries of a job while it runs. Add takes one event in a
// time that does not depend on how many came before, and what is held depends
// on the plans of the open queries and, by three bits each, on their tasks.
//
// It is the light companion of Replayer: it repairs nothing and judges nothing.
// It is not safe for concurrent use.
type Progress struct {
	open     []*running // in order of start
	byID     map[string]*running
	hidden   int64 // queries that are not followed, being too many
	begun    int64
	finished int64
	failed   int64 // ended in any other way
	last     *EndedQuery
	clock    format.Time // the latest arrival
	losses   int64       // what the recorder lost

	like    *Likeness // of a previous recording, may be nil
	learned *Likeness // of this job's finished queries
}

// EndedQuery is a query that has ended.
type EndedQuery struct {
	ID      string
	Number  int64  // in the job, from 1
	Outcome string // Daft's word
	Wall    int64  // nanoseconds, by arrival
}

// NewProgress returns a Progress that has seen nothing. Estimates use the
// queries of like, which may be nil.
func NewProgress(like *Likeness) *Progress {
	return &Progress{byID: make(map[string]*running), like: like, learned: newLikeness(ThisJob)}
}

// Add takes the next event. It keeps nothing of e itself.
func (p *Progress) Add(e *format.Event) {
	switch e.Kind {
	case format.QueryStart, format.PlanStart, format.PlanEnd, format.ExecStart, format.ExecEnd, format.QueryEnd,
		format.OperatorStart, format.OperatorStats, format.TaskSubmit, format.TaskInput, format.TaskSchedule, format.TaskEnd:
	case format.Loss:
		if n, ok := e.Int(format.Count); ok && n > 0 {
			p.losses += n
		}
		return
	default:
		return // spans, samples and output come by the thousand
	}
	if e.Clock() == format.ClockWorker && ofPlan(e.Kind) || e.Label(format.SourceName) == string(format.SourceOTLP) {
		return // other counts of the same work
	}
	now, ok := arrivalOf(e)
	if !ok {
		return
	}
	p.clock = max(p.clock, now)
	q := p.query(e, now)
	if q == nil {
		return
	}
	q.sample(now)
	q.add(e, now)
	if e.Kind == format.QueryEnd {
		p.end(q, e, now)
	}
}

// arrivalOf returns when the recorder received e, or where that is unknown when
// it happened: all that this compares is of one recording.
func arrivalOf(e *format.Event) (format.Time, bool) {
	t, ok := e.Arrival()
	if !ok {
		t, ok = e.Time()
	}
	return t, ok && plausible(t)
}

// query returns the open query that e speaks of, nil where there is none.
func (p *Progress) query(e *format.Event, now format.Time) *running {
	id := e.Label(format.QueryID)
	if q := p.byID[id]; q != nil || id == "" {
		return q
	}
	switch e.Kind {
	case format.QueryStart:
	case format.PlanStart, format.ExecStart, format.TaskSubmit: // its start was lost
		if p.last != nil && p.last.ID == id {
			return nil
		}
	default:
		return nil // the rest of one that has ended
	}
	p.begun++
	if len(p.open) >= openMost {
		p.hidden++
		return nil
	}
	q := newRunning(strings.Clone(id), p.begun, now)
	p.byID[q.id] = q
	p.open = append(p.open, q)
	return q
}

func (p *Progress) end(q *running, e *format.Event, now format.Time) {
	outcome := e.Label(format.Outcome)
	p.last = &EndedQuery{ID: q.id, Number: q.number, Outcome: outcome, Wall: int64(now - q.start)}
	if outcome == "Finished" {
		p.finished++
		if c := q.finish(now); c != nil {
			p.learned.add(c)
		}
	} else {
		p.failed++
	}
	delete(p.byID, q.id)
	p.open = slices.DeleteFunc(p.open, func(o *running) bool { return o == q })
}
