package finding

import (
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// slowWrite finds queries that mostly waited for what they write.
func slowWrite(v *view) []draft {
	var drafts []draft
	for _, o := range v.Query.Operators {
		if !isWrite(o) {
			continue
		}
		c := v.ofOperator(o)
		own := c.total()
		uncounted := v.uncountedWrite(o)
		c.add(uncounted)
		ns := c.total()
		f := Finding{ID: "write-bound", Sure: 2*own >= ns, Operators: []*analyze.Operator{o}}
		f.Title = "the query waited " + dur(ns) + " for " + op(o) + ", " + v.percent(ns) + " of its wall"
		if o.BytesWritten.Positive() {
			f.say("%s written, %s a second while the query waited for it", humanize.Bytes(o.BytesWritten.V), humanize.Bytes(int64(float64(o.BytesWritten.V)*1e9/float64(max(1, ns)))))
		}
		if !f.Sure {
			f.Title += ": consistent with slow writing"
			f.say("%s of it no operator accounts for in the tasks that write: Daft counts neither the encoding nor the closing of files", dur(ns-own))
		}
		f.Advice = "Write fewer columns and rows, or with a cheaper compression= (snappy or none instead of zstd or gzip). A write is one at a time in each process: on Ray more partitions write side by side; natively several partition_cols= or several queries do."
		f.Check = "write the same to a local disk: if that is much quicker it is the storage, else the encoding."
		drafts = append(drafts, draft{Finding: f, claim: c, share: 0.25, scenario: v.unwritten(o)})
	}
	return drafts
}

// handing is what a task takes beyond its operators on its way to a worker and
// back, nanoseconds: 8 to 24 ms in recorded stages that only scan.
const handing = 24_000_000

// uncountedWrite claims what no operator accounts for in tasks that write, but
// for what any task takes: on Ray, and where nothing else in the task works
// uncounted.
func (v *view) uncountedWrite(o *analyze.Operator) claim {
	c := claim{}
	for i, s := range v.Path.Segments {
		if v.native || s.Kind != critical.Run || s.Task == nil || !v.onlyWriteUncounted(s.Task, o) {
			continue
		}
		for _, x := range s.Shares {
			if x.Operator == nil {
				c.take(place{segment: i}, x.NS-handing, x.NS)
			}
		}
	}
	return c
}

// onlyWriteUncounted reports whether a task runs a write, and no operator beside
// it whose work Daft leaves out.
func (v *view) onlyWriteUncounted(t *analyze.Task, write *analyze.Operator) bool {
	if !slices.Contains(t.NodeIDs, write.ID) {
		return false
	}
	for _, id := range t.NodeIDs {
		o := v.Query.Operator(id)
		if o == nil || o == write {
			continue
		}
		if o.IsJoin() || slices.ContainsFunc([]string{"Sort", "Group", "Aggregate", "Window", "Pivot", "Dedup", "Distinct", "TopN"}, func(word string) bool { return strings.Contains(o.Type, word) }) {
			return false
		}
	}
	return true
}

// unwritten is the scenario in which a write takes no time, nor what of its
// tasks is taken for it.
func (v *view) unwritten(o *analyze.Operator) *whatif.Scenario {
	s := free(o)
	if v.native {
		return s
	}
	s.TaskWall = map[*analyze.Task]int64{}
	for _, t := range v.Query.Tasks {
		w, d := t.Wall(), t.DaftDuration
		if !w.Known() || !d.Known() || !v.onlyWriteUncounted(t, o) {
			continue
		}
		if rest := w.V - d.V - handing; rest > 0 {
			s.TaskWall[t] = w.V - rest
		}
	}
	return s
}
