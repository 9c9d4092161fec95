package whatif

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

// MostError is how far the replay of the unchanged run may be from the run,
// as a share of its wall, for the model to be used.
const MostError = 0.10

// Model can say how long a query would have taken under other circumstances.
type Model struct {
	Path     *critical.Path
	Wall     int64   // of the run, nanoseconds
	Replayed int64   // of the unchanged replay; natively Wall
	Error    float64 // (Replayed - Wall) / Wall
	Usable   bool
	Refusal  string // why it is not usable, one line
	Bounds   Bounds
}

// Bounds are what no change of schedule can beat.
type Bounds struct {
	Span    analyze.Value // T-infinity: the longest chain of work that must follow upon each other, with infinitely many workers, nanoseconds
	Work    analyze.Value // T1: all work on one slot
	Slots   analyze.Value // tasks, natively threads, at a time that there was room for
	Slotted analyze.Value // max(Span, Work / Slots): what this many slots can reach at best
}

// Scenario is a change of circumstances. The zero Scenario changes nothing.
// Several changes apply together.
type Scenario struct {
	Workers     float64                       // so many times as many workers; 0: as they were
	NoSkew      bool                          // tasks of a stage that are skewed take as long as its median
	NoRetries   bool                          // what was given out more than once ran the first time
	NoColdStart bool                          // no start-up, and the first task on each worker is as fast as its others
	Speedup     map[*analyze.Operator]float64 // operators so many times as fast; +Inf: free
	TaskWall    map[*analyze.Task]int64       // tasks that run for so long instead, nanoseconds
	NoDriver    map[*analyze.Operator]bool    // no gaps on the driver before the tasks of these operators; under nil: before any
	NoDispatch  bool                          // tasks reach their worker at once
}

// Result is what a model says of a scenario. Savings are of the query's wall.
type Result struct {
	Scenario  Scenario
	Wall      int64  // predicted, nanoseconds, the model's own error taken off
	Saving    int64  // of Model.Wall; may be negative where the change costs time
	Low, High int64  // bounds on Saving
	Basis     string // "replay" or "path": how it was found
	Refusal   string // why nothing can be said, "" else; then the numbers are 0
}

// Of makes the model of a query from its critical path.
func Of(p *critical.Path) *Model {
	return &Model{Path: p, Refusal: "there is no model yet"}
}

// Try replays the query under a scenario.
func (m *Model) Try(s Scenario) Result { return Result{Scenario: s, Refusal: m.Refusal} }

// Drag returns what the query would gain, in nanoseconds, if an operator took
// no time; missing where the model is not usable or knows nothing of it.
func (m *Model) Drag(o *analyze.Operator) analyze.Value { return analyze.Value{} }
