package memory

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// Active is an operator that was at work at some moment.
type Active struct {
	Operator *analyze.Operator
	// Held is an estimate of what it held, in bytes, missing where nothing tells.
	// Natively, of one that blocks or buffers: what it took in less what it put
	// out so far; an upper bound, far too high for an aggregation. On Ray: what
	// running tasks had been given of it to read, or expected to read of its files.
	Held  analyze.Value
	Tasks int64 // that were running it, on Ray; 0 natively
}

// activeAt returns the operators of a query that were active at a moment, by id.
func activeAt(q *analyze.Query, t format.Time) []Active {
	if len(q.Tasks) > 0 {
		return activeTasks(q, t)
	}
	var list []Active
	for _, o := range q.Operators {
		if o.First.Known && o.Last.Known && o.First.Time <= t && t <= o.Last.Time {
			list = append(list, Active{Operator: o, Held: heldBy(o, t)})
		}
	}
	return list
}

// heldBy estimates what a native operator held at a moment.
func heldBy(o *analyze.Operator, t format.Time) analyze.Value {
	if o.Category != "BlockingSink" && !o.IsJoin() {
		return analyze.Value{}
	}
	i, _ := slices.BinarySearchFunc(o.Samples, t, func(s analyze.Sample, t format.Time) int {
		if s.Time <= t {
			return -1
		}
		return 1
	})
	if i == 0 || o.Samples[i-1].BytesIn <= 0 {
		return analyze.Value{}
	}
	return analyze.Derived.Of(max(o.Samples[i-1].BytesIn-max(o.Samples[i-1].BytesOut, 0), 0))
}

// activeTasks returns what tasks of a query ran at a moment.
func activeTasks(q *analyze.Query, t format.Time) []Active {
	index := map[*analyze.Operator]int{}
	var list []Active
	of := func(id int64) *Active {
		o := q.Operator(id)
		if o == nil {
			return nil
		}
		i, ok := index[o]
		if !ok {
			i = len(list)
			index[o] = i
			list = append(list, Active{Operator: o})
		}
		return &list[i]
	}
	for _, task := range q.Tasks {
		if !running(task, t) {
			continue
		}
		for i, id := range task.NodeIDs {
			if a := of(id); a != nil && !slices.Contains(task.NodeIDs[:i], id) {
				a.Tasks++
			}
		}
		for _, in := range task.Inputs {
			b := in.Bytes
			if in.Kind == "scan" {
				b = in.EstimatedBytes
			}
			if !b.Known() || b.V < 0 || !in.SourceNode.Known() {
				continue
			}
			if a := of(in.SourceNode.V); a != nil {
				a.Held = analyze.Derived.Of(saturate.Add(a.Held.V, b.V))
			}
		}
	}
	return list
}

// running reports whether a task was with a worker. One without an end ran on
// until its query ended, for all that is known.
func running(task *analyze.Task, t format.Time) bool {
	if !task.FirstScheduled.Known || task.FirstScheduled.Time > t {
		return false
	}
	return !task.Ended.Known || t < task.Ended.Time
}

// sortActive puts what held most first, then what most tasks ran.
func sortActive(list []Active) {
	slices.SortStableFunc(list, func(a, b Active) int {
		return cmp.Or(cmp.Compare(b.Held.V, a.Held.V), cmp.Compare(b.Tasks, a.Tasks), cmp.Compare(a.Operator.ID, b.Operator.ID))
	})
}
