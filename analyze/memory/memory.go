package memory

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// Account is the memory of a recording's processes.
type Account struct {
	Samples []Sample // of the whole tree, in order
	Peak    *Peak    // nil where nothing was sampled
	Queries []QueryMemory
	Growth  Growth
	Limit   analyze.Value
	OOM     bool // a process of the job was killed for lack of memory, as far as is known
}

// Sample is the resident memory of all processes at one moment.
type Sample struct {
	Time   format.Time
	Bytes  int64
	ByRole map[string]int64
}

// Peak is the highest sample, and what was active then.
type Peak struct {
	Sample
	Query  *analyze.Query // nil between queries
	Active []Active       // largest first
}

// Active is an operator that was at work at some moment, and what it may have
// held: bytes in less bytes out so far, an upper bound, wrong for aggregations.
type Active struct {
	Operator *analyze.Operator
	Held     analyze.Value
	Tasks    int64 // that were running it; 0 natively
}

// QueryMemory is the memory before, at the most during, and after a query.
type QueryMemory struct {
	Query               *analyze.Query
	Before, Most, After analyze.Value
	Climb               analyze.Value // Most - Before
	Active              []Active      // when it was the most
	Allocated           analyze.Value // Daft's allocator: bytes in use at the end, where its monitor was on
}

// Growth says whether memory grew from query to query.
type Growth struct {
	Verdict  string // "", "grows", "flat", "too few queries"
	PerQuery int64
	Evidence string
}

// Of works out the account of a run.
func Of(run *analyze.Run) *Account { return &Account{} }
