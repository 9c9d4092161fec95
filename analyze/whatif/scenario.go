package whatif

import (
	"fmt"
	"math"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// Scenario is a change of circumstances. The zero Scenario changes nothing.
// Several changes apply together.
type Scenario struct {
	Name string // for people, such as "twice the workers"; it changes nothing

	// Workers is so many times as many workers; 0: as they were. The number is
	// rounded to a whole one, at least 1. New ones have the slots of old ones, in
	// turn; those that go are the last. Nothing is said of what machines share.
	Workers float64
	// NoSkew has no task of a stage take longer than the stage's median. That is
	// skew by the plainest rule: what a rule of its own finds goes into TaskWall.
	NoSkew bool
	// NoRetries has what was given out more than once run the first time, and no
	// worker die.
	NoRetries bool
	// NoColdStart has the first tasks submitted as execution begins and all
	// workers there from the start; the first task on each takes no longer to
	// reach it, and for its rows no longer to run, than the median of those of its
	// stage that were not the first on theirs.
	NoColdStart bool
	// Speedup has operators so many times as fast; +Inf: free. Their part of each
	// task shrinks.
	Speedup map[*analyze.Operator]float64
	// TaskWall has tasks run for so long instead, nanoseconds. It comes before
	// Speedup, and in place of what NoSkew and NoColdStart say.
	TaskWall map[*analyze.Task]int64
	// NoDriver takes away the gaps on the driver before the tasks that these
	// operators dispatched; under nil: before any task.
	NoDriver map[*analyze.Operator]bool
	// NoDispatch has tasks reach a free slot at once.
	NoDispatch bool
}

// wrong says why a scenario makes no sense, in one line, or "".
func (s Scenario) wrong() string {
	if s.Workers < 0 || math.IsNaN(s.Workers) || math.IsInf(s.Workers, 0) {
		return fmt.Sprintf("there cannot be %v times as many workers", s.Workers)
	}
	for o, f := range s.Speedup {
		if o == nil {
			return "the operator to speed up is not known"
		}
		if !(f > 0) {
			return fmt.Sprintf("nothing can be %v times as fast", f)
		}
	}
	for _, ns := range s.TaskWall {
		if ns < 0 {
			return "a task cannot take less than no time"
		}
	}
	return ""
}

// Result is what a model says of a scenario. Savings are of the query's wall.
type Result struct {
	Scenario  Scenario
	Wall      int64  // predicted, nanoseconds, the model's own error taken off
	Saving    int64  // of Model.Wall; negative where the change costs time
	Low, High int64  // bounds on Saving: what other rules of giving tasks out make of it, and the model's error
	Basis     string // "replay" or "path": how it was found
	Note      string // what the reader must know to judge it, one line, "" else
	Refusal   string // why nothing can be said, "" else; then the numbers are 0
}

// refused is the result of a scenario that nothing can be said of.
func refused(s Scenario, why string) Result { return Result{Scenario: s, Refusal: why} }
