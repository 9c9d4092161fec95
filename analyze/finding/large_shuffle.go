package finding

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// largeShuffle finds exchanges beyond the thresholds from which on Daft's own
// guide says to switch to flight shuffle.
func largeShuffle(v *view) []draft {
	var drafts []draft
	for i := range v.Flow.Exchanges {
		x := &v.Flow.Exchanges[i]
		bytes, slots := x.Beyond()
		if !bytes && !slots {
			continue
		}
		c := v.exchanging(x)
		f := Finding{ID: "shuffle-large", Sure: true, Operators: []*analyze.Operator{x.Operator}}
		switch {
		case bytes:
			f.Title = op(x.Operator) + " moved " + humanize.Bytes(x.BytesWritten.V) + " through Ray's object store, " + dur(c.total()) + " of the path: Daft's guide says flight shuffle from 10 GiB on"
		default:
			f.Title = op(x.Operator) + " made " + humanize.Count(x.Slots.V) + " pieces in Ray's object store, " + dur(c.total()) + " of the path: Daft's guide says flight shuffle from 500,000 on"
		}
		f.say("%s", x.Evidence)
		if h := x.HeadBytes(); h.Known() {
			f.say("by that guide the head node holds some %s for the pieces", humanize.Bytes(h.V))
		}
		f.Advice = "daft.set_execution_config(shuffle_algorithm=\"flight_shuffle\", flight_shuffle_dirs=[...]) on fast local disks; flight_shuffle_compression=\"zstd\" where the disks or the network are slow. Fewer partitions make fewer pieces."
		f.Check = "run once with it: how much it gains depends on disks and network, which Daft does not report."
		drafts = append(drafts, draft{Finding: f, claim: c, atMost: true})
	}
	return drafts
}

// exchanging claims what of the path is an exchange: its operator's share in
// tasks that write and read it, and what nobody accounts for where a task does
// nothing else.
func (v *view) exchanging(x *dataflow.Exchange) claim {
	c := claim{}
	for i, s := range v.Path.Segments {
		switch s.Kind {
		case critical.Run:
			for _, share := range v.parts[i] {
				if share.Operator == x.Operator || share.Operator == nil && s.Task != nil && v.writesTo(s.Task, x) {
					c[place{i, share.Operator}] += share.NS
				}
			}
		case critical.Schedule, critical.Driver:
			if s.Task != nil && slices.Contains(s.Task.NodeIDs, x.Operator.ID) && len(s.Task.NodeIDs) > 0 && s.Task.LastNode.V != x.Operator.ID {
				c[place{segment: i}] = s.Length()
			}
		}
	}
	return c
}

// writesTo reports whether a task puts down what an exchange moves.
func (v *view) writesTo(t *analyze.Task, x *dataflow.Exchange) bool {
	return t.LastNode.Known() && t.LastNode.V == x.Operator.ID
}
