package analyze

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// notes says in plain words what must be known to read the numbers.
func notes(q *Query, t *Trust, run *Run) []Note {
	var n []Note
	add := func(code, text string, args ...any) {
		n = append(n, Note{code, fmt.Sprintf(text, args...)})
	}
	if t.Recording != StateComplete {
		add("recording-"+string(t.Recording), "the recording is %s: %s", t.Recording, orUnknown(run.Recording.Reason))
	}
	if q.facts.logged {
		text := "from Daft's event log: nothing of the job's process, durations in whole milliseconds"
		if q.Engine == EngineRay && q.StartLost {
			text += "; on Ray it holds no tasks, no plan, and neither the start, the end nor the outcome of a query"
		}
		if q.Outcome == OutcomeFailed && !q.facts.hasMessage {
			text += "; why a query failed is not in it"
		}
		add("event-log", "%s", text)
	}
	if n := q.facts.localEvents; n > 0 {
		add("worker-plans", "%s of workers' own plans not shown: each numbers its operators for itself, and nothing tells one plan from another", counted(n, "event"))
	}
	if q.StartLost {
		add("start-lost", "the start of the query is not in the recording: it is taken to begin with the first event seen of it")
	}
	if q.EndInferred != "" {
		add("end-inferred", "the end of the query is not in the recording: it is taken to end with the %s", strings.Replace(q.EndInferred, "job exit", "exit of the job", 1))
	}
	if q.Repeat > 0 {
		add("repeated-id", "the recording has an earlier query of the same id")
	}
	if len(t.MissingEvents) > 0 {
		add("events-missing", "missing: %s", strings.Join(t.MissingEvents, ", "))
	}
	if t.MissingTaskSubmits+t.MissingTaskSchedules+t.MissingTaskEnds+t.MissingTaskIDs > 0 {
		add("tasks-missing", "%s known, without a submit: %d, without a schedule: %d, without an end: %d; ids never seen: %d. Daft's sender drops events beyond its queue of 512",
			counted(t.TasksKnown, "task"), t.MissingTaskSubmits, t.MissingTaskSchedules, t.MissingTaskEnds, t.MissingTaskIDs)
	}
	if out := q.facts.leftOut; out > 0 {
		add("left-out", "%s left out: the file says more than can be held in memory", counted(out, "event"))
	}
	if t.TasksNotReported {
		add("tasks-not-reported", "no task was reported: Ray's processes were started without DAFT_TASK_EVENTS_ENABLED=1. 'daft-analyze record' sets it for its job; for a collector start the cluster's nodes with it, or put it into the job's runtime_env")
	}
	if named := countDerivedNames(q); named > 0 {
		add("task-names-derived", "%s named after another that runs the same pipeline; their inputs are lost", counted(int64(named), "task"))
	}
	if behind := countBehind(q); behind > 0 {
		add("counters-behind", "the last reports of %s were lost: their rows and bytes lack the tasks that ended after them", counted(int64(behind), "operator"))
	}
	if t.RecorderLosses > 0 {
		add("recorder-losses", "the recorder itself lost %s, see the losses of the recording", counted(t.RecorderLosses, "thing"))
	}
	clockNotes(q, t, add)
	if q.Engine == EngineRay && q.PlanEnd.Known {
		add("ray-planning", "on Ray Daft sends the start and the end of planning together: how long the optimizer took cannot be told")
		if q.Outcome == OutcomeFinished && !q.ExecEnd.Known {
			add("no-exec-end", "the query finished without an end of execution: its results were abandoned before the last, or the event was lost")
		}
	}
	for _, w := range q.Workers {
		if w.Death != nil {
			add("worker-died", "worker %s %s died, though Daft reports no such thing: %s", w.Label, adverb(w.Death.Sure), w.Death.Evidence)
		}
	}
	if note, ok := noteSources(q.sources); ok {
		n = append(n, note)
	}
	spanNotes(q, run.Spans, add)
	if q.joinsRepaired > 0 {
		add("joins-derived", "Daft overwrote part of the counters of %s: ~ follows from neighbouring operators, ? is lost", counted(q.joinsRepaired, "join"))
	}
	if q.uncounted > 0 {
		add("bytes-not-counted", "%s shown as unknown: a 0 beside rows, by which Daft mostly means that it did not count (such as bytes read of local Parquet)", counted(q.uncounted, "counter"))
	}
	if note, ok := noteClipped(q); ok {
		n = append(n, note)
	}
	if note, ok := noteAfterEnd(q); ok {
		n = append(n, note)
	}
	if t.HeartbeatGap.Known() && t.HeartbeatGap.V >= deadSilence {
		add("heartbeat-gap", "the driver was silent for %s, though it says every 10 s that it is alive", milliseconds(t.HeartbeatGap.V))
	}
	return n
}

func clockNotes(q *Query, t *Trust, add func(code, text string, args ...any)) {
	switch q.Engine {
	case EngineRay:
		if q.Start.Clock != format.ClockDriver && q.StartLost {
			add("clocks", "all times are by the scheduler's clock and those of the workers")
			break
		}
		add("clocks", "query times are by the driver's clock, task times by the scheduler's")
	case EngineNative:
		if q.facts.logged {
			add("clocks", "all times are by the driver's clock")
			break
		}
		add("clocks", "query times are by the driver's clock, operator times by the recorder's on arrival")
	}
	if stampedOnArrival(q) {
		text := "operator starts, ends and counters carry no time and are stamped on arrival"
		if t.Delay.Events > 0 {
			text += fmt.Sprintf("; events that carry one arrived %s (median) to %s (at most) after it", milliseconds(t.Delay.P50), milliseconds(t.Delay.Max))
		}
		add("stamped-on-arrival", "%s", text)
	}
	for _, c := range t.Clocks {
		if c.Min <= -minAhead {
			add("clock-ahead", "the %s's clock is ahead of the recorder's by %s at least", c.Clock, milliseconds(saturate.Sub(0, c.Min)))
		}
		if c.Min >= farClock {
			add("clock-behind", "nothing of the %s arrived in less than %s: its clock is behind the recorder's, or its events were late", c.Clock, milliseconds(c.Min))
		}
	}
}

// minAhead is how far a clock must at least be ahead to be worth a note: those of
// one machine may differ by less.
const minAhead = 1_000_000

// farClock is the shortest delay of a clock's events from which on a wrong
// clock is the likelier reason, in nanoseconds.
const farClock = 1_000_000_000

func stampedOnArrival(q *Query) bool {
	for _, o := range q.Operators {
		if o.Started.Clock == format.ClockRecorder || o.LastSeen.Clock == format.ClockRecorder {
			return true
		}
	}
	return false
}

func countDerivedNames(q *Query) int {
	n := 0
	for _, t := range q.Tasks {
		if t.NameDerived {
			n++
		}
	}
	return n
}

// counted returns a number with its noun, such as "1 task" and "2 tasks".
func counted(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func adverb(s Sureness) string {
	if s == Probable {
		return "probably"
	}
	return "possibly"
}

func countBehind(q *Query) int {
	n := 0
	for _, o := range q.Operators {
		if o.Behind > 0 {
			n++
		}
	}
	return n
}

func orUnknown(reason string) string {
	if reason == "" {
		return "the reason is not known"
	}
	return reason
}
