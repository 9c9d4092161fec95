package analyze

import "github.com/daft-analyze/daft-analyze/format"

// Source is where the events come from, in the order of the recording. Event
// returns what stands until the next call of Next; Err returns why Next
// returned false, or nil at the end. A *format.Reader is one.
type Source interface {
	Next() bool
	Event() *format.Event
	Err() error
}

// Replay reads all events of a recording and returns what is understood of
// them. The only errors are those of src; odd data is in the run's warnings.
// After an error the run holds what was read before it.
//
// Where src knows the size of its file, as *format.Reader does, what is held in
// memory is bounded by it; events beyond that are left out, and counted.
//
// Where src knows how the recording ended, as *format.Reader does, that is
// taken over; otherwise a recording is complete where its last event says so.
func Replay(src Source) (*Run, error) { return NewReplayer().replay(src) }

func (r *Replayer) replay(src Source) (*Run, error) {
	if s, ok := src.(interface{ Size() int64 }); ok {
		r.held.bound(s.Size())
	}
	for src.Next() {
		r.Add(src.Event())
	}
	if s, ok := src.(fileSource); ok {
		r.SetFile(s.Header(), s.Status())
	}
	return r.Run(), src.Err()
}

// fileSource is a Source that knows the file it reads, as *format.Reader does.
type fileSource interface {
	Header() format.Header
	Status() format.Status
}

// Replayer takes events one by one. It keeps facts only: what they mean is
// worked out by each call of Run, so that events may be added after it.
// It is not safe for concurrent use.
type Replayer struct {
	events  int64 // seen so far
	facts   recordingFacts
	queries []*queryFacts
	current map[string]*queryFacts // the latest of each id
	odd     warnings               // of no single query
	outline bool                   // see Outline

	file fileFacts
	held allowance
}

// fileFacts is what the reader of a file says of it.
type fileFacts struct {
	known  bool
	header format.Header
	status format.Status
}

// NewReplayer returns a Replayer that has seen nothing.
func NewReplayer() *Replayer {
	return &Replayer{current: make(map[string]*queryFacts)}
}

// SetFile says what is known of the file that the events come from, once it
// was read to its end.
func (r *Replayer) SetFile(h format.Header, s format.Status) {
	r.file = fileFacts{known: true, header: h, status: s}
}

// Add takes the next event of the recording. It keeps nothing of e itself.
func (r *Replayer) Add(e *format.Event) {
	r.events++
	r.facts.private.see(e)
	if a, ok := e.Arrival(); ok && plausible(a) {
		r.facts.seen(at(a, format.ClockRecorder))
	}
	if e.Kind == format.KindUnknown || int(e.Kind) >= len(handlers) || handlers[e.Kind] == nil {
		r.facts.unknownKinds++
		return
	}
	if r.outline {
		r.addOutline(e)
		return
	}
	handlers[e.Kind](r, e)
}

// handlers has one entry for each kind of event. A test holds it against
// format.Kinds.
var handlers = [...]func(*Replayer, *format.Event){
	format.RecordingStart: (*Replayer).onRecordingStart,
	format.JobStart:       (*Replayer).onJobStart,
	format.JobSignal:      (*Replayer).onJobSignal,
	format.JobEnd:         (*Replayer).onJobEnd,
	format.ProcessSample:  (*Replayer).onProcessSample,
	format.ProcessStats:   (*Replayer).onProcessStats,
	format.Output:         (*Replayer).onOutput,
	format.Ping:           func(r *Replayer, _ *format.Event) { r.facts.pings++ },
	format.UnknownRequest: func(r *Replayer, _ *format.Event) { r.facts.unknownRequests++ },
	format.BadRequest:     func(r *Replayer, _ *format.Event) { r.facts.badRequests++ },
	format.Loss:           (*Replayer).onLoss,
	format.RecordingEnd:   (*Replayer).onRecordingEnd,
	format.UnknownEvent:   (*Replayer).onUnknownEvent,
	format.BadLine:        func(r *Replayer, _ *format.Event) { r.facts.badLines++ },

	format.QueryStart:     ofQuery((*queryFacts).onStart),
	format.QueryHeartbeat: ofQuery((*queryFacts).onHeartbeat),
	format.PlanStart:      ofQuery((*queryFacts).onPlanStart),
	format.PlanEnd:        ofQuery((*queryFacts).onPlanEnd),
	format.ExecStart:      ofQuery((*queryFacts).onExecStart),
	format.ExecEnd:        ofQuery((*queryFacts).onExecEnd),
	format.QueryEnd:       ofQuery((*queryFacts).onEnd),
	format.OperatorStart:  ofQuery((*queryFacts).onOperatorStart),
	format.OperatorEnd:    ofQuery((*queryFacts).onOperatorEnd),
	format.OperatorStats:  (*Replayer).onStats,
	format.Span:           (*Replayer).onSpan,
	format.LogRecord:      (*Replayer).onLogRecord,
	format.Metric:         func(*Replayer, *format.Event) {},
	format.TaskSubmit:     ofQuery((*queryFacts).onTaskSubmit),
	format.TaskInput:      ofQuery((*queryFacts).onTaskInput),
	format.TaskSchedule:   ofQuery((*queryFacts).onTaskSchedule),
	format.TaskStats:      ofQuery((*queryFacts).onTaskStats),
	format.TaskEnd:        ofQuery((*queryFacts).onTaskEnd),
}

// ofQuery leads an event to the facts of its query.
func ofQuery(handle func(*queryFacts, *format.Event)) func(*Replayer, *format.Event) {
	return withQuery(func(q *queryFacts, e *format.Event) {
		q.see(e)
		if e.Clock() == format.ClockWorker && ofPlan(e.Kind) {
			q.localEvents++
			return
		}
		handle(q, e)
	})
}

// withQuery finds the query of an event.
func withQuery(handle func(*queryFacts, *format.Event)) func(*Replayer, *format.Event) {
	return func(r *Replayer, e *format.Event) {
		id := e.Label(format.QueryID)
		if id == "" {
			r.odd.add("no-query-id", "an event of kind "+e.KindName()+" names no query and is left out", Place{Event: r.events})
			return
		}
		if r.held.spent() {
			if q := r.current[id]; q != nil {
				q.leftOut++
			}
			return
		}
		q := r.query(id, e)
		q.event = r.events
		handle(q, e)
	}
}

// ofPlan reports whether an event speaks of a plan. By a worker's clock that is
// a plan of the worker's own, several of which run at a time, with nothing to
// tell one from another: their operators are not those of the query.
func ofPlan(k format.Kind) bool {
	switch k {
	case format.ExecStart, format.ExecEnd, format.OperatorStart, format.OperatorEnd, format.OperatorStats:
		return true
	}
	return false
}

// query returns the facts of the query that e belongs to. A query is made by
// whatever event names it first: its start may be lost, or may arrive after
// events of another process.
func (r *Replayer) query(id string, e *format.Event) *queryFacts {
	q := r.current[id]
	if q != nil && !(e.Kind == format.QueryStart && q.end.Known && q.start.Known) {
		return q
	}
	if q != nil {
		if t, ok := e.Time(); ok && t == q.start.Time {
			return q // the same event again
		}
		r.odd.add("repeated-query-id", "a query began under the id of one that had ended: kept apart", Place{Event: r.events, QueryID: id})
	}
	n := newQueryFacts(id, &r.held)
	n.outline = r.outline
	if q != nil {
		n.repeat = q.repeat + 1
	}
	r.current[id] = n
	r.queries = append(r.queries, n)
	return n
}
