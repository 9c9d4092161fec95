package parallel

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
)

// Profile is how parallel a query ran.
type Profile struct {
	Query *analyze.Query
	Unit  string        // "tasks" on Ray, "threads" natively
	Room  analyze.Value // how many there was room for at a time
	Mean  float64       // at a time, over the execution; NaN where unknown
	Most  int64
	// Level[i] is the time, in nanoseconds, in which i ran at a time, the last all above.
	Level   []int64
	Curve   []Point // steps, merged to at most MostPoints
	Workers []WorkerLoad
	Waits   []OperatorWait
	Queue   []Point // tasks submitted and not yet given out
	// OneOfMany says that through most of the execution one of several slots was
	// busy.
	OneOfMany bool
	Evidence  string
}

// MostPoints bounds the steps of a curve.
const MostPoints = 512

// Point is a level that holds from Time to the next point.
type Point struct {
	Time  format.Time
	Level float64
}

// WorkerLoad is one worker's part.
type WorkerLoad struct {
	Worker *analyze.Worker
	Busy   int64 // nanoseconds with at least one task
	Idle   int64 // of the execution
	Curve  []Point
}

// OperatorWait is how an operator spent the execution. On Ray it is of the
// tasks that run it.
type OperatorWait struct {
	Operator *analyze.Operator
	Busy     analyze.Value // threads inside of its batches, added up
	Input    analyze.Value // wall time with nothing to do, because its input was not there
	Slot     analyze.Value // time that its batches, or its tasks, waited for a thread or a slot, added up
	Most     float64       // batches, or tasks, at a time at most; NaN where unknown
	Mean     float64       // while it was active
}

// Of works out the profile of a query.
func Of(run *analyze.Run, p *critical.Path) *Profile { return &Profile{Query: p.Query} }
