// Package gate decides whether runs of a job got worse than those of a baseline:
// by counters, which are exact, and by times, which are not.
package gate

// Verdict is what the gate says of one thing, or of all of it.
type Verdict string

const (
	OK           Verdict = "ok"           // no worse, as far as so many runs can tell: see Metric.Smallest
	Regression   Verdict = "regression"   // worse, and by enough to matter
	Inconclusive Verdict = "inconclusive" // more runs are needed to tell
	Incomparable Verdict = "incomparable" // the runs are of different things
)

// Result is what the gate found.
type Result struct {
	Verdict   Verdict // the gravest of those below that were not suppressed
	Base, New []Measurement
	Checks    []Check       // in the order of queries, counters before times
	Notes     []string      // what the reader must know to judge it, one line each
	Expired   []Suppression // that no longer hold: what they covered is not suppressed
	Changes   []Change      // of a long history, in the order of time
}

// Check is one thing that was held against the baseline.
type Check struct {
	Query      string // QueryMeasurement.Key, "" of the job
	Label      string // of the query, for people
	Metric     string // "rows", "plan", "outcome", "wall", "cpu", "memory", ...
	Node       int64  // of a counter of one operator, in the new plan; -1 else
	Where      string // of such, the operator for people, "" else
	Exact      bool   // a counter: one run is enough
	Unit       string // "ns", "bytes", "rows", "count", "" where the values are words
	Verdict    Verdict
	Gated      bool         // false: reported, and fails nothing
	Notable    bool         // it differs from the baseline in a way that a person should see, whatever the verdict
	Why        string       // the verdict in one line, with numbers
	Extra      int          // of a query that the baseline lacks: how many alike there are, 0 of all else
	Work       string       // of the job's times: how many queries more or fewer it has, "" where as many
	Suppressed *Suppression // nil unless it was: then it does not count

	BaseWords, NewWords string  // of checks whose values are words, such as outcome and plan
	Base, New           []int64 // of each run, in their order
	Times               *Times  // of a check of times, nil else
}

// Times is what statistics say of a metric that has noise.
type Times struct {
	Rule                  string // that decided: "mann-whitney", "prediction interval", "full separation", "single run"
	BaseMedian, NewMedian float64
	Ratio                 float64 // Hodges-Lehmann estimate of new / base
	Low, High             float64 // its confidence interval; NaN where there are too few runs
	Confidence            float64 // of the interval, such as 0.95
	P                     float64 // of the test against "no slower", NaN where none was made
	Adjusted              float64 // P after Holm's correction over all gated metrics
	MinRatio              float64 // practical effect from which a change matters, such as 1.10
	MinAbsolute           int64   // and in the metric's unit
	Smallest              float64 // the smallest ratio that so many runs, with noise like theirs, find nine times of ten; NaN where unknown
	MoreRuns              int64   // of what is inconclusive: how many more runs, on each side, would tell; 0 of all else; -1 where 100 would not, or unknown
	MoreNew               int64   // or how many more new runs alone
	Noise                 float64 // coefficient of variation of the base
	Limit                 float64 // "ok" says that the ratio is below it: twice what matters, or what MinAbsolute is where that is more
	Tests                 int     // how many p values Adjusted is corrected for

	rule              TimesRule
	baseRuns, newRuns int     // that have the metric
	sigma             float64 // noise of the runs: the standard deviation of logarithms
	sigmaKnown        bool    // else it is a guess
}

// Suppression is a check that the user says must not fail, for a time and a
// reason.
type Suppression struct {
	Query, Metric string // globs; "" matches all
	Reason        string
	Until         string // the last day that it holds, YYYY-MM-DD, UTC
}
