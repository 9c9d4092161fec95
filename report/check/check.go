// Package check shows what the gate found of runs held against a baseline: as
// text for who sees a red build, as JSON for programs, as Markdown for a pull
// request, as JUnit XML and as annotations for CI.
//
// Nothing here is decided or computed: the verdicts are gate's, the causes
// compare's.
package check

import (
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

// Report is what the gate found, and why.
type Report struct {
	*gate.Result
	// Causes are of regressions, by their index in Checks. A regression without one
	// is shown without.
	Causes map[int]Cause
}

// Cause is why a check got worse, by the two runs that stand for the others.
type Cause struct {
	Base, New string         // the recordings that were compared, as they were named
	Query     *compare.Query // nil where they could not be compared, or the check is of the job
	Job       *compare.Job   // of a check of the job, nil else
	Why       string         // why neither is there, one line
}

// Options say how a report is written.
type Options struct {
	Name  string // of this gate where there are several, "" else
	Width int    // of text: 0 for report.DefaultWidth
	Color bool   // of text
	Full  bool   // nothing is folded
}

// title is what this gate is called.
func (o Options) title() string {
	if o.Name == "" {
		return "daft-analyze check"
	}
	return "daft-analyze check " + o.Name
}
