package dataflow

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// measure works out how much was moved.
func (x *Exchange) measure(index *taskIndex) {
	slices.SortStableFunc(x.writers, byTaskID)
	slices.SortStableFunc(x.readers, byTaskID)
	x.MapTasks, x.ReduceTasks = int64(len(x.writers)), int64(len(x.readers))
	x.Algorithm = x.way(index)
	if x.WaitedNS = barrier(x.writers); index.wall.Known() { // longer where times contradict each other
		x.WaitedNS = min(x.WaitedNS, index.wall.V)
	}
	if x.Kind == KindBroadcast {
		x.measureBroadcast()
		return
	}
	x.written()
	x.read()
	x.slots()
}

func byTaskID(a, b *analyze.Task) int { return cmp.Compare(a.ID, b.ID) }

// way tells how the data went. Under flight shuffle Daft names no inputs of the
// tasks that read, although their submit is there; joins that broadcast, sorts
// and merges before a shuffle go through Ray's object store in any case.
func (x *Exchange) way(index *taskIndex) string {
	if len(index.reads[x.Operator.ID]) > 0 {
		return Ray
	}
	for _, t := range x.readers {
		if len(t.Inputs) > 0 && x.Kind == KindRangeJoin {
			return Ray
		}
	}
	if !moves(x.Kind) || x.Kind == KindMerge {
		return ""
	}
	for _, t := range x.readers {
		switch {
		case t.Submitted.Known && !readsFrom(t, x.Operator.ID):
			return Flight
		case t.Outcome == analyze.TaskSucceeded && t.EndEvent > 0 && t.RowsIn.Positive() && !x.shares(t):
			if t.BytesIn.Positive() { // its submit was lost; Daft counts no bytes that come by flight
				return Ray
			}
			return Flight
		}
	}
	return ""
}

func readsFrom(t *analyze.Task, id int64) bool {
	return slices.ContainsFunc(t.Inputs, func(in analyze.TaskInput) bool { return in.SourceNode.Known() && in.SourceNode.V == id })
}

// barrier returns the nanoseconds from the first end to the last.
func barrier(tasks []*analyze.Task) int64 {
	var first, last analyze.Moment
	for _, t := range tasks {
		if t.Outcome != analyze.TaskSucceeded || !t.Ended.Known {
			continue
		}
		if !first.Known || t.Ended.Time < first.Time {
			first = t.Ended
		}
		if !last.Known || t.Ended.Time > last.Time {
			last = t.Ended
		}
	}
	if !first.Known {
		return 0
	}
	return saturate.Sub(int64(last.Time), int64(first.Time))
}

// written sums what the writers put down. Under flight shuffle Daft counts
// nothing out of them: what the operator took in is what was written.
func (x *Exchange) written() {
	o := x.Operator
	if x.Algorithm == Flight {
		x.RowsWritten, x.BytesWritten = orDerived(o.RowsIn), orDerived(o.BytesIn)
		x.Estimated = x.Estimated || o.Behind > 0
		return
	}
	complete := len(x.writers) > 0
	for _, t := range x.writers {
		if t.Outcome == analyze.TaskCancelled || t.Outcome == analyze.TaskFailed {
			continue
		}
		if t.Outcome != analyze.TaskSucceeded || !t.BytesOut.Known() || !t.RowsOut.Known() {
			complete = false
			continue
		}
		x.RowsWritten, x.BytesWritten = x.RowsWritten.PlusKnown(t.RowsOut), x.BytesWritten.PlusKnown(t.BytesOut)
	}
	if complete {
		return
	}
	// Some writer's end was lost. The operator's own counters have all of them,
	// where it counts what it writes and nothing else.
	if (x.Kind == KindRepartition || x.Kind == KindGather) && o.BytesOut.Known() && (!x.BytesWritten.Known() || o.BytesOut.V >= x.BytesWritten.V) {
		x.RowsWritten, x.BytesWritten = o.RowsOut, o.BytesOut
		return
	}
	x.Estimated = true
	x.RowsWritten, x.BytesWritten = orDerived(x.RowsWritten), orDerived(x.BytesWritten)
}

// A part is what one reader had of an exchange.
type part struct {
	task        *analyze.Task
	bytes, rows analyze.Value
	shared      bool // it has other inputs, which its rows count as well
}

// parts returns what each reader had.
func (x *Exchange) parts() []part {
	var list []part
	for _, t := range x.readers {
		p := part{task: t, shared: x.shares(t)}
		if x.Kind == KindRangeJoin {
			for _, in := range t.Inputs {
				if in.Kind == "memory" {
					p.bytes = p.bytes.PlusKnown(in.Bytes)
				}
			}
			p.shared = false
		} else {
			p.bytes, _ = input(t, x.Operator.ID)
		}
		if !p.bytes.Known() && !p.shared && x.Algorithm == Ray && t.Outcome == analyze.TaskSucceeded {
			p.bytes = orDerived(t.BytesIn) // its submit was lost, and it reads nothing else
		}
		if t.Outcome == analyze.TaskSucceeded && !p.shared {
			p.rows = t.RowsIn
		}
		list = append(list, p)
	}
	return list
}

// shares reports whether a reader takes rows from elsewhere as well. Where its
// inputs are not known, it does if it names a second operator before the one
// that puts them together.
func (x *Exchange) shares(t *analyze.Task) bool {
	if len(t.Inputs) > 1 {
		return true
	}
	i := slices.Index(t.NodeIDs, x.Operator.ID)
	if i > 0 { // something else is named before it: another side
		return true
	}
	up := parent(x.Operator)
	return up != nil && len(up.Children) > 1 && slices.Contains(t.NodeIDs, up.ID)
}

func parent(o *analyze.Operator) *analyze.Operator {
	if len(o.Parents) == 0 {
		return nil
	}
	return o.Parents[0]
}

// read sums what the readers took up, and how it was spread over them.
func (x *Exchange) read() {
	parts := x.parts()
	perRow := x.RowsWritten.Positive() && x.BytesWritten.Positive()
	all := len(parts) > 0
	var bytes, rows []int64
	for _, p := range parts {
		x.BytesRead = x.BytesRead.PlusKnown(p.bytes)
		if p.bytes.Known() {
			bytes = append(bytes, max(p.bytes.V, 0))
		}
		switch {
		case p.rows.Known():
			rows = append(rows, max(p.rows.V, 0))
			x.RowsRead = x.RowsRead.PlusKnown(p.rows)
		case p.shared && p.bytes.Known() && perRow:
			rows = append(rows, saturate.Scale(p.bytes.V, x.RowsWritten.V, x.BytesWritten.V))
		case p.shared && x.Algorithm == Flight && x.flightRows(p.task).Known():
			rows = append(rows, x.flightRows(p.task).V)
		}
		if p.task.Outcome != analyze.TaskSucceeded {
			all = false
		}
		if p.shared && p.task.Outcome == analyze.TaskSucceeded {
			p.rows = analyze.Value{}
		}
	}
	if slices.ContainsFunc(parts, func(p part) bool { return p.shared }) {
		x.RowsRead = analyze.Value{}
		if all { // each partition is read once
			x.RowsRead = orDerived(x.RowsWritten)
		}
	}
	x.PartitionRows = analyze.SpreadOf(rows)
	if x.Algorithm == Flight && perRow && len(rows) == len(parts) { // Daft names no bytes: rows by the average of a row
		x.Estimated, x.BytesRead = true, analyze.Value{}
		for _, n := range rows {
			b := saturate.Scale(n, x.BytesWritten.V, x.RowsWritten.V)
			bytes = append(bytes, b)
			x.BytesRead = x.BytesRead.PlusKnown(analyze.Derived.Of(b))
		}
	}
	x.PartitionBytes = analyze.SpreadOf(bytes)
	x.largest(parts)
}

// flightRows splits the rows of a reader with two inputs, of which Daft names
// neither, by what was written on either side.
func (x *Exchange) flightRows(t *analyze.Task) analyze.Value {
	up := parent(x.Operator)
	if up == nil || !t.RowsIn.Known() || !x.RowsWritten.Known() {
		return analyze.Value{}
	}
	both := int64(0)
	for _, c := range up.Children {
		if !c.RowsIn.Known() || !moves(kindOf(c)) {
			return analyze.Value{}
		}
		both = saturate.Add(both, max(c.RowsIn.V, 0))
	}
	return analyze.Derived.Of(saturate.Scale(t.RowsIn.V, x.RowsWritten.V, both))
}

// largest finds the reader of the largest partition.
func (x *Exchange) largest(parts []part) {
	if x.PartitionBytes.N < 2 || x.PartitionBytes.Max == x.PartitionBytes.Min {
		x.countEmpty(parts)
		return
	}
	by := func(p part) analyze.Value { return p.bytes }
	if x.Algorithm == Flight {
		by = func(p part) analyze.Value { return p.task.RowsIn }
	}
	var most analyze.Value
	for _, p := range parts {
		if v := by(p); v.Known() && (!most.Known() || v.V > most.V) {
			most, x.Largest = v, p.task
		}
	}
	x.countEmpty(parts)
}

func (x *Exchange) countEmpty(parts []part) {
	for _, p := range parts {
		if p.bytes.Known() && p.bytes.V == 0 || !p.bytes.Known() && p.rows.Known() && p.rows.V == 0 {
			x.Empty++
		}
	}
}

// slots counts partitions, and what the head node must keep apart.
func (x *Exchange) slots() {
	if x.ReduceTasks > 0 {
		x.Partitions = analyze.Measured.Of(x.ReduceTasks)
	}
	switch x.Kind {
	case KindRepartition, KindRandom, KindSort, KindRangeJoin:
		if x.Partitions.Known() && x.MapTasks > 0 {
			x.Slots = analyze.Measured.Of(saturate.Mul(x.MapTasks, x.ReduceTasks))
		}
	}
}

// measureBroadcast: the side that is broadcast is put down once, and each reader
// has all of it.
func (x *Exchange) measureBroadcast() {
	o := x.Operator
	var bytes []int64
	for _, t := range x.readers {
		b, n := input(t, o.ID)
		if b.Known() {
			bytes = append(bytes, max(b.V, 0))
		}
		x.BytesRead = x.BytesRead.PlusKnown(b)
		if n.Known() && (!x.Partitions.Known() || n.V > x.Partitions.V) {
			x.Partitions = n
		}
	}
	x.PartitionBytes = analyze.SpreadOf(bytes)
	if x.PartitionBytes.N > 0 {
		x.BytesWritten = analyze.Measured.Of(x.PartitionBytes.Max)
	} else {
		x.BytesWritten = o.BuildBytes
	}
	x.RowsWritten = o.BuildRows
	if x.RowsWritten.Known() {
		x.RowsRead = analyze.Derived.Of(saturate.Mul(x.RowsWritten.V, x.ReduceTasks))
	}
}
