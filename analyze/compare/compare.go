// Package compare says why one run took longer than another: it splits the
// difference in wall time of two queries over operators and causes, exactly.
package compare

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// Comparison is two recordings side by side.
type Comparison struct {
	Base, New *finding.Study
	Doubts    []Doubt // what keeps the two runs from being comparable, or makes it harder; gravest first
	Job       *Job    // nil unless both recordings have a job that ended
	Queries   []Query // that both have, in the order of the new run

	BaseOnly, NewOnly []*analyze.Query
}

// Doubt is one thing in which two runs, or two queries, differ besides time, so
// that not all numbers of one can be held against those of the other.
type Doubt struct {
	ID        string // stable, such as "engine", "daft-version", "rows", "processors", "workers", "incomplete", "outcome"
	Title     string // one line that names both values, such as "base ran natively, new on Ray"
	Grave     bool   // times cannot be compared at all: only what Still names
	Still     string // what can be compared all the same, one line
	Base, New string // the two values
}

// Job is the difference of two jobs: Parts sum to Delta exactly.
type Job struct {
	BaseWall, NewWall, Delta int64 // nanoseconds
	Parts                    []JobPart
}

// JobPart is a stretch of a job: "before", "queries", "between" or "after".
type JobPart struct {
	Name             string
	Base, New, Delta int64
}

// Query is two queries that do the same.
type Query struct {
	Pair      align.QueryPair
	Base, New *finding.Case
	Doubts    []Doubt // of these two queries

	BaseWall, NewWall analyze.Value
	// Delta is New - Base, nanoseconds; missing where either wall is, and then there are no parts.
	Delta analyze.Value
	// Parts sum to Delta exactly. Largest first, by their absolute value; none is 0.
	Parts []Part
	// Causes are Parts put together by cause, and by operator where the cause is of one: what a
	// person reads. They sum to Delta exactly as well. Those with the sign of Delta come first, largest first.
	Causes    []Cause
	Operators []Operator // paired and unpaired, in the order of the new plan, then those of the base alone
}

// Part is a piece of the difference: one operator (or none), one kind of segment
// of the critical path, one cause.
type Part struct {
	Base, New *analyze.Operator // both nil: of no operator; one nil: only one plan has it
	Kind      critical.Kind     // of the path
	Cause     CauseKind
	NS        int64 // positive: the new run took so much longer
	Estimated bool  // as where operators of a task are told apart by Daft's estimates
	// Beside says that no operator accounts for it, as for what it takes to be a task at
	// all: it is of the tasks that the operator dispatched, on Ray.
	Beside bool
}

// CauseKind says why a piece of the path got longer or shorter.
type CauseKind string

const (
	PlanChange   CauseKind = "plan change"   // an operator that only one of the plans has
	Rows         CauseKind = "rows"          // it had more rows, or fewer, to work on
	BytesPerRow  CauseKind = "bytes per row" // its rows were wider
	Rate         CauseKind = "rate"          // it took longer for as many bytes, or rows
	Skew         CauseKind = "skew"          // its slowest task was further from the others
	Parallelism  CauseKind = "parallelism"   // less of it ran at a time
	Waiting      CauseKind = "waiting"       // for slots, dispatch, input
	StartUp      CauseKind = "start-up"
	Retries      CauseKind = "retries"
	DriverWork   CauseKind = "driver"
	Pieces       CauseKind = "pieces" // as many rows came in more, or fewer, files, batches or tasks; of causes alone, no part has it
	Planning     CauseKind = "planning"
	ConsumerHeld CauseKind = "consumer"
	Ending       CauseKind = "tail"
	Unrecorded   CauseKind = "unrecorded" // nobody recorded what happened in it
)

// Cause is all of the difference that has one reason.
type Cause struct {
	Kind      CauseKind
	Base, New *analyze.Operator // both nil where the cause is of no operator
	NS        int64
	Title     string   // one line with its numbers: "UDF score #5 took 2.4 times as long per row (0.41 -> 0.98 us)"
	Evidence  []string // one line each
	Estimated bool
	// Small says that repeated runs of one job were seen to differ by as much for no reason,
	// or that it is less than a thousandth of the longer wall.
	Small bool
	Parts []Part // or pieces of them: they sum to NS
}

// Operator is one operator of either plan, or of both, with what it did in each.
type Operator struct {
	Base, New         *analyze.Operator
	How               align.How // "" where only one plan has it
	Changed           string    // see align.OperatorPair
	BasePath, NewPath int64     // nanoseconds of the critical path
	NS                int64     // NewPath - BasePath
	// Beside is the difference of what the query waited for its tasks beside that, on Ray: steps of the driver and
	// the scheduler, and what of its tasks no operator accounts for. The sum of NS and
	// Beside over all operators, and of the parts of no operator, is the query's Delta.
	Beside int64
	Parts  []Part // of the query's that are of this operator: they sum to NS + Beside
}
