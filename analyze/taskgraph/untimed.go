package taskgraph

import (
	"math"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// No duration covers what a task does outside of its batches: fetching the
// pieces of a shuffle, writing them, sorting, encoding a file, and being a task at
// all. So much is known of what remains of a task's wall:
//
//   - A task that reads an exchange or a sort is there because of it: without
//     it, the operators behind would run in the tasks before. The rest is of the
//     exchange.
//   - A task that scans is there in any case. Being a task costs about as much
//     everywhere, the smallest rest of any task or as much as it was seen to take
//     elsewhere; that nobody has. What is beyond is of the exchange or the write at
//     its end, where there is one.
//     Not where the scan has by far more bytes: Daft times a scan only in so far as
//     somebody waits for its next rows.
//   - Between an exchange that is read and one that is written what is beyond is
//     divided by their bytes.

// placeRests gives the rests of tasks to operators, found by their ids.
func placeRests(nodes []*Node, operator func(id int64) *analyze.Operator) {
	bare := int64(math.MaxInt64)
	rests := make([]int64, len(nodes))
	for i, n := range nodes {
		rest, ok := n.rest()
		if ok {
			rests[i] = rest
		}
		if total := n.Task.DaftDuration; !ok && !n.Estimated && n.Task.Outcome == analyze.TaskSucceeded && total.Known() {
			rest = n.Wall() - max(0, min(total.V, n.Wall()))
		}
		if rest > 0 {
			bare = min(bare, rest)
		}
	}
	for i, n := range nodes {
		rest := rests[i]
		if rest <= 0 {
			continue
		}
		readers, writer := n.ends(operator)
		own := min(rest, bare)
		if len(readers) > 0 {
			n.divide(own, readers)
		} else {
			own = min(rest, max(bare, handing))
		}
		if writer != nil {
			readers = append(readers, writer)
		}
		n.divide(rest-own, readers)
	}
}

// handing is what a task takes beyond its operators on its way to a worker and
// back, nanoseconds: 8 to 24 ms in recorded stages that only scan.
const handing = 24_000_000

// rest returns what no operator accounts for of a task of which it is known.
func (n *Node) rest() (int64, bool) {
	if n.Merged != 1 || n.Estimated || len(n.Shares) == 0 {
		return 0, false
	}
	rest := n.Wall()
	for _, c := range n.Shares {
		rest -= min(c.Worked(), rest)
	}
	return rest, true
}

// ends returns the exchanges and sorts that a task reads, and what it writes at its
// end, nil where that is no more than its result.
func (n *Node) ends(operator func(int64) *analyze.Operator) (readers []*analyze.Operator, writer *analyze.Operator) {
	ids, name := n.Task.NodeIDs, n.Task.Name
	if len(ids) == 0 {
		return nil, nil
	}
	if !strings.Contains(name, "PhysicalScan") {
		for i, id := range ids {
			o := operator(id)
			if o == nil || !moves(o) || i > 0 && i == len(ids)-1 {
				break
			}
			readers = append(readers, o)
		}
	}
	last := operator(ids[len(ids)-1])
	if last != nil && (strings.HasSuffix(name, "RepartitionWrite") && moves(last) || strings.HasSuffix(name, "PhysicalWrite") && strings.HasSuffix(last.Type, "Write")) {
		writer = last
	}
	if writer != nil && len(readers) == 0 && n.bytes(writer) < n.most()/4 {
		writer = nil // what is beyond is rather the scan's
	}
	return readers, writer
}

// bytes returns what an operator had in a task.
func (n *Node) bytes(o *analyze.Operator) (bytes int64) {
	for _, c := range n.Shares {
		if c.Operator == o {
			bytes = max(bytes, c.BytesIn, c.BytesOut)
		}
	}
	return bytes
}

// behind returns what the operator after those that a task reads took in, where
// o is one of these: reading has no counters.
func (n *Node) behind(o *analyze.Operator) int64 {
	reads := false
	for _, c := range n.Shares { // by operator: what is read stands before what reads it
		switch {
		case c.Operator == o:
			reads = true
		case reads && !moves(c.Operator):
			return c.BytesIn
		}
	}
	return 0
}

// most returns the bytes of the operator of a task that had most, or those of its
// files where these are more.
func (n *Node) most() (bytes int64) {
	for _, in := range n.Task.Inputs {
		bytes = saturate.Add(bytes, max(0, in.StorageBytes.V))
	}
	for _, c := range n.Shares {
		bytes = max(bytes, c.BytesIn, c.BytesOut)
	}
	return bytes
}

// moves reports whether tasks are cut at an operator.
func moves(o *analyze.Operator) bool { return o.IsExchange() || o.Type == "Sort" }

// divide gives nanoseconds to operators by the bytes that they had in the task.
func (n *Node) divide(ns int64, operators []*analyze.Operator) {
	if ns <= 0 || len(operators) == 0 {
		return
	}
	sum := 0.0
	weights := make([]float64, len(operators))
	for i, o := range operators {
		weights[i] = float64(max(1, n.bytes(o), n.behind(o)/int64(len(operators))))
		sum += weights[i]
	}
	left := ns
	for i, o := range operators {
		part := left
		if i < len(operators)-1 {
			part = min(left, int64(float64(ns)*weights[i]/sum))
		}
		left -= part
		n.give(o, part)
	}
}

func (n *Node) give(o *analyze.Operator, ns int64) {
	for i := range n.Shares {
		if c := &n.Shares[i]; c.Operator == o {
			c.Untimed = saturate.Add(c.Untimed, ns)
			return
		}
	}
	n.Shares = append(n.Shares, Contribution{Operator: o, Untimed: ns})
	n.sortShares()
}
