package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
)

// Severity orders findings for people. It follows from what fixing would save.
type Severity string

const (
	High   Severity = "high"   // a quarter of the wall, or more, and not only "up to"
	Medium Severity = "medium" // a tenth
	Low    Severity = "low"    // worth knowing
	Fine   Severity = "fine"   // what was looked at and is in order
)

// Finding is one thing that cost time, or that was looked at and did not.
type Finding struct {
	ID       string // stable, such as "skew-data"
	Severity Severity
	Title    string // one line with its numbers
	// Sure is false where Daft cannot show it: then it is "consistent with", and
	// Check names what would settle it.
	Sure      bool
	Cost      analyze.Value // nanoseconds of the path that it takes
	Saving    analyze.Value // nanoseconds that the query would gain
	Low, High analyze.Value // bounds on Saving
	Operators []*analyze.Operator
	Tasks     []*analyze.Task
	Workers   []*analyze.Worker
	Evidence  []string // one line each
	Advice    string   // what to change, in Daft's terms
	Check     string   // what would change the verdict
	Segments  []int    // of the path that the cost is part of, ascending; none where it costs no time of the path
}
