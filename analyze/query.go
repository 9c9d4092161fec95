package analyze

import (
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// Engine is which of Daft's engines ran a query.
type Engine string

const (
	EngineNative  Engine = "native"  // Swordfish, in the driver's process
	EngineRay     Engine = "ray"     // Flotilla, over Ray
	EngineUnknown Engine = "unknown" // the recording does not say
)

// Called is what people read of it, with Daft's own word for it.
func (e Engine) Called() string {
	switch e {
	case EngineNative:
		return "native (Swordfish)"
	case EngineRay:
		return "Ray (Flotilla)"
	}
	return "unknown engine"
}

// Outcome is how a query ended.
type Outcome string

const (
	OutcomeFinished   Outcome = "finished"
	OutcomeFailed     Outcome = "failed"
	OutcomeCanceled   Outcome = "canceled"   // by the user, or because its results were no longer wanted
	OutcomeDied       Outcome = "died"       // no end, and its process failed or fell silent for 60 s
	OutcomeUnfinished Outcome = "unfinished" // no end, and nothing says why: probably it still ran
)

// Query is one query of a recording. Times are the driver's clock except where
// a Moment says otherwise.
type Query struct {
	ID            string
	Engine        Engine
	Runner        string // Daft's own name of the engine
	Entrypoint    string // the command that runs the query, as Daft reports it
	DaftVersion   string
	PythonVersion string
	RayVersion    string
	StartLost     bool // its query_start is not in the recording: what begins it is a guess

	// Repeat numbers the queries of one id in a recording, from 0. Daft makes
	// ids anew for each query, so that more than one means that recordings were
	// put together.
	Repeat int64

	Start     Moment // query_start, else the first thing seen of the query
	PlanStart Moment
	PlanEnd   Moment
	ExecStart Moment
	FirstWork Moment // Ray: the first schedule of a task; native: the first operator start or counter
	LastWork  Moment // Ray: the last end of a task; native: exec_end, else the last operator end or counter
	ExecEnd   Moment
	End       Moment // query_end, else see EndInferred
	LastSeen  Moment // the last event of the query, recorder's clock

	// EndInferred says that there is no query_end, and what End is instead:
	// "job exit", "end of execution", "last event", or "" where there is a query_end.
	EndInferred string
	Heartbeats  int64 // times that the driver said it is alive

	Wall         Value   // End - Start in nanoseconds; derived where either is inferred
	Phases       []Phase // ordered and contiguous: they tile [Start, End] and sum to Wall exactly
	Optimization Value   // plan_start..plan_end: part of planning; missing on Ray, where it is not measurable

	Outcome  Outcome
	EndState string      // Daft's own word of the outcome, "" where there is no query_end
	Error    *QueryError // nil unless something failed

	Plan      Plan
	Operators []*Operator // of the plan in pre-order, then those known from counters or tasks only by id
	Tasks     []*Task     // by id; none natively
	Workers   []*Worker   // those that ran its tasks, by first use

	RowErrors   RowErrors
	Consumption Consumption
	Trust       Trust
	Warnings    []Warning // ordered by place of first appearance

	// LogicalPlan, OptimizedPlan and PhysicalPlan are Daft's JSON as it came,
	// "" where unknown.
	LogicalPlan, OptimizedPlan, PhysicalPlan string

	facts     *queryFacts
	grouped   func() grouping // nil of a query that was not replayed
	operators map[int64]*Operator
	strays    []*Operator // not in the plan
	tasks     map[int64]*Task
	odd       warnings

	dispatches     map[int64]bool // operators that are the last of some task
	clipped        int64          // how far a boundary between phases was moved, nanoseconds
	afterEnd       int64          // how long after its end there was work, nanoseconds
	workedOn       int64          // how long its execution went on after its end, nanoseconds
	flight         bool           // some task wrote a flight shuffle
	joinsRepaired  int64
	derivedNumbers int64
	uncounted      int64 // zeros that were taken away
	sources        CounterSources
	spans          *querySpans // nil where there are none
	workSplit      int64       // names of spans whose time was split over several operators
	workUnknown    int64       // operators whose spans cannot be told from those of others
	spansMissing   int64       // spans of batches that did not arrive
}

// Operator returns the operator of the given id, or nil.
func (q *Query) Operator(id int64) *Operator { return q.operators[id] }

// Task returns the task of the given id, or nil.
func (q *Query) Task(id int64) *Task { return q.tasks[id] }

// PhaseKind names a phase of a query.
type PhaseKind string

const (
	PhasePlanning   PhaseKind = "planning"   // query_start..exec_start: optimization and translation of the plan
	PhaseStartup    PhaseKind = "startup"    // exec_start..first work
	PhaseExecution  PhaseKind = "execution"  // first work..last work
	PhaseTail       PhaseKind = "tail"       // last work..query_end
	PhaseUnrecorded PhaseKind = "unrecorded" // the events that would tell are missing
)

// Phase is one piece of a query's wall time.
type Phase struct {
	Kind       PhaseKind
	Start, End format.Time
}

// Length returns the phase's length in nanoseconds.
func (p Phase) Length() int64 { return saturate.Sub(int64(p.End), int64(p.Start)) }

// Phase returns the nanoseconds of one kind of phase. It is missing where the
// query has no such phase because the events that delimit it are missing.
func (q *Query) Phase(k PhaseKind) Value {
	var v Value
	for _, p := range q.Phases {
		if p.Kind == k { // unrecorded time may come in two pieces
			v = measured(v.V + p.Length())
		}
	}
	return v
}

// QueryError is why a query did not finish.
type QueryError struct {
	Cause string // one line: the user's own exception where there is one, such as `ValueError: bad row: x=54321`
	Text  string // the whole message, without terminal escapes
	Tasks []*Task
	// Operator is the one that failed as far as it can be told: the failed
	// tasks' dispatching operator, or the one that the message names. May be nil.
	Operator *Operator
	Worker   *Worker // that ran the failed task, nil where unknown
	// Located says how the operator was found: "task", "message", "" (not found).
	Located string
}

// Consumption is what is known of the time in which the user's code held a
// query open by taking its results slowly (iter_rows, iter_partitions, show).
type Consumption struct {
	Verdict   ConsumptionVerdict
	Intervals []ConsumerInterval // ordered, disjoint; none unless the verdict is Seen
	Total     Value              // sum of the intervals in nanoseconds
	Evidence  string             // one line
}

// ConsumptionVerdict says whether a slow consumer was found.
type ConsumptionVerdict string

const (
	ConsumptionNone    ConsumptionVerdict = "none"                 // no stretch of the query looks like a waiting consumer
	ConsumptionSeen    ConsumptionVerdict = "seen"                 // see Intervals
	ConsumptionUnclear ConsumptionVerdict = "cannot be told apart" // an idle stretch that may be the consumer's or the query's
)

// ConsumerInterval is a stretch in which the query waited for its consumer.
type ConsumerInterval struct {
	Interval
	Sure Sureness
}

// Sureness grades an inference.
type Sureness string

const (
	Probable Sureness = "probable" // it fits best
	Possible Sureness = "possible" // something else fits as well
)
