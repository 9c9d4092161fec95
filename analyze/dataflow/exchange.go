package dataflow

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// Exchange is one movement of rows between tasks on Ray: what some tasks put
// down and others took up. Sizes are of data in memory; Daft reports neither
// what went over the network nor what was written to disk on the way.
type Exchange struct {
	Operator  *analyze.Operator
	Kind      string
	Algorithm string // of the data's way: "ray" (object store) or "flight" (local disks), "" where unknown

	RowsWritten, BytesWritten analyze.Value
	RowsRead, BytesRead       analyze.Value // by all readers together: a broadcast is read again by each
	MapTasks, ReduceTasks     int64         // that put down, that took up
	Partitions                analyze.Value // of a broadcast: pieces that each reader took
	Slots                     analyze.Value // map tasks x partitions, where each map task writes to each partition
	Empty                     int64         // partitions without rows

	// PartitionBytes and PartitionRows are what each reader had of it. Rows of
	// readers that have a second input are split by bytes, or by the inputs' rows.
	PartitionBytes, PartitionRows analyze.Spread
	Largest                       *analyze.Task // reader of the largest partition, nil where they are equal or unknown

	// MapNS, WaitNS and ReduceNS are nanoseconds of the critical path: the
	// operator's share of tasks that put down, steps of the driver and of the
	// scheduler that tasks which take up waited for after it, and its share of
	// those. A reader that waited for a slot did not wait for the exchange.
	// Where the operator does other work in its readers, as a sort, ReduceNS is 0.
	MapNS, WaitNS, ReduceNS int64
	PathNS                  int64 // their sum
	WaitedNS                int64 // from the first map task's end until the last: how long readers could not begin

	Readers   []*analyze.Operator // that take it up
	Estimated bool                // some of the sizes are: tasks were lost, or Daft does not report them
	Evidence  string

	writers, readers []*analyze.Task
	phases           []*analyze.Task // tasks that only look at the data, such as those that sample it for a sort
}

// Kinds of exchanges.
const (
	KindRepartition = "repartition"
	KindGather      = "gather"          // all to one partition
	KindMerge       = "merge"           // small partitions of a worker together, before they are shuffled
	KindPartitions  = "into partitions" // split or put together in order
	KindRandom      = "random shuffle"
	KindSort        = "sort"      // the range shuffle of a sort
	KindRangeJoin   = "range"     // the range shuffle of both sides of a sort-merge or as-of join
	KindBroadcast   = "broadcast" // one side of a join, to all tasks of the other
	KindMaterialize = "materialize"
)

// Ways of the data.
const (
	Ray    = "ray"
	Flight = "flight"
)

// kindOf returns the kind of exchange that an operator is by its type, "" where
// it is none by itself.
func kindOf(o *analyze.Operator) string {
	switch o.Type {
	case "Repartition":
		return KindRepartition
	case "Gather":
		return KindGather
	case "PreShuffleMerge":
		return KindMerge
	case "IntoPartitions":
		return KindPartitions
	case "RandomShuffle":
		return KindRandom
	case "Sort":
		return KindSort
	case "SortMergeJoin", "AsofJoin":
		return KindRangeJoin
	case "BroadcastJoin":
		return KindBroadcast
	}
	return ""
}

// moves reports whether exchanges of the kind are all that their operator does,
// so that its time is theirs.
func moves(kind string) bool {
	switch kind {
	case KindRepartition, KindGather, KindMerge, KindPartitions, KindRandom:
		return true
	}
	return false
}

// HeadBytes returns what Daft's guide expects the head node to hold for an
// exchange through Ray's object store, one object per slot.
func (x *Exchange) HeadBytes() analyze.Value {
	if !x.Slots.Known() || x.Algorithm == Flight {
		return analyze.Value{}
	}
	return analyze.Derived.Of(saturate.Mul(x.Slots.V, SlotHeadBytes))
}

// Beyond reports whether an exchange passes the thresholds at which Daft's own
// guide says to switch to flight shuffle, and which of the two it is.
func (x *Exchange) Beyond() (bytes, slots bool) {
	if x.Algorithm == Flight || x.Kind == KindBroadcast || x.Kind == KindMaterialize || x.Kind == KindMerge {
		return false, false
	}
	return x.BytesWritten.Known() && x.BytesWritten.V >= FlightBytes, x.Slots.Known() && x.Slots.V >= FlightSlots
}

// exchangesOf finds the exchanges of a query, by operator id.
func exchangesOf(q *analyze.Query, index *taskIndex, c *costs) []Exchange {
	if len(q.Tasks) == 0 {
		return nil
	}
	var list []Exchange
	for _, o := range byID(q.Operators) {
		x, ok := index.exchange(o)
		if !ok {
			continue
		}
		x.measure(index)
		list = append(list, x)
	}
	c.exchanges(list)
	for i := range list {
		list[i].Evidence = list[i].describe()
	}
	return list
}
