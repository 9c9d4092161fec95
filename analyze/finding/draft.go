package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// draft is a finding before it is priced: what it is about, and how to find out
// what the query would gain without it.
type draft struct {
	Finding
	claim claim

	// scenario is how the query runs without it, worked out where it is needed, as
	// most drafts are not told; nil where only the path can tell.
	scenario func() whatif.Scenario
	// priced says that Saving, Low and High are known already.
	priced bool
	// atMost says that the saving is no more than a bound: much of it is work that
	// somebody must do.
	atMost bool
	// beside is the tasks that may have cost the path time although it went by
	// them, as they held slots.
	beside []*analyze.Task
	// always keeps the finding although it costs no time.
	always bool
	// gain is which part of the time would be saved where only the path can tell;
	// 0: all of it.
	gain float64
	// share is how much of the wall it must cost to be told; 0: the usual.
	share float64
}

// under is a scenario that is known already.
func under(s whatif.Scenario) func() whatif.Scenario {
	return func() whatif.Scenario { return s }
}

// detector looks for one kind of finding. Detectors come in the order of
// detectors: what one claims of the path those after it do not count again.
type detector struct {
	ids  []string
	look func(*view) []draft
}

// usual is the share of the wall below which a finding is not told, and least
// the time.
const (
	usual = 0.05
	least = 50_000_000
)
