package analyze

import "github.com/daft-analyze/daft-analyze/format"

// Operator is one node of a query's physical plan, or one that is known from
// its counters or its tasks only.
type Operator struct {
	ID       int64
	Name     string // Daft's name, "" where the operator is not in the plan
	Type     string
	Category string // natively `Source`, `Intermediate`, `StreamingSink`, `BlockingSink`; "Physical" on Ray
	InPlan   bool
	Depth    int // 0 for a root
	Children []*Operator
	Parents  []*Operator // several where the plan repeats an id

	EstimatedRows  Value // the optimizer's estimate; native only; missing where it is 0, which Daft says where it has none
	EstimatedBytes Value

	Started Moment // operator_start, stamped on arrival
	Ended   Moment // operator_end, stamped on arrival; natively nearly always the end of the query

	// First and Last bound what was seen of the operator's work. They are not
	// when it was busy: Daft does not report that.
	First, Last         Moment
	FirstSign, LastSign Sign

	RowsIn, RowsOut, RowsWritten               Value
	BytesIn, BytesOut, BytesRead, BytesWritten Value
	DaftDuration                               Value // nanoseconds; see format's daft_duration_ns: neither CPU nor wall time
	Batches                                    Value // batches natively, tasks on Ray
	BuildRows, ProbeRowsIn, ProbeRowsOut       Value // joins
	BuildBytes, ProbeBytesIn, ProbeBytesOut    Value
	ReportedActive, ReportedCompleted          Value // Daft's task counters of the operator; Ray only
	ReportedFailed, ReportedCancelled          Value
	SelectivityPct, Amplification              Ratio

	// RowErrors is how many rows its Python function failed on and went on; missing
	// where that cannot be told.
	RowErrors Value

	Work Work // what spans tell of how it spent its time

	// Behind is how many tasks ended with success after the last report that
	// arrived, whose rows and bytes the counters therefore lack. Ray only.
	Behind int64

	// DurationPartial says that DaftDuration lacks what was overwritten together
	// with the join's counters: it is a lower bound.
	DurationPartial bool

	Tasks TaskCounts // of the tasks that list this operator, as observed
	// Readers are those of them that only read what it wrote: tasks list the
	// exchange that their input comes from.
	Readers int64

	// Samples are the cumulative counters over time, one for each report that
	// differs from the one before it. All are of one source and by one clock:
	// the recorder's for what came by the dashboard protocol, in order of
	// arrival; the sender's for what came by OTLP, which natively is taken where
	// it has as many.
	Samples     []Sample
	SampleClock format.Clock
	Reports     int64  // operator_stats events of the dashboard protocol, or of an event log, seen
	LastSeen    Moment // the last of these, changed or not

	selectivity           float64  // the optimizer's guess: the share of the scanned rows that are left here; 0 where unknown
	firstWork, lastChange Moment   // first counter above 0, last rise of one
	counted               *Task    // the task that was last counted into Tasks
	arrived               []Sample // of the dashboard's reports, see Samples
	bothSides             bool     // of a join: both sides were counted, there is nothing to repair
}

// IsJoin reports whether the operator is a join.
func (o *Operator) IsJoin() bool { return isJoin(o) }

// RowsMade returns the rows that came out of the operator, or that it wrote.
func (o *Operator) RowsMade() Value {
	if !o.RowsOut.Known() {
		return o.RowsWritten
	}
	return o.RowsOut
}

// Sign says what an operator's First or Last was taken from.
type Sign string

const (
	SignNone          Sign = ""
	SignOperatorStart Sign = "operator start"
	SignCounters      Sign = "change of its counters"
	SignOperatorEnd   Sign = "operator end"
	SignTask          Sign = "task"
	SignSpan          Sign = "span"
	SignQueryEnd      Sign = "query end" // the sign itself arrived after it
)

// Ratio is a number as Daft computed it, which may be unknown.
type Ratio struct {
	V     float64
	Known bool
}

// Sample is one report of an operator's cumulative counters. A counter that
// the report lacks has the value of the sample before.
type Sample struct {
	Event             int64       // 1-based number of the event in the recording: it orders samples against task ends
	Time              format.Time // by the operator's SampleClock
	RowsIn, RowsOut   int64
	BytesIn, BytesOut int64
	DaftDuration      int64
	Batches           int64
	Completed         int64 // Daft's task counter
}

// TaskCounts are numbers of tasks. Total is the sum of the rest.
type TaskCounts struct {
	Total, Succeeded, Failed, Cancelled, Running, Lost int64
	Retried                                            int64 // those that were scheduled more than once
}
