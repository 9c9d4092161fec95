package compare

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// measure is what is known of an operator in one run.
type measure struct {
	operator *analyze.Operator

	run       int64 // of the path: its shares of runs
	estimated bool
	strands   []*strand               // on Ray: the same by stage, in order of the first sign of each
	beside    int64                   // of the path: runs of tasks that it dispatched, which no operator accounts for
	besides   int64                   // these tasks
	waits     map[critical.Kind]int64 // of the path: what its tasks waited for
	waited    map[critical.Kind]int64 // how often

	rows, bytes analyze.Value // that it handled: taken and put out
	in, out     analyze.Value // rows
	busy        analyze.Value // time that it worked, all threads or tasks added up; missing where that is not known in full
	pieces      int64         // batches natively, tasks on Ray; 0 where unknown
}

// strand is what an operator did in one stage: an exchange writes in one and reads
// in another.
type strand struct {
	home   *analyze.Operator // that dispatched the tasks of the stage
	stage  string            // its name
	run    int64             // of the path
	onPath int64             // tasks of the path
	tasks  int64
	busy   float64 // that it worked, nanoseconds of all tasks; 0 where unknown
	wall   float64 // of all tasks
	known  float64 // of those of which it is known how long it worked
}

// strand returns what is kept of an operator in the stage of a task, nil where it is
// not known who dispatched that.
func (m *measures) strand(x *measure, t *analyze.Task) *strand {
	if t == nil || !t.LastNode.Known() {
		return nil
	}
	home := m.query.Operator(t.LastNode.V)
	if home == nil {
		return nil
	}
	at := strandKey{x, home, t.Name}
	s := m.strands[at]
	if s == nil {
		s = &strand{home: home, stage: t.Name}
		m.strands[at] = s
		x.strands = append(x.strands, s)
	}
	return s
}

// strandKey finds a strand: each task may be of a stage of its own.
type strandKey struct {
	of    *measure
	home  *analyze.Operator
	stage string
}

// measures is what is known of all operators of a query, and of its path where it is of none.
type measures struct {
	of   map[*analyze.Operator]*measure
	none map[critical.Kind]int64
	free int64 // runs of which neither operator nor task is known
	ray  bool
	room int64 // tasks, or threads, at a time; 0 where unknown

	query   *analyze.Query
	stages  []*analyze.Stage // on Ray
	strands map[strandKey]*strand
}

func measuresOf(c *finding.Case) *measures {
	m := &measures{of: make(map[*analyze.Operator]*measure, len(c.Query.Operators)), none: map[critical.Kind]int64{}, query: c.Query, stages: stagesOf(c.Query), strands: map[strandKey]*strand{}}
	m.ray = len(c.Query.Tasks) > 0 || c.Query.Engine == analyze.EngineRay
	for _, o := range c.Query.Operators {
		m.of[o] = m.counted(o)
	}
	m.addPath(c)
	switch {
	case m.ray:
		m.worked(c)
		if c.Profile != nil && c.Profile.Room.Positive() {
			m.room = c.Profile.Room.V
		}
	case !c.Path.ThreadsAssumed:
		m.room = max(0, c.Path.Threads)
	}
	return m
}

// counted takes what the counters of an operator tell.
func (m *measures) counted(o *analyze.Operator) *measure {
	x := &measure{operator: o, in: o.RowsIn, out: o.RowsMade()}
	x.rows = together(o.RowsIn, o.RowsMade())
	if bytes := together(o.BytesIn, o.BytesOut); o.RowsIn.Known() == o.BytesIn.Known() && o.RowsOut.Known() == o.BytesOut.Known() {
		x.bytes = bytes
	}
	if m.ray {
		x.pieces = o.Tasks.Total - o.Readers
	} else {
		x.pieces = max(0, o.Batches.V)
		if w := o.Work; w.Busy.Known() && !w.AtLeast && !w.Elsewhere {
			x.busy = w.Busy
		}
	}
	return x
}

// together adds up what is known of two numbers.
func together(a, b analyze.Value) analyze.Value { return a.PlusKnown(b) }

// account returns what is kept of an operator; one that the query does not list
// gets its own.
func (m *measures) account(o *analyze.Operator) *measure {
	x := m.of[o]
	if x == nil {
		x = m.counted(o)
		m.of[o] = x
	}
	return x
}

// addPath adds up the critical path by operator. Its segments tile the wall, and so
// do these sums.
func (m *measures) addPath(c *finding.Case) {
	type seen struct {
		operator *analyze.Operator
		task     *analyze.Task
	}
	counted := map[seen]bool{}
	for _, s := range c.Path.Segments {
		if s.Kind != critical.Run {
			if s.Operator == nil || !ofTasks(s.Kind) {
				m.none[s.Kind] += s.Length()
				continue
			}
			x := m.account(s.Operator)
			if x.waits == nil {
				x.waits, x.waited = map[critical.Kind]int64{}, map[critical.Kind]int64{}
			}
			x.waits[s.Kind] += s.Length()
			x.waited[s.Kind]++
			continue
		}
		for _, share := range s.Shares {
			if share.Operator != nil {
				x := m.account(share.Operator)
				x.run += share.NS
				x.estimated = x.estimated || share.Estimated
				if own := m.strand(x, s.Task); own != nil {
					own.run += share.NS
					if k := (seen{share.Operator, s.Task}); !counted[k] {
						counted[k] = true
						own.onPath++
					}
				}
				continue
			}
			home := homeOf(c.Query, s)
			if home == nil {
				m.free += share.NS
				continue
			}
			x := m.account(home)
			x.beside += share.NS
			if k := (seen{nil, s.Task}); !counted[k] {
				counted[k] = true
				x.besides++
			}
		}
	}
}

// ofTasks reports whether segments of a kind are of the operator whose task waited.
func ofTasks(k critical.Kind) bool {
	return k == critical.Driver || k == critical.Schedule || k == critical.Handoff || k == critical.Retry
}

// homeOf returns the operator that dispatched the task of a segment.
func homeOf(q *analyze.Query, s critical.Segment) *analyze.Operator {
	if s.Task == nil || !s.Task.LastNode.Known() {
		return nil
	}
	return q.Operator(s.Task.LastNode.V)
}

// worked adds up how long each operator worked in all tasks of a query on Ray, as
// far as their shares are known, in the parts of the tasks' walls that the path
// gives it. Tasks of which it is not known, as where events were lost, are taken to
// be as the others of their stage.
func (m *measures) worked(c *finding.Case) {
	if c.Path.Graph == nil {
		return
	}
	once := map[*analyze.Stage][]int64{} // what the tasks of a stage list, each once
	for _, n := range c.Path.Graph.Nodes {
		wall := float64(max(0, n.Wall()))
		alone := len(n.Shares) > 0 && n.Merged == 1
		ids, ok := once[n.Stage]
		if !ok || n.Stage == nil {
			ids = slices.Compact(slices.Sorted(slices.Values(n.Task.NodeIDs)))
			once[n.Stage] = ids
		}
		for _, id := range ids {
			o := m.query.Operator(id)
			if o == nil {
				continue
			}
			if own := m.strand(m.account(o), n.Task); own != nil {
				own.tasks++
				own.wall += wall
				if alone {
					own.known += wall
				}
			}
		}
		if !alone {
			continue
		}
		sum := 0.0
		for _, s := range n.Shares {
			sum += float64(s.Worked())
		}
		scale := 1.0
		if sum > wall {
			scale = wall / sum
		}
		for _, s := range n.Shares {
			if s.Operator == nil {
				continue
			}
			if own := m.strand(m.account(s.Operator), n.Task); own != nil {
				own.busy += float64(s.Worked()) * scale
			}
		}
	}
	for _, o := range c.Query.Operators {
		x, sum, all := m.of[o], 0.0, true
		for _, s := range x.strands {
			switch {
			case s.known < s.wall/2: // too few to go by
				s.busy, all = 0, false
			case s.known < s.wall:
				s.busy *= s.wall / s.known
			}
			sum += s.busy
		}
		if all && sum >= 1 {
			x.busy = analyze.Derived.Of(saturate.Whole(sum))
		}
	}
}
