package finding

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// bigBroadcast finds broadcast joins whose side for every task is far larger
// than what Daft would broadcast by itself.
func bigBroadcast(v *view) []draft {
	var drafts []draft
	for i := range v.Flow.Joins {
		j := &v.Flow.Joins[i]
		if j.Strategy != "broadcast" {
			continue
		}
		x := v.Flow.Exchange(j.Operator)
		each, readers := j.BuildBytes, int64(0)
		if x != nil {
			readers = x.ReduceTasks
			if x.BytesWritten.Known() {
				each = x.BytesWritten
			}
		}
		if !each.Known() || each.V < dataflow.BroadcastBytes*11/10 {
			continue
		}
		c := v.broadcasting(j)
		f := Finding{ID: "broadcast-too-big", Sure: true, Operators: []*analyze.Operator{j.Operator}}
		f.Title = op(j.Operator) + " sent " + humanize.Bytes(each.V) + " to every task of the other side, " + dur(c.total()) + " of the path"
		if readers > 0 {
			f.say("%s took it in, %s together", count(readers, "task", "tasks"), humanize.Bytes(mul(each.V, readers)))
		}
		f.say("Daft broadcasts up to %s by itself", humanize.Bytes(dataflow.BroadcastBytes))
		f.Advice = "Leave strategy=\"broadcast\" out of df.join, so that Daft decides, or ask for strategy=\"hash\"; lower broadcast_join_size_bytes_threshold in daft.set_execution_config if it was raised; filter and select columns of that side first."
		f.Check = "run once with strategy=\"hash\": where the other side is much larger still, the broadcast may be right."
		drafts = append(drafts, draft{Finding: f, claim: c, atMost: true})
	}
	return drafts
}

// broadcasting claims what of the path is a broadcast: the join's share in its
// tasks, what nobody accounts for there, and the tasks that made the side.
func (v *view) broadcasting(j *dataflow.Join) claim {
	c := claim{}
	for i, s := range v.Path.Segments {
		if s.Kind != critical.Run || s.Task == nil || !slices.Contains(s.Task.NodeIDs, j.Operator.ID) {
			continue
		}
		for _, share := range v.parts[i] {
			if share.Operator == j.Operator {
				c[place{i, share.Operator}] += share.NS
			}
		}
	}
	return c
}

// A join whose other side is no larger than that against the small one is not
// much dearer by a shuffle.
const (
	missedRatio = 100
	missedBytes = 32 << 20
)

// missedBroadcast finds hash joins that shuffle both sides although one is so
// small that it could be sent to every task.
func missedBroadcast(v *view) []draft {
	if v.native {
		return nil
	}
	var drafts []draft
	for i := range v.Flow.Joins {
		j := &v.Flow.Joins[i]
		if j.Strategy != "hash" || len(j.Operator.Children) != 2 {
			continue
		}
		var sides [2]*dataflow.Exchange
		for k, child := range j.Operator.Children {
			sides[k] = v.exchangeBelow(child)
		}
		if sides[0] == nil || sides[1] == nil {
			continue
		}
		small, big := sides[0], sides[1]
		if big.BytesWritten.V < small.BytesWritten.V {
			small, big = big, small
		}
		if !small.BytesWritten.Known() || !big.BytesWritten.Known() || small.BytesWritten.V > dataflow.BroadcastBytes || big.BytesWritten.V < missedRatio*max(small.BytesWritten.V, 1) || big.BytesWritten.V < missedBytes {
			continue
		}
		c := v.exchanging(big)
		c.add(v.exchanging(small))
		f := Finding{ID: "broadcast-missed", Sure: true, Operators: []*analyze.Operator{j.Operator, small.Operator, big.Operator}}
		f.Title = op(j.Operator) + " shuffled " + humanize.Bytes(big.BytesWritten.V) + " although its other side is " + humanize.Bytes(small.BytesWritten.V) + ", " + dur(c.total()) + " of the path"
		f.say("Daft broadcasts a side that it expects to be no larger than %s, by the statistics that it has", humanize.Bytes(dataflow.BroadcastBytes))
		f.Advice = "df.join(..., strategy=\"broadcast\") sends the small side to every task, and the large one stays where it is; broadcast_join_size_bytes_threshold in daft.set_execution_config raises the limit for all joins."
		f.Check = "the join must not be an outer one: these cannot be broadcast."
		drafts = append(drafts, draft{Finding: f, claim: c, atMost: true})
	}
	return drafts
}

// exchangeBelow returns the exchange that a side of a join comes from, through
// what works on rows within tasks.
func (v *view) exchangeBelow(o *analyze.Operator) *dataflow.Exchange {
	for range 10 {
		if x := v.Flow.Exchange(o); x != nil && x.Kind == dataflow.KindRepartition {
			return x
		}
		if len(o.Children) != 1 || o.Type != "Project" && !isFilter(o) {
			return nil
		}
		o = o.Children[0]
	}
	return nil
}

func mul(a, b int64) int64 {
	if a > 0 && b > (1<<62)/a {
		return 1 << 62
	}
	return a * b
}
