package main

import (
	"io"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/report/check"
)

// causesOf works out why queries got worse: of each that did, two runs that stand
// for the others are compared. By index of the check.
func causesOf(r *gate.Result, s streams) map[int]check.Cause {
	causes := map[int]check.Cause{}
	quiet := streams{err: io.Discard} // what is wrong with a recording was said when it was measured
	compared := map[[2]string]*compare.Comparison{}
	for i := range r.Checks {
		c := &r.Checks[i]
		if c.Query == "" && c.Metric != gate.Wall || c.Verdict != gate.Regression || !c.Gated || c.Metric == gate.Outcome {
			continue
		}
		pair, ok := r.Typical(c.Query, recorded)
		if c.Query == "" {
			pair, ok = r.TypicalJob(recorded)
		}
		if !ok {
			continue // of the baseline nothing but measurements is kept, or the query did not finish
		}
		paths := [2]string{r.Base[pair.Base].Path, r.New[pair.New].Path}
		cause := check.Cause{Base: paths[0], New: paths[1]}
		comparison, known := compared[paths]
		if !known {
			var err error
			if comparison, err = compareAligned(paths, quiet); err != nil {
				cause.Why = err.Error()
			}
			compared[paths] = comparison
		}
		switch {
		case comparison == nil && cause.Why == "":
			cause.Why = "they could not be compared"
		case comparison != nil && c.Query == "":
			if cause.Job = comparison.Job; cause.Job == nil {
				cause.Why = "of one of the two runs the job's parts are not known"
			}
		case comparison != nil:
			cause.Why = "the two runs do not have it both"
			for k := range comparison.Queries {
				if q := &comparison.Queries[k]; q.New.Query.ID == pair.NewID {
					cause.Query, cause.Why = q, ""
				}
			}
		}
		causes[i] = cause
	}
	return causes
}

// recorded reports whether there is a recording of a run, and not its measurement
// alone.
func recorded(m *gate.Measurement) bool { return !strings.HasSuffix(m.Path, ".json") }

func compareAligned(paths [2]string, s streams) (*compare.Comparison, error) {
	base, err := readStudy(paths[0], s)
	if err != nil {
		return nil, err
	}
	current, err := readStudy(paths[1], s)
	if err != nil {
		return nil, err
	}
	return compare.Of(base, current, align.Of(base.Run, current.Run)), nil
}
