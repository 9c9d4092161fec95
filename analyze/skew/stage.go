package skew

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// Verdict says whether a stage is skewed.
type Verdict string

const (
	Skewed   Verdict = "skewed"
	Even     Verdict = "even"
	TooSmall Verdict = "too small" // too few tasks, bytes or seconds for it to matter
)

// Cause says why a stage is skewed.
type Cause string

const (
	NoCause    Cause = ""
	Data       Cause = "data"        // some tasks have more rows or bytes
	Retry      Cause = "retry"       // some were given out again
	Queue      Cause = "queue"       // some waited for a slot
	IOWait     Cause = "io"          // some waited longer for what they read
	ColdStart  Cause = "cold start"  // the first on their worker
	SlowWorker Cause = "slow worker" // one worker is slower than the others
	Unknown    Cause = "unknown"
)

// Stage is the verdict on one stage.
type Stage struct {
	Stage                            *analyze.Stage
	Verdict                          Verdict
	Cause                            Cause
	Causes                           []CauseShare    // every cause that was found, by seconds
	Outliers                         []*analyze.Task // slowest first
	Worker                           *analyze.Worker // of cause SlowWorker
	Saving                           int64           // what the query gains if the outliers were at the median, by replay, nanoseconds
	Low, High                        int64
	Score                            float64 // robust z of the longest on the log scale; NaN below five tasks
	Limit                            float64 // that it had to pass
	Ratio                            float64 // longest wall over the median (below five tasks: over the median of the others)
	RowsRatio                        float64 // most rows over the median; NaN where unknown
	BytesRatio                       float64
	P99ToMedian, CV, Gini, Imbalance float64  // of walls; NaN where they cannot be told
	Effective                        float64  // parallelism: sum of walls / longest wall
	Evidence                         []string // one line each
}

// CauseShare is one cause and the time that it explains.
type CauseShare struct {
	Cause Cause
	NS    int64
}

// Stages judges the stages of the model's query, in the order of
// analyze.Query.Stages. There are none natively.
func Stages(m *whatif.Model) []Stage { return nil }

// OperatorSpread is how unevenly the tasks of a stage did the work of one
// operator.
type OperatorSpread struct {
	Operator *analyze.Operator
	Stage    *analyze.Stage
	Tasks    int64
	RowsIn   analyze.Spread
	Duration analyze.Spread // Daft's
}
