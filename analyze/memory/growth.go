package memory

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// Growth says whether memory grew from query to query.
type Growth struct {
	Verdict  string // Grows, Flat, TooFew, "" where nothing was sampled or there is one query
	Queries  int    // that were looked at: those with a sample after them, without the first
	PerQuery int64  // bytes a query, from the first of these to the last; may be negative
	Evidence string
}

// Verdicts on growth.
const (
	Grows  = "grows"
	Flat   = "flat"
	TooFew = "too few queries"
)

// What makes a growth. A process grows by its first query, whose libraries and
// pools it keeps, and by each query that is larger than those before: what is
// left grows from query to query, not at once, and by what matters.
const (
	GrowthQueries    = 4        // to look at, at least
	GrowthBytes      = 64 << 20 // in all
	GrowthPerMille   = 200      // of what there was at first
	FallsPerMille    = 100      // of the growth, that falls in between may take back
	OneStepPerMille  = 600      // of the growth, that one query may make
	AllocatorPercent = 50       // of the growth, that Daft's allocators must have for it to be theirs
)

// growthOf compares the memory after each query.
func growthOf(queries []QueryMemory) Growth {
	var after []QueryMemory
	for i, m := range queries {
		if i > 0 && m.After.Known() {
			after = append(after, m)
		}
	}
	if len(queries) < 2 {
		return Growth{}
	}
	g := Growth{Queries: len(after)}
	if len(after) < GrowthQueries {
		g.Verdict = TooFew
		g.Evidence = fmt.Sprintf("memory was seen after %s beside the first; %d are needed to tell growth from warming up", humanize.Plural(int64(len(after)), "query", "queries"), GrowthQueries)
		return g
	}
	first, last := after[0].After.V, after[len(after)-1].After.V
	rise := last - first
	g.PerQuery = rise / int64(len(after)-1)
	falls, step := int64(0), int64(0)
	for i := 1; i < len(after); i++ {
		d := after[i].After.V - after[i-1].After.V
		falls += max(-d, 0)
		step = max(step, d)
	}
	g.Verdict = Flat
	if rise >= GrowthBytes && float64(rise) >= float64(first)*GrowthPerMille/1000 &&
		float64(falls) <= float64(rise)*FallsPerMille/1000 && float64(step) <= float64(rise)*OneStepPerMille/1000 {
		g.Verdict = Grows
	}
	g.Evidence = fmt.Sprintf("after %s: %s at first, %s at last", humanize.Plural(int64(len(after)), "query", "queries"), humanize.Bytes(first), humanize.Bytes(last))
	if g.Verdict == Grows {
		g.Evidence += fmt.Sprintf(", %s a query", humanize.Bytes(g.PerQuery)) + allocators(after, rise)
	}
	return g
}

// allocators says whether Daft's allocators gave out what was grown by.
func allocators(after []QueryMemory, rise int64) string {
	var known []analyze.Value
	for _, m := range after {
		if m.Allocated.Known() {
			known = append(known, m.Allocated)
		}
	}
	if len(known) < 2 {
		return ""
	}
	first, last := known[0], known[len(known)-1]
	what := "not in use there: kept for reuse, or another's"
	if float64(last.V-first.V) >= float64(rise)*AllocatorPercent/100 {
		what = "in use there"
	}
	return fmt.Sprintf("; Daft's allocators had given out %s at first and %s at last: what it grew by is %s", humanize.Bytes(first.V), humanize.Bytes(last.V), what)
}
