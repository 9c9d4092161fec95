package dataflow

import (
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/radix"
)

// taskIndex finds the tasks of a query by what they have to do with an operator.
type taskIndex struct {
	wall  analyze.Value             // of the query
	last  map[int64][]*analyze.Task // that it dispatched
	lists map[int64][]*analyze.Task // that name it among their operators
	reads map[int64][]*analyze.Task // that have an input in memory from it
}

func indexTasks(q *analyze.Query) *taskIndex {
	x := &taskIndex{q.Wall, map[int64][]*analyze.Task{}, listsOf(q), map[int64][]*analyze.Task{}}
	for _, t := range q.Tasks {
		if t.LastNode.Known() {
			x.last[t.LastNode.V] = append(x.last[t.LastNode.V], t)
		}
		for i, in := range t.Inputs {
			if in.Kind == "memory" && in.SourceNode.Known() && !readsBefore(t, i) {
				x.reads[in.SourceNode.V] = append(x.reads[in.SourceNode.V], t)
			}
		}
	}
	return x
}

// listsOf returns, of each operator, the tasks that name it, by id. Those of a
// stage name the same.
func listsOf(q *analyze.Query) map[int64][]*analyze.Task {
	stages := map[int64][][]*analyze.Task{} // of each operator, the tasks of each stage that names it
	for _, s := range q.Stages() {
		for i, id := range s.NodeIDs {
			if !slices.Contains(s.NodeIDs[:i], id) {
				stages[id] = append(stages[id], s.Tasks)
			}
		}
	}
	lists := make(map[int64][]*analyze.Task, len(stages))
	for id, own := range stages {
		if len(own) == 1 {
			lists[id] = slices.Clip(own[0])
			continue
		}
		lists[id] = slices.Concat(own...)
		radix.By(lists[id], func(t *analyze.Task) int64 { return t.ID })
	}
	return lists
}

// readsBefore reports whether an earlier input of a task has the same source.
func readsBefore(t *analyze.Task, i int) bool {
	for _, in := range t.Inputs[:i] {
		if in.Kind == "memory" && in.SourceNode.Known() && in.SourceNode.V == t.Inputs[i].SourceNode.V {
			return true
		}
	}
	return false
}

// input returns the bytes and the partitions that a task had of an operator.
func input(t *analyze.Task, id int64) (bytes, partitions analyze.Value) {
	for _, in := range t.Inputs {
		if in.Kind == "memory" && in.SourceNode.Known() && in.SourceNode.V == id {
			bytes, partitions = bytes.PlusKnown(in.Bytes), partitions.PlusKnown(in.Partitions)
		}
	}
	return bytes, partitions
}

// exchange finds the tasks that put down and take up what an operator moves.
// It reports false where the operator moves nothing between tasks.
func (x *taskIndex) exchange(o *analyze.Operator) (Exchange, bool) {
	e := Exchange{Operator: o, Kind: kindOf(o)}
	switch {
	case isScan(o) || isWrite(o):
		return e, false // a write's own second step is its commit
	case moves(e.Kind):
		x.shuffle(&e)
	case e.Kind == KindSort, e.Kind == KindRangeJoin:
		x.phased(&e)
	default:
		if len(x.reads[o.ID]) == 0 || readByJoin(o, x) {
			return e, false
		}
		e.readers = x.reads[o.ID]
		sides := o.Children
		if e.Kind == KindBroadcast {
			sides = sides[:min(1, len(sides))] // Daft lists the side that is broadcast first
		} else {
			e.Kind = KindMaterialize
		}
		e.writers = x.makers(sides)
	}
	if len(e.writers) == 0 && len(e.readers) == 0 {
		return e, false
	}
	e.Readers = o.Parents
	if e.Kind == KindBroadcast || e.Kind == KindRangeJoin || e.Kind == KindSort {
		e.Readers = []*analyze.Operator{o}
	}
	return e, true
}

// shuffle finds the tasks of an operator that does nothing but move. A task
// that it dispatches and that has other operators before it writes; one that
// begins with it reads, under flight shuffle as well, whose inputs Daft does not
// name.
func (x *taskIndex) shuffle(e *Exchange) {
	o := e.Operator
	for _, t := range x.lists[o.ID] {
		switch fused := continues(t, o); {
		case !fused:
			e.readers = append(e.readers, t)
		case t.LastNode.Known() && t.LastNode.V == o.ID:
			e.writers = append(e.writers, t)
		}
	}
	switch {
	case len(e.readers) == 0 && o.Type == "IntoPartitions":
		e.writers = nil // there are as many partitions as it wants: it passes rows on within a task
	case len(e.readers) > 0 && len(e.writers) == 0: // it takes up what the tasks before it ended with
		e.writers = x.makers(o.Children)
	}
}

// continues reports whether a task that names an operator has rows for it from
// an operator before it, so that it does not begin with it.
func continues(t *analyze.Task, o *analyze.Operator) bool {
	if len(o.Children) == 0 { // no plan: Daft names the first operators first
		return t.NodeIDs[0] != o.ID
	}
	return slices.ContainsFunc(o.Children, func(c *analyze.Operator) bool { return slices.Contains(t.NodeIDs, c.ID) })
}

// phased finds the tasks of an operator that moves rows by ranges of its own:
// first tasks sample its input, then they write ranges, then others read these.
// A sort whose input is one partition, or lies in order already, moves nothing.
func (x *taskIndex) phased(e *Exchange) {
	o := e.Operator
	for _, t := range x.lists[o.ID] {
		switch {
		case strings.HasSuffix(t.Name, "RepartitionWrite") && t.LastNode.Known() && t.LastNode.V == o.ID:
			e.writers = append(e.writers, t)
		case isSample(t):
			e.phases = append(e.phases, t)
		case t.Name != "":
			e.readers = append(e.readers, t)
		default:
			e.Estimated = true // which step it was is not known
		}
	}
	if len(e.writers) > 0 {
		return
	}
	if e.readers = x.reads[o.ID]; len(e.readers) > 0 {
		e.Kind, e.phases, e.writers = KindMaterialize, nil, x.makers(o.Children)
	}
}

func isSample(t *analyze.Task) bool {
	return strings.Contains(t.Name, "->Sample->") || strings.HasSuffix(t.Name, "->Sample")
}

// readByJoin reports whether what seems to be read of an operator is in truth
// what a join above it wrote: Daft names the sides of a sort-merge join as the
// sources of the ranges that the join made.
func readByJoin(o *analyze.Operator, x *taskIndex) bool {
	for _, p := range o.Parents {
		if kindOf(p) == KindRangeJoin && len(x.reads[p.ID]) > 0 {
			return true
		}
	}
	return false
}

// makers returns the tasks that ended with one of the operators, or where none
// did, with those below.
func (x *taskIndex) makers(ops []*analyze.Operator) []*analyze.Task {
	var list []*analyze.Task
	seen := map[*analyze.Operator]bool{}
	for todo := slices.Clone(ops); len(todo) > 0; {
		o := todo[0]
		todo = todo[1:]
		if seen[o] {
			continue
		}
		seen[o] = true
		found := false
		for _, t := range x.last[o.ID] {
			if !moves(kindOf(o)) || !continues(t, o) { // what it writes is read by its own readers first
				list, found = append(list, t), true
			}
		}
		if !found {
			todo = append(todo, o.Children...)
		}
	}
	return list
}
