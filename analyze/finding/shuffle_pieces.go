package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

const (
	manyPieces = 40_000   // pieces of a shuffle, from which on they may cost more than what is in them
	smallPiece = 64 << 10 // bytes on average
)

// shufflePieces finds shuffles of many small pieces, each of which costs the
// driver and the workers more than what is in it.
func shufflePieces(v *view) []draft {
	var drafts []draft
	for i := range v.Flow.Exchanges {
		x := &v.Flow.Exchanges[i]
		if x.Algorithm == dataflow.Flight || !x.Slots.Known() || x.Slots.V < manyPieces || !x.BytesWritten.Known() || x.BytesWritten.V/x.Slots.V >= smallPiece {
			continue
		}
		c := v.exchanging(x)
		f := Finding{ID: "shuffle-pieces", Sure: true, Operators: []*analyze.Operator{x.Operator}}
		f.Title = op(x.Operator) + " cut its rows into " + humanize.Count(x.Slots.V) + " pieces of " + humanize.Bytes(x.BytesWritten.V/max(1, x.Slots.V)) + ", " + dur(c.total()) + " of the path"
		f.say("%s", x.Evidence)
		f.say("%s write to %s each", count(x.MapTasks, "task", "tasks"), count(x.Partitions.V, "partition", "partitions"))
		f.Advice = "Fewer partitions make fewer pieces, by their square: df.into_partitions(n) before the shuffle, df.repartition(n, key) or shuffle_aggregation_default_partitions in daft.set_execution_config after it, with n two or three times the slots. shuffle_algorithm=\"pre_shuffle_merge\" puts pieces together first, \"flight_shuffle\" keeps them out of Ray's object store."
		f.Check = "run once with a tenth of the partitions."
		drafts = append(drafts, draft{Finding: f, claim: c, atMost: true})
	}
	return drafts
}
