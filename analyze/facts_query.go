package analyze

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
)

// queryFacts is what was read of one query, before it is understood.
type queryFacts struct {
	id     string
	repeat int64
	event  int64 // number of the event that is being handled

	runner, entrypoint                       string
	daftVersion, pythonVersion, rayVersion   string
	logicalPlan, optimizedPlan, physicalPlan string
	start, planStart, planEnd                Moment
	execStart, execEnd, end                  Moment
	first, last                              Moment // of all events: by their own time, by arrival
	endState, message                        string
	hasMessage                               bool
	heartbeats                               int64
	alive                                    []format.Time // arrivals of what the driver sent
	delays                                   map[format.Clock][]int64
	operators                                map[int64]*operatorFacts
	operatorOrder                            []*operatorFacts // by first appearance
	tasks                                    map[int64]*taskFacts
	taskOrder                                []*taskFacts
	reports                                  reportCount
	quiet                                    quietness
	stalls                                   []Interval // between changes of counters, see quietness
	odd                                      warnings
	held                                     *allowance
	leftOut                                  int64               // events for which there was no allowance
	localEvents                              int64               // of workers' own plans
	logged                                   bool                // imported from Daft's event log
	distributed                              bool                // some event was stamped by a clock that only Ray has
	exports                                  bool                // counters of the query's own plan came by OTLP
	processes                                map[int64]bool      // that exported counters of it, where they say which they are
	outline                                  bool                // see Outline
	exported                                 map[exportKey]int64 // by series its counters, added up; for an outline only
}

// reportCount counts the requests that carried operators' counters.
type reportCount struct {
	requests, last int64
	unnumbered     bool // some carried no request number
}

func newQueryFacts(id string, held *allowance) *queryFacts {
	held.hold(queryHeld)
	return &queryFacts{
		held:      held,
		id:        id,
		delays:    make(map[format.Clock][]int64),
		operators: make(map[int64]*operatorFacts),
		tasks:     make(map[int64]*taskFacts),
		reports:   reportCount{last: -1},
	}
}

func (q *queryFacts) place() Place { return Place{Event: q.event, QueryID: q.id} }

// textToKeep returns the text of an event to keep. As it comes it is a part of the
// text of its whole batch, all of which it would keep with it.
func textToKeep(e *format.Event) (string, bool) {
	text, ok := e.Text(format.Text)
	return strings.Clone(text), ok
}

// textOf returns the text of an event of the query, "" where only the outline
// is wanted.
func (q *queryFacts) textOf(e *format.Event) (string, bool) {
	if q.outline {
		return "", false
	}
	return textToKeep(e)
}

// see notes what every event of a query tells, whatever its kind.
func (q *queryFacts) see(e *format.Event) {
	if !q.outline {
		text, _ := e.Text(format.Text)
		q.held.hold(eventHeld + 3*len(text)) // errors are kept as they came, cleaned, and by line
	}
	t, stamped := e.Time()
	if stamped && !plausible(t) {
		q.odd.add("absurd-time", "a time before 1970 or after 2200 is taken as unknown", q.place())
		stamped = false
	}
	arrival, arrived := e.Arrival()
	arrived = arrived && plausible(arrival)
	q.first = earlier(q.first, momentOf(e))
	switch {
	case arrived:
		q.last = later(q.last, at(arrival, format.ClockRecorder))
	case stamped:
		q.last = later(q.last, at(t, e.Clock()))
	}
	clock := e.Clock()
	q.distributed = q.distributed || clock == format.ClockRunner || clock == format.ClockWorker
	q.logged = q.logged || e.Label(format.SourceName) == string(format.SourceEventLog)
	if stamped && arrived && !q.outline && (clock == format.ClockDriver || clock == format.ClockRunner || clock == format.ClockWorker) {
		q.delays[clock] = append(q.delays[clock], int64(arrival-t))
	}
	if clock == format.ClockDriver && (arrived || stamped) {
		if !arrived {
			arrival = t
		}
		if q.outline && len(q.alive) > 0 {
			q.alive[0] = max(q.alive[0], arrival) // the last is all that it takes
		} else {
			q.alive = append(q.alive, arrival)
		}
	}
}

func (q *queryFacts) onStart(e *format.Event) {
	m := momentOf(e)
	if q.start.Known {
		if q.start.Time != m.Time {
			q.odd.add("second-start", "a second start of the same query: the earlier one stands", q.place())
		}
		q.start = earlier(q.start, m)
		return
	}
	q.start = m
	q.runner, q.entrypoint = e.Label(format.Runner), e.Label(format.Entrypoint)
	q.daftVersion, q.pythonVersion, q.rayVersion = e.Label(format.DaftVersion), e.Label(format.PythonVersion), e.Label(format.RayVersion)
	q.logicalPlan, _ = q.textOf(e)
}

func (q *queryFacts) onHeartbeat(*format.Event) { q.heartbeats++ }

func (q *queryFacts) onPlanStart(e *format.Event) { q.planStart = earlier(q.planStart, momentOf(e)) }

func (q *queryFacts) onPlanEnd(e *format.Event) {
	q.planEnd = later(q.planEnd, momentOf(e))
	if text, ok := q.textOf(e); ok {
		q.optimizedPlan = text
	}
}

func (q *queryFacts) onExecStart(e *format.Event) {
	q.execStart = earlier(q.execStart, momentOf(e))
	text, ok := q.textOf(e)
	if !ok {
		return
	}
	if q.physicalPlan != "" && q.physicalPlan != text {
		q.odd.add("second-plan", "a second physical plan for the same query: the first one stands", q.place())
		return
	}
	q.physicalPlan = text
}

func (q *queryFacts) onExecEnd(e *format.Event) { q.execEnd = later(q.execEnd, momentOf(e)) }

func (q *queryFacts) onEnd(e *format.Event) {
	if q.end.Known {
		q.odd.add("second-end", "a second end of the same query: the first one stands", q.place())
		return
	}
	q.end, q.exported = momentOf(e), nil
	q.endState = e.Label(format.Outcome)
	q.message, q.hasMessage = q.textOf(e)
}

// quietness is the stretch since a counter of any operator last rose.
type quietness struct {
	since   Moment
	reports int64 // that changed nothing
}

// moved ends a quiet stretch, and keeps it where it was long.
func (q *queryFacts) moved(m Moment) {
	if !m.Known {
		return
	}
	if since := m.since(q.quiet.since); since.Known() && since.V >= minConsumer && q.quiet.reports >= minQuiet {
		q.stalls = append(q.stalls, Interval{q.quiet.since.Time, m.Time})
	}
	if q.quiet.since = later(q.quiet.since, m); q.quiet.since == m {
		q.quiet.reports = 0
	}
}
