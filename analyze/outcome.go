package analyze

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
)

// deadSilence is how long a driver must have been silent to be called dead.
// It says that it is alive every 10 s, and Daft's own dashboard waits as long.
const deadSilence = 60_000_000_000

// inferEnd works out how and when a query ended. One without an end event
// ends with the job's exit where that is recorded, else with its last event.
func inferEnd(q *Query, run *Run) {
	q.Outcome = outcomeOf(q)
	if !q.End.Known {
		q.inferredEnd(run)
	}
	q.Wall = q.End.since(q.Start)
	if q.Wall.Known() && q.Wall.V < 0 {
		q.odd.add("ends-before-start", "the query ends before it starts: its wall time is unknown", Place{QueryID: q.ID})
		q.Wall = Value{}
	}
	if q.Wall.Known() && (q.StartLost || q.EndInferred != "") {
		q.Wall.Origin = Derived
	}
}

func outcomeOf(q *Query) Outcome {
	switch strings.ToLower(q.EndState) {
	case "finished":
		return OutcomeFinished
	case "failed":
		return OutcomeFailed
	case "canceled", "cancelled":
		return OutcomeCanceled
	case "dead":
		return OutcomeDied
	case "":
		return OutcomeUnfinished
	}
	q.odd.add("unknown-outcome", "Daft ended the query with a word that this version does not know: "+oneLine(q.EndState), Place{QueryID: q.ID})
	return OutcomeUnfinished
}

func (q *Query) inferredEnd(run *Run) {
	q.End, q.EndInferred = q.LastSeen, "last event"
	if run.Job != nil && run.Job.End.Known {
		if code := run.Job.ExitCode; code.Known() && code.V == 0 {
			// The job did not die. Daft does not wait for its last messages
			// when a process exits, and the process may have been a child.
			if q.ExecEnd.Known {
				q.End, q.EndInferred = q.ExecEnd, "end of execution"
			}
		} else {
			q.Outcome = OutcomeDied
			if end := run.Job.End; !q.Start.Known || end.Time >= q.Start.Time {
				q.End, q.EndInferred = end, "job exit"
			}
			return
		}
	}
	if silence := run.Recording.End.since(q.lastSignOfLife()); silence.Known() && silence.V >= deadSilence {
		q.Outcome = OutcomeDied
	}
}

// lastSignOfLife returns when the driver was last heard of. Natively all
// events are the driver's; on Ray the scheduler's and workers' are not.
func (q *Query) lastSignOfLife() Moment {
	if q.Engine != EngineRay {
		return q.LastSeen
	}
	var last Moment
	for _, t := range q.facts.alive {
		last = later(last, at(t, format.ClockRecorder))
	}
	return last
}
