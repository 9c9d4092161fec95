package pprof

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/report/export"
)

// query adds one query to a profile.
type query struct {
	*builder
	c       *finding.Case
	several bool   // the profile has other queries as well
	label   string // its number in the recording and its id

	root     frame
	stages   map[*analyze.Task]*stage
	all      []*stage
	unplaced int   // operators whose busy time is not known
	atLeast  int   // operators whose busy time is not all
	untimed  int64 // tasks whose time is not known
}

// stage is a stage with its number in the query, from 1.
type stage struct {
	frame     frame
	name      string
	operators map[int64]bool
	tasks     []*analyze.Task
}

// queryLabel is how a query is called: its number and its id.
func queryLabel(run *analyze.Run, q *analyze.Query) string {
	return fmt.Sprintf("query %d (%s)", slices.Index(run.Queries, q)+1, export.Name(q.ID))
}

// frame returns a frame of the query. Where there are several, those of other
// queries have other names, as pprof adds up what has the same name.
func (q *query) frame(name string) frame {
	if q.several {
		name += " in query " + q.number()
	}
	return frame(name)
}

func (q *query) number() string {
	return strconv.Itoa(slices.Index(q.c.Run.Queries, q.c.Query) + 1)
}

func (q *query) begin() {
	q.root = frame("query " + q.number())
	q.stages = make(map[*analyze.Task]*stage)
	for i, s := range q.c.Query.Stages() {
		name := export.Name(s.Name)
		if name == "" {
			name = "(unnamed)"
		}
		name = fmt.Sprintf("stage %d %s", i+1, name)
		x := &stage{frame: q.frame(name), name: name, operators: make(map[int64]bool), tasks: s.Tasks}
		for _, id := range s.NodeIDs {
			x.operators[id] = true
		}
		q.all = append(q.all, x)
		for _, t := range s.Tasks {
			q.stages[t] = x
		}
	}
}

// base returns the beginning of each stack in a kind of segment.
func (q *query) base(k critical.Kind) []frame {
	return []frame{q.root, frame(k.Called())} // the kinds of several queries add up
}

// within returns the frames from the outermost operator that runs together with
// another down to that. s is the stage, nil natively or where it is not known.
func (q *query) within(o *analyze.Operator, s *stage) []frame {
	if o == nil {
		return []frame{q.frame(export.Operator(nil))}
	}
	together := func(x *analyze.Operator) bool {
		if s != nil {
			return s.operators[x.ID]
		}
		return q.c.Query.Engine == analyze.EngineNative
	}
	var chain []frame
	seen := make(map[*analyze.Operator]bool)
	for o != nil && !seen[o] { // a damaged plan may go in circles
		seen[o] = true
		chain = append(chain, q.frame(export.Operator(o)))
		var above *analyze.Operator
		for _, p := range o.Parents {
			if together(p) {
				above = p
				break
			}
		}
		o = above
	}
	slices.Reverse(chain)
	return chain
}

// path adds the segments of the critical path.
func (q *query) path() {
	for _, s := range q.c.Path.Segments {
		kind := label{key: "kind", text: s.Kind.Called()}
		common := func(estimated bool, state critical.State) []label {
			return slices.Concat([]label{{key: "query", text: q.label}, kind, estimate(estimated), {key: "state", text: export.State(state)}}, q.whose(s.Task, s.Worker))
		}
		in := q.stages[s.Task]
		stack := q.base(s.Kind)
		if in != nil {
			stack = append(stack, in.frame)
		}
		if s.Kind != critical.Run {
			if s.Operator != nil {
				stack = append(stack, q.within(s.Operator, in)...)
			}
			q.add(path, s.Length(), stack, common(s.Estimated, "")...)
			continue
		}
		for _, x := range s.Shares {
			q.add(path, x.NS, slices.Concat(stack, q.within(x.Operator, in)), common(s.Estimated || x.Estimated, x.State)...)
		}
	}
}

func estimate(estimated bool) label {
	if estimated {
		return label{key: "estimated", text: "yes"}
	}
	return label{key: "estimated", text: "no"}
}

// whose says of which task a sample is, and on which worker.
func (q *query) whose(t *analyze.Task, w *analyze.Worker) []label {
	var list []label
	if s := q.stages[t]; s != nil {
		list = append(list, label{key: "stage", text: s.name}, label{key: "task", number: t.ID, unit: "id"}, label{key: "outcome", text: string(t.Outcome)})
	}
	if w != nil {
		list = append(list, label{key: "worker", text: export.Name(w.Label)})
	}
	return list
}

// busy adds what spans tell of operators. They say nothing of tasks.
func (q *query) busy() {
	for _, o := range q.c.Query.Operators {
		if !o.Work.Known() {
			q.unplaced++
			continue
		}
		if o.Work.AtLeast {
			q.atLeast++
		}
		stack, only := q.base(critical.Run), q.onlyStage(o)
		if only != nil {
			stack = append(stack, only.frame)
		}
		stack = append(stack, q.within(o, only)...)
		labels := []label{{key: "query", text: q.label}, estimate(o.Work.Busy.Origin == analyze.Derived)}
		if only != nil {
			labels = append(labels, label{key: "stage", text: only.name})
		}
		whole := o.Work.Busy.V
		for _, part := range []struct {
			state critical.State
			s     analyze.Stretch
		}{{critical.Finalizing, o.Work.Finalize}, {critical.Building, o.Work.Build}, {critical.Probing, o.Work.Probe}} {
			if ns := min(part.s.Busy.V, whole); part.s.Busy.Known() && ns > 0 {
				q.add(busy, ns, stack, append(slices.Clone(labels), label{key: "state", text: export.State(part.state)})...)
				whole -= ns
			}
		}
		q.add(busy, whole, stack, append(slices.Clone(labels), label{key: "state", text: export.State(critical.Busy)})...)
	}
}

// onlyStage returns the stage that an operator runs in, nil where there are none
// or several.
func (q *query) onlyStage(o *analyze.Operator) *stage {
	var only *stage
	for _, s := range q.all {
		if s.operators[o.ID] {
			if only != nil {
				return nil
			}
			only = s
		}
	}
	return only
}

// tasks adds the tasks, with what may tell why one took longer than another.
func (q *query) tasks() {
	for _, s := range q.all {
		stack := append(q.base(critical.Run), s.frame)
		for _, t := range s.tasks {
			labels := slices.Concat([]label{{key: "query", text: q.label}}, q.whose(t, t.Worker))
			for _, x := range []struct {
				key, unit string
				v         analyze.Value
			}{{"rows_in", "rows", t.RowsIn}, {"bytes_in", "bytes", t.BytesIn}, {"waited", "nanoseconds", t.Waited()}, {"retries", "count", analyze.Measured.Of(t.Attempts() - 1)}} {
				if x.v.Positive() {
					labels = append(labels, label{key: x.key, number: x.v.V, unit: x.unit})
				}
			}
			q.add(tasks, 1, stack, labels...)
			if wall := t.Wall(); wall.Known() && wall.V >= 0 {
				q.add(slot, wall.V, stack, labels...)
			} else {
				q.untimed++
			}
		}
	}
}

// moved adds the bytes of scans, exchanges and writes.
func (q *query) moved() {
	spots := q.c.Flow.Hotspots()
	slices.SortStableFunc(spots, func(a, b dataflow.Hotspot) int { return cmp.Compare(a.Operators[0].ID, b.Operators[0].ID) })
	for _, h := range spots {
		if !h.Bytes.Known() {
			continue
		}
		o := h.Operators[0]
		stack, only := q.base(critical.Run), q.onlyStage(o)
		labels := []label{{key: "query", text: q.label}, {key: "movement", text: h.Kind}, estimate(h.Bytes.Origin == analyze.Derived || h.Estimated)}
		if only != nil {
			stack = append(stack, only.frame)
			labels = append(labels, label{key: "stage", text: only.name})
		}
		q.add(moved, h.Bytes.V, slices.Concat(stack, q.within(o, only)), labels...)
	}
}
