package whatif

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/radix"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
	"github.com/daft-analyze/daft-analyze/format"
)

// schedule is the run of a query on Ray as what a replay needs: lengths of
// everything, and what each task waited for. All times are nanoseconds since the
// query's start. Tasks are numbered as the graph's nodes.
type schedule struct {
	query   *analyze.Query
	nodes   []*taskgraph.Node
	tasks   []task
	units   []unit // in the order in which they ran
	deps    []dep  // of task i: deps[tasks[i].deps[0]:tasks[i].deps[1]]
	makes   []int32
	waiters [][]waiter // of each barrier, by how many makers they wait for
	makers  [][]int32  // of each barrier, in the order in which they ended
	workers []worker
	shares  shares

	// What each task took: see task.
	driver, handover, retry, wall []int64

	lead    int64 // before the first submit
	startup int64 // in lead: from the start of execution
	tail    int64 // from the end of the last task; below 0 where tasks went on after the query's end
	bound   bool  // some task waited for a slot
	pins    bool  // some task is bound to its worker
}

// task is one task. What it waited for is complete; then come, each as long as it
// was in the run: driver, to its submit (of one that waited for nothing, from the
// first submit); the wait for a slot; handover, to its first schedule; and wall. A
// retried task has its vain attempts, retry, between the handover and another wait
// for a slot.
type task struct {
	submit int64 // in the run
	worker int32 // index
	deps   [2]int32
	makes  [2]int32 // barriers that it is a maker of
	rank   int32    // its place in Daft's order of giving out
	vain   bool     // its vain attempts were on a worker that died: they took no slot from the others
	pinned bool
}

// dep says that a task waited for the first so many makers of a barrier. Fewer
// than all are those that had ended by its submit: it cannot have waited for the
// others, whatever the barrier says.
type dep struct{ barrier, count int32 }

// waiter is a task that waits for so many makers.
type waiter struct{ count, task int32 }

// newSchedule takes a graph apart. The query's start and end are known.
func newSchedule(g *taskgraph.Graph) *schedule {
	n := len(g.Nodes)
	s := &schedule{query: g.Query, nodes: g.Nodes, tasks: make([]task, n), driver: make([]int64, n), handover: make([]int64, n), retry: make([]int64, n), wall: make([]int64, n)}
	start := int64(g.Query.Start.Time)
	since := func(t format.Time) int64 { return saturate.Sub(int64(t), start) }
	last := int64(0)
	for i, n := range g.Nodes {
		t := &s.tasks[i]
		t.submit, s.retry[i], s.wall[i] = since(n.Submit), max(0, saturate.Sub(int64(n.Last), int64(n.First))), max(0, saturate.Sub(int64(n.End), int64(n.Last)))
		if end := since(n.End); i == 0 || end > last {
			last = end
		}
		if i == 0 || t.submit < s.lead {
			s.lead = t.submit
		}
	}
	s.tail = saturate.Sub(since(g.Query.End.Time), last)
	if e := g.Query.ExecStart; e.Known {
		s.startup = min(max(0, s.lead), max(0, saturate.Sub(s.lead, since(e.Time))))
	}
	s.takeBarriers(g)
	s.takeRanks()
	s.takeWorkers(since)
	s.takeUnits(since)
	s.shares = newShares(s.nodes)
	return s
}

// takeBarriers finds how many makers of each barrier each task waited for, and
// what the driver took from there to its submit.
func (s *schedule) takeBarriers(g *taskgraph.Graph) {
	known := make(map[*taskgraph.Barrier]int32, len(g.Barriers))
	for i, n := range s.nodes {
		t := &s.tasks[i]
		t.deps[0] = int32(len(s.deps))
		met, waited := n.Submit, false
		for _, b := range n.After {
			count := endedBy(b.Makers, n)
			if count == 0 {
				continue
			}
			k, ok := known[b]
			if !ok {
				k = int32(len(s.makers))
				known[b] = k
				ids := make([]int32, len(b.Makers))
				for j, m := range b.Makers {
					ids[j] = int32(m.Index())
				}
				s.makers, s.waiters = append(s.makers, ids), append(s.waiters, nil)
			}
			if end := b.Makers[count-1].End; !waited || end > met {
				met, waited = end, true
			}
			s.deps = append(s.deps, dep{k, int32(count)})
			s.waiters[k] = append(s.waiters[k], waiter{int32(count), int32(i)})
		}
		t.deps[1] = int32(len(s.deps))
		if waited {
			s.driver[i] = saturate.Sub(int64(n.Submit), int64(met))
		} else {
			s.driver[i] = saturate.Sub(t.submit, s.lead)
		}
	}
	s.takeMakers()
	for _, w := range s.waiters {
		radix.By(w, func(w waiter) int64 { return int64(w.count) }) // they are by task
	}
}

// takeMakers lists for each task the barriers that it is a maker of.
func (s *schedule) takeMakers() {
	counts := make([]int32, len(s.tasks)+1)
	for _, ids := range s.makers {
		for _, i := range ids {
			counts[i]++
		}
	}
	total := int32(0)
	for i, n := range counts[:len(s.tasks)] {
		s.tasks[i].makes = [2]int32{total, total}
		total += n
	}
	s.makes = make([]int32, total)
	for k, ids := range s.makers {
		for _, i := range ids {
			end := &s.tasks[i].makes[1]
			s.makes[*end] = int32(k)
			*end++
		}
	}
}

// endedBy returns how many makers had ended when a task was submitted. A task
// that was over as it was submitted waited only for what ended before, so that
// everything has a first.
func endedBy(makers []*taskgraph.Node, n *taskgraph.Node) int {
	limit := n.Submit
	if n.End <= n.Submit {
		limit--
	}
	count, _ := slices.BinarySearchFunc(makers, limit, func(m *taskgraph.Node, t format.Time) int {
		if m.End <= t {
			return -1
		}
		return 1
	})
	return count
}

// takeRanks puts tasks in the order in which Daft gives out those that wait: of
// the operator with the highest id first, which is the one closest to the end of
// the plan, then by task id (SwordfishTaskPriority in its scheduler).
func (s *schedule) takeRanks() {
	order := make([]int32, len(s.tasks))
	for i := range order {
		order[i] = int32(i)
	}
	radix.By(order, func(i int32) int64 { return s.nodes[i].Task.ID })
	radix.By(order, func(i int32) int64 { return ^lastNode(s.nodes[i].Task) }) // the highest first
	for rank, i := range order {
		s.tasks[i].rank = int32(rank)
	}
}

func lastNode(t *analyze.Task) int64 {
	if !t.LastNode.Known() {
		return -1
	}
	return t.LastNode.V
}
