package critical

import (
	"sync/atomic"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
	"github.com/daft-analyze/daft-analyze/format"
)

// Kind says what the query waited for in a segment.
type Kind string

const (
	Plan       Kind = "plan"       // optimizing and translating the plan
	Startup    Kind = "startup"    // execution began, and nothing ran yet: workers and actors start
	Driver     Kind = "driver"     // no task ran or waited that the query needed: the scheduler or the driver was at work between stages
	Schedule   Kind = "schedule"   // a task whose inputs were ready was on its way to a worker
	Handoff    Kind = "handoff"    // a task that waited for a slot, from the moment that one was free
	Retry      Kind = "retry"      // a task was given out in vain: from its first schedule to its last
	Run        Kind = "run"        // a task ran; natively, operators did
	Consumer   Kind = "consumer"   // the user's code held the query open
	Tail       Kind = "tail"       // all work was done, the end was not yet
	Unrecorded Kind = "unrecorded" // nobody recorded what happened
)

// Called is what people read of it.
func (k Kind) Called() string {
	switch k {
	case Plan:
		return "planning"
	case Startup:
		return "start-up"
	case Run:
		return "running"
	}
	return string(k)
}

// State says what the operator that owns a native segment did.
type State string

const (
	Busy       State = "busy"
	Building   State = "building"   // of a join, its hash table
	Probing    State = "probing"    // of a join
	Finalizing State = "finalizing" // a blocking operator that has all its input
	IO         State = "io"         // a source that reads and decodes
)

// Basis says what a path was made from.
type Basis string

const (
	ByTasks     Basis = "tasks"     // Ray: submit, schedule and end of each task
	BySpans     Basis = "spans"     // native: spans of batches, and counters
	ByEstimates Basis = "estimates" // native: counters alone
	ByNothing   Basis = "nothing"   // neither tasks nor operators were recorded
)

// Path is the critical path of one query.
type Path struct {
	Query    *analyze.Query
	Segments []Segment // contiguous, ordered, none empty: they tile [Start, End] of the query
	Basis    Basis
	Graph    *taskgraph.Graph // of a query on Ray, nil natively

	// Threads is how many threads Daft computes with, natively. ThreadsAssumed
	// says that the recording does not tell.
	Threads        int64
	ThreadsAssumed bool
	// TooShort says that a native query without spans was too short, under 0.3 s,
	// to tell its operators apart.
	TooShort bool
	Notes    []string // what the reader must know to judge it, one line each

	run       *analyze.Run           // natively
	kept      *atomic.Pointer[loads] // natively, what it was made from until somebody asks for it
	operators func() []OperatorShare // nil where the path was not made by Of
}

// Segment is one piece of a path.
type Segment struct {
	Start, End format.Time
	Kind       Kind
	Task       *analyze.Task     // that the segment is about, nil natively
	Worker     *analyze.Worker   // nil where there is none
	Operator   *analyze.Operator // run: the one with the largest share; else that whose task, or whose step on the driver, was waited for; nil where unknown
	State      State             // native runs
	Shares     []Share           // runs: largest first; they sum to Length exactly
	Estimated  bool              // the segment's bounds or owner are inferred, not measured
	Guess      string            // why the segment before it is only likely to be what it waited for, "" where Daft said so
}

// Length returns nanoseconds.
func (s Segment) Length() int64 { return int64(s.End - s.Start) }

// Share is an operator's part of a run segment.
type Share struct {
	Operator  *analyze.Operator // nil: no operator accounts for it
	NS        int64
	State     State // native runs: operators that share a full pool each have their own
	Saving    int64 // at most NS: what the query would have gained in this segment without the operator, as a close runner-up would take over
	Estimated bool
}

// OperatorShare is what one operator has of a path.
type OperatorShare struct {
	Operator  *analyze.Operator // nil: runs that no operator accounts for
	NS        int64             // within run segments
	Saving    int64
	Estimated bool
}
