package analyze

// Run is what is understood of one recording. Everything in it is in a fixed
// order, so that two replays of the same events give equal runs.
type Run struct {
	Recording Recording
	Job       *Job      // nil where the recorder did not start a job (collector, import)
	Queries   []*Query  // by start, then by id
	Workers   []*Worker // by first use, then by id
	Warnings  []Warning // what is odd about the data of no single query; a query has its own
	Losses    []Loss    // what the recorder itself lost, in order; lines of output are counted in Output
	Output    *Output   // what the job printed, nil where nothing of it was recorded

	Private Private

	Spans      SpanCounts
	Monitored  []*Monitored // what Daft's own process monitor said, by role, process and first look
	LogRecords int64        // by OTLP, other than row errors
	RowErrors  int64        // of Python functions, of no query that could be told

	Events          int64 // events read
	Pings           int64 // Daft processes that asked whether a dashboard is there
	UnknownRequests int64 // requests to endpoints that the recorder did not know
	BadRequests     int64 // requests that the recorder could not read
	UnknownEvents   int64 // lines of an imported log with events that the importer did not know
	BadLines        int64 // lines of an imported log that the importer could not read
	UnknownKinds    int64 // events of kinds that this version does not know
}

// Query returns the query of the given id, or nil.
func (r *Run) Query(id string) *Query {
	for _, q := range r.Queries {
		if q.ID == id {
			return q
		}
	}
	return nil
}

// Recording says what is known of the recording itself.
type Recording struct {
	State     State
	Reason    string // why it is not complete, one line, "" where complete
	CreatedBy string // program and version that wrote it, "" where unknown
	Recovered bool   // it was rewritten from what was intact of a broken one
	Mode      string // how the recorder was started, such as "record", "listen" or "import", "" where unknown
	CPUs      Value  // processors of the recorder's machine
	PID       Value
	Start     Moment // recorder's clock
	End       Moment // recorder's clock: the closing event, else the last thing seen
	Outcome   string // the closing event's own word, "" where there is none

	// JobName and Part tell the files of a collector's directory: the job that the
	// address named that its queries reported to, "" where it named none, and which
	// of several files this is, from 1; missing where there is one.
	JobName   string
	Part      Value
	Forwarded []Forwarded // to endpoints of the user's own, by name
}

// Forwarded says what became of what was handed on to an endpoint of the user's.
type Forwarded struct {
	To                 string // "dashboard", "traces", "metrics" or "logs"
	Delivered, Missing int64  // requests
}

// State says how far a recording can be relied upon to be all there is.
type State string

const (
	StateComplete    State = "complete"    // its closing event is there and agrees with the rest
	StateInterrupted State = "interrupted" // it just stops: the recorder was killed, or is still writing
	StateDamaged     State = "damaged"     // bytes in it are not what was written
)

// Loss is something that the recorder itself lost and wrote down.
type Loss struct {
	What  string
	Count int64
	Why   string
	Time  Moment
}
