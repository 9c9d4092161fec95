package parallel

import (
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
)

// Profile is how parallel a query ran.
type Profile struct {
	Query *analyze.Query
	// Unit is what is counted: "tasks" on Ray, between their last schedule and
	// their end; natively "threads" inside of batches, or without spans "batches"
	// under way, which need not have a thread. "" where nothing is known.
	Unit     string
	From, To format.Time   // the execution: on Ray the first schedule to the last end of a task
	Room     analyze.Value // how many there was room for at a time; on Ray the most that each worker was seen to run, added up
	Mean     float64       // at a time, over the execution; NaN where unknown
	Most     int64
	// Level[i] is the time, in nanoseconds, in which i ran at a time, the last all
	// above. Natively i is what ran on average, rounded, between two reports.
	Level   []int64
	Curve   []Point // steps, merged to at most MostPoints
	Workers []WorkerLoad
	Waits   []OperatorWait // by operator, in the query's order; those of which anything is known
	Queue   []Point        // tasks submitted and not yet given out; natively batches that waited for a thread
	// Cores is how many processors' worth of CPU time the job took on average
	// during the execution; NaN on Ray, whose workers may be elsewhere, and where the
	// job's processes were not sampled in it.
	Cores float64
	// OneOfMany says that through most of the execution one of several slots was
	// busy.
	OneOfMany bool
	// Unseen says that some operators work without a trace: natively nothing tells
	// of the threads that read and decode.
	Unseen   bool
	Evidence string
}

// MostPoints bounds the steps of a curve.
const MostPoints = 512

// mostLevels bounds the levels that are told apart.
const mostLevels = 1024

// Point is a level that holds from Time to the next point, the last one to the
// end of all; after it is 0.
type Point struct {
	Time  format.Time
	Level float64
}

// WorkerLoad is one worker's part.
type WorkerLoad struct {
	Worker *analyze.Worker
	Busy   int64 // nanoseconds with at least one task
	Idle   int64 // of the execution
	Tasks  int64 // time of all its tasks, added up, nanoseconds
	Most   int64 // at a time
	Curve  []Point
}

// OperatorWait is how an operator spent the execution. On Ray it is of the
// tasks that run it, without those that only read what it made.
type OperatorWait struct {
	Operator *analyze.Operator
	Busy     analyze.Value // threads inside of its batches, added up
	// Input is the wall time, until its last work, with nothing to do because its
	// input was not there. On Ray: in which no task of it was submitted.
	Input analyze.Value
	// Output is the wall time with nothing to do because what takes its output was
	// full; natively only. Daft reports neither: which of the two it was is told by
	// whether what takes its output worked at its most.
	Output analyze.Value
	Slot   analyze.Value // time that its batches, or its tasks, waited for a thread or a slot, added up
	Most   float64       // batches, or tasks, at a time at most; NaN where unknown
	Mean   float64       // while it was active
}

// Of works out the profile of a query; seen is of the run.
func Of(run *analyze.Run, p *critical.Path, seen Seen) *Profile {
	f := &Profile{Query: p.Query, Mean: math.NaN(), Cores: math.NaN()}
	if p.Query.Engine == analyze.EngineRay || len(p.Query.Tasks) > 0 {
		f.ofTasks(p, seen)
	} else {
		f.ofThreads(p)
	}
	if f.Unit != "" {
		if f.Unit != "tasks" {
			f.Cores = cores(run, f.From, f.To)
		}
		f.judge()
	}
	return f
}
