package finding

import (
	"math"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

// partsOf returns the shares of each segment of a path. What no operator accounts
// for in a task on Ray is given to the operator of it that Daft does not time,
// where there is one such: writing files and shuffles, sorting, functions in
// processes of their own; else reading, which Daft times only in so far as
// somebody waits for the next rows.
func (v *view) partsOf() [][]critical.Share {
	all := make([][]critical.Share, len(v.Path.Segments))
	for i, s := range v.Path.Segments {
		all[i] = s.Shares
		if s.Task == nil || s.Kind != critical.Run {
			continue
		}
		if o := v.untimed(s.Task); o != nil {
			all[i] = given(s.Shares, o)
		}
	}
	return all
}

// given gives what is nobody's to an operator.
func given(shares []critical.Share, o *analyze.Operator) []critical.Share {
	var nobody critical.Share
	list := make([]critical.Share, 0, len(shares)+1)
	at := -1
	for _, s := range shares {
		if s.Operator == nil {
			nobody.NS += s.NS
			nobody.Saving += s.Saving
			continue
		}
		if s.Operator == o {
			at = len(list)
		}
		list = append(list, s)
	}
	rest := min(nobody.NS, handing)
	if nobody.NS -= rest; nobody.NS == 0 {
		return shares
	}
	nobody.Saving = max(0, nobody.Saving-rest)
	if at < 0 {
		at, list = len(list), append(list, critical.Share{Operator: o})
	}
	list[at].NS += nobody.NS
	list[at].Saving += nobody.Saving
	list[at].Estimated = true
	if rest > 0 {
		list = append(list, critical.Share{NS: rest, Saving: rest, Estimated: true})
	}
	return list
}

// handing is what a task takes beyond its operators on its way to a worker and
// back, nanoseconds: 8 to 24 ms in recorded stages that only scan.
const handing = 24_000_000

// untimed returns the operator of a task whose work Daft does not time, nil where
// there is none or it cannot be told which: of several the one that has by far
// most bytes to work on, as the others then take little.
func (v *view) untimed(t *analyze.Task) *analyze.Operator {
	var scan *analyze.Operator
	var best, second candidate
	for i, id := range t.NodeIDs {
		o := v.Query.Operator(id)
		if o == nil {
			continue
		}
		c := candidate{operator: o}
		switch {
		case isActorUDF(o):
			c.bytes = math.MaxInt64
		case o.Type == "BroadcastJoin":
			c.bytes = v.broadcastEach(o)
		case isWrite(o), strings.Contains(o.Type, "Sort"),
			isExchange(o) && t.LastNode.Known() && t.LastNode.V == id && i > 0 && strings.HasSuffix(t.Name, "RepartitionWrite"):
			c.bytes = perTask(o.BytesIn, o)
		case isScan(o) && readsFiles(t, id):
			scan = o
			continue
		default:
			continue
		}
		if c.bytes > best.bytes || best.operator == nil {
			best, second = c, best
		} else if c.bytes > second.bytes || second.operator == nil {
			second = c
		}
	}
	switch {
	case best.operator == nil:
		return scan
	case second.operator != nil && best.bytes/3 < second.bytes:
		return nil
	case scan != nil && best.bytes < perTask(scan.BytesOut, scan)/4:
		return scan
	}
	return best.operator
}

// candidate is an operator that Daft does not time, with the bytes that a task
// has for it.
type candidate struct {
	operator *analyze.Operator
	bytes    int64
}

// perTask divides the bytes of an operator over the tasks that ran it.
func perTask(bytes analyze.Value, o *analyze.Operator) int64 {
	return max(0, bytes.V) / max(1, o.Tasks.Total-o.Readers)
}

// broadcastEach returns the bytes that each task takes in of a broadcast side.
func (v *view) broadcastEach(o *analyze.Operator) int64 {
	if x := v.Flow.Exchange(o); x != nil && x.BytesWritten.Known() {
		return max(0, x.BytesWritten.V)
	}
	return 0
}

// readsFiles reports whether a task reads files of a scan, rather than rows that
// Python makes or memory holds.
func readsFiles(t *analyze.Task, id int64) bool {
	for _, in := range t.Inputs {
		if in.SourceNode.Known() && in.SourceNode.V == id && len(in.Paths) > 0 && in.StorageBytes.Positive() {
			return true
		}
	}
	return false
}
