package finding

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

// Why a limit on Ray has nothing running before its tasks: Daft 0.7.26 starts an
// actor that counts the rows (LimitCounterActor), anew for each limit of each
// query, and reports nothing of it.
const (
	limitStarts = "its tasks are of a limit: for each df.limit on Ray Daft starts an actor that counts rows, which takes most of a second, and reports nothing of it"
	limitAdvice = "Leave df.limit out where the rows are few or are aggregated anyway, or have read_parquet read fewer files instead; after df.sort it is a top-n and starts nothing. Look at samples of data natively (daft.set_runner_native)."
)

// limitAfter returns the limit that the first tasks after a wait run, nil where
// there is none: it names the longest of the path's segments of a kind.
func (v *view) limitAfter(kind critical.Kind) *analyze.Operator {
	longest := -1
	for i, s := range v.Path.Segments {
		if s.Kind == kind && (longest < 0 || s.Length() > v.Path.Segments[longest].Length()) {
			longest = i
		}
	}
	if v.native || longest < 0 {
		return nil
	}
	for _, s := range v.Path.Segments[longest:] {
		if s.Task == nil {
			continue
		}
		for _, o := range v.Query.Operators {
			if o.Type == "Limit" && slices.Contains(s.Task.NodeIDs, o.ID) {
				return o
			}
		}
		return nil
	}
	return nil
}
