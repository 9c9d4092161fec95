package analyze

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// tilePhases cuts the wall time of a query into phases that are contiguous
// and sum to it exactly. Where the events that would delimit a phase are
// missing, the time is unrecorded, never guessed.
func tilePhases(q *Query) {
	if !q.Wall.Known() {
		return
	}
	t := phaseTiler{query: q, at: q.Start.Time}
	switch {
	case q.ExecStart.Known:
		t.until(PhasePlanning, q.ExecStart)
	case q.PlanEnd.Known:
		t.until(PhasePlanning, q.PlanEnd)
	case !q.FirstWork.Known && q.PlanStart.Known && q.EndInferred == "":
		t.until(PhasePlanning, q.End) // it ended while it was planned
	}
	if q.FirstWork.Known {
		if q.ExecStart.Known {
			t.until(PhaseStartup, q.FirstWork)
		} else {
			t.until(PhaseUnrecorded, q.FirstWork)
		}
		if last := q.LastWork; last.Known {
			if after := last.since(q.End).V; after > 0 && q.EndInferred == "" {
				q.afterEnd, last = after, q.End
			}
			t.until(PhaseExecution, last)
		}
	}
	switch {
	case !q.FirstWork.Known && q.ExecStart.Known && q.EndInferred == "" && (q.Outcome == OutcomeFailed || q.Outcome == OutcomeCanceled):
		t.until(PhaseStartup, q.End) // it ended before there was any work
	case !q.FirstWork.Known || !q.LastWork.Known || q.EndInferred != "":
		t.until(PhaseUnrecorded, q.End)
	default:
		t.until(PhaseTail, q.End)
	}
	if t.clipped > 0 {
		q.clipped = t.clipped
	}
}

type phaseTiler struct {
	query   *Query
	at      format.Time
	clipped int64 // the longest that a boundary had to be moved
}

// until appends a phase that ends at m. Boundaries come from several clocks:
// one that lies before the boundary before it, or after the query's end, is
// moved there, and how far is kept to be told.
func (t *phaseTiler) until(k PhaseKind, m Moment) {
	end := m.Time
	if end < t.at {
		t.clipped = max(t.clipped, int64(t.at-end))
		end = t.at
	}
	if last := t.query.End.Time; end > last {
		t.clipped = max(t.clipped, int64(end-last))
		end = last
	}
	t.query.Phases = append(t.query.Phases, Phase{Kind: k, Start: t.at, End: end})
	t.at = end
}

// noteClipped says by how much the clocks or the order of events disagreed.
func noteClipped(q *Query) (Note, bool) {
	if q.clipped < 1_000_000 {
		return Note{}, false
	}
	return Note{"phase-clipped", fmt.Sprintf("a boundary between phases lay %s outside of its place, as several clocks stamp them, and was moved", milliseconds(q.clipped))}, true
}

// noteAfterEnd says that work went on after the end, as when a consumer stops
// taking results.
func noteAfterEnd(q *Query) (Note, bool) {
	if q.workedOn >= 10_000_000 { // clearing up takes a millisecond or two
		return Note{"worked-on", fmt.Sprintf("its execution went on for %s after its end, as its results were abandoned: what its operators did includes that", milliseconds(q.workedOn))}, true
	}
	if q.afterEnd < 1_000_000 {
		return Note{}, false
	}
	return Note{"work-after-end", fmt.Sprintf("the last sign of work lies %s after the query's end: its results were abandoned while it ran, or the clocks differ", milliseconds(q.afterEnd))}, true
}

func milliseconds(ns int64) string {
	sign := ""
	if ns < 0 {
		sign, ns = "-", saturate.Sub(0, ns)
	}
	return fmt.Sprintf("%s%d.%03d ms", sign, ns/1_000_000, ns/1000%1000)
}
