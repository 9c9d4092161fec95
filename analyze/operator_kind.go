package analyze

import "strings"

// isJoin tells a join by its counters, else by its name.
func isJoin(o *Operator) bool {
	return o.BuildRows.Known() || o.ProbeRowsIn.Known() || o.ProbeRowsOut.Known() || strings.Contains(o.Type, "Join")
}

// isExchange reports whether the operator moves rows between partitions
// without making or dropping any.
func isExchange(o *Operator) bool {
	switch o.Type {
	case "Repartition", "Gather", "IntoPartitions", "RandomShuffle", "PreShuffleMerge":
		return true
	}
	return false
}

// isShuffleWrite reports whether a task of the given name writes a shuffle.
func isShuffleWrite(task string) bool {
	return strings.HasSuffix(task, "RepartitionWrite") || strings.HasSuffix(task, "GatherWrite")
}

// stopsEarly reports whether the operator may stop taking rows before its
// input ends, so that what is below it may have put out more than was taken.
func stopsEarly(o *Operator) bool {
	return strings.Contains(o.Type, "Limit") || strings.HasPrefix(o.Name, "Limit")
}

// belowLimit reports whether an operator above o may stop early.
func belowLimit(o *Operator) bool {
	for range maxPlanDepth {
		if len(o.Parents) == 0 {
			return false
		}
		o = o.Parents[0]
		if stopsEarly(o) {
			return true
		}
	}
	return false
}

// isBlocking reports whether the operator puts nothing out before it has taken
// all its input, and works untimed in between (Daft never times finalize).
func isBlocking(o *Operator) bool { return o.Category == "BlockingSink" }

// IsExchange reports whether an operator of a plan on Ray moves rows between tasks.
func (o *Operator) IsExchange() bool { return isExchange(o) }
