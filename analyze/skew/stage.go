package skew

import (
	"github.com/daft-analyze/daft-analyze/analyze"
)

// Verdict says whether a stage is skewed.
type Verdict string

const (
	Skewed   Verdict = "skewed"
	Even     Verdict = "even"
	TooSmall Verdict = "too small" // too few tasks, or too few seconds for it to matter
)

// Cause says why a stage is skewed.
type Cause string

const (
	NoCause    Cause = ""
	Data       Cause = "data"        // some tasks have more rows or bytes
	Retry      Cause = "retry"       // some were given out again
	Queue      Cause = "queue"       // some waited for a slot that tasks of other stages held
	IOWait     Cause = "io"          // some waited longer for what they read
	ColdStart  Cause = "cold start"  // the first on their worker
	SlowWorker Cause = "slow worker" // one worker is slower than the others
	Unknown    Cause = "unknown"
)

// Stage is the verdict on one stage. Only tasks that ended with success and
// whose times are known are judged.
//
// What is judged is how long a task took: from the first time that it was given
// to a worker to its end, so that attempts in vain count.
type Stage struct {
	Stage    *analyze.Stage
	Verdict  Verdict
	Cause    Cause           // the one that explains most; NoCause unless skewed
	Causes   []CauseShare    // of the outliers, every one that was found, by seconds
	Outliers []*analyze.Task // slowest first; a stage that is too small may have some
	Worker   *analyze.Worker // of cause SlowWorker

	// Saving is what the query would gain if the outliers took as long as the
	// median, nanoseconds. Low and High bound it: where data is the cause, Low is
	// what it would gain if their excess were spread evenly over the stage, as the
	// same rows must be worked on by somebody.
	Saving    int64
	Low, High int64
	Basis     string // how Saving was found: "replay"; "path", a bound from the critical path; "" where it is not known

	Tasks           int64         // judged
	Median, Longest int64         // that they took, nanoseconds; the mean of two medians
	Score           float64       // robust z of the longest on the log scale; NaN below five tasks
	Limit           float64       // that it had to pass; NaN below five tasks
	Ratio           float64       // longest over the median (below five tasks: over the median of the others); NaN below two
	RowsRatio       float64       // most rows in over the median; NaN where unknown
	BytesRatio      float64       // the same of bytes in
	MedianRows      analyze.Value // rows in, of the tasks judged
	MostRows        analyze.Value

	P99ToMedian, CV, Gini, Imbalance float64 // of what the tasks took; NaN where they cannot be told
	Effective                        float64 // parallelism: sum of what the tasks took / longest; NaN without tasks

	Operators []OperatorSpread // by operator, in the order of the stage's; none where shares of operators are not known
	Evidence  []string         // one line each
}

// CauseShare is one cause and the time of outliers beyond the median that it
// explains, added up over them.
type CauseShare struct {
	Cause Cause
	NS    int64
}
