package dataflow

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
)

// costs are what operators and tasks have of a critical path.
type costs struct {
	own    map[*analyze.Operator]int64 // shares of runs
	within map[taskOperator]int64      // shares of the runs of one task
	nobody map[*analyze.Task]int64     // of its runs, what no operator accounts for
	ways   map[*analyze.Task]int64     // from the scheduler to a worker
	waits  []critical.Segment          // steps of the driver and the scheduler that a task waited for
}

type taskOperator struct {
	task *analyze.Task
	op   *analyze.Operator
}

func costsOf(p *critical.Path) *costs {
	c := &costs{own: map[*analyze.Operator]int64{}, within: map[taskOperator]int64{}, nobody: map[*analyze.Task]int64{}, ways: map[*analyze.Task]int64{}}
	for _, s := range p.Segments {
		switch s.Kind {
		case critical.Run:
			for _, share := range s.Shares {
				switch {
				case share.Operator != nil:
					c.own[share.Operator] += share.NS
					c.within[taskOperator{s.Task, share.Operator}] += share.NS
				case s.Task != nil:
					c.nobody[s.Task] += share.NS
				}
			}
		case critical.Driver, critical.Schedule, critical.Handoff:
			if s.Task == nil {
				continue
			}
			if s.Kind != critical.Handoff {
				c.waits = append(c.waits, s)
			}
			if s.Kind != critical.Driver {
				c.ways[s.Task] += s.Length()
			}
		}
	}
	return c
}

// in returns what an operator has of the runs of a task. Where the task runs
// nothing else, what nobody accounts for is its as well: Daft does not time how
// what was made is handed over.
func (c *costs) in(t *analyze.Task, o *analyze.Operator) int64 {
	ns := c.within[taskOperator{t, o}]
	if alone(t, o) {
		ns += c.nobody[t]
	}
	return ns
}

func alone(t *analyze.Task, o *analyze.Operator) bool {
	return t != nil && len(t.NodeIDs) == 1 && t.NodeIDs[0] == o.ID
}

// of returns what an operator has of the path, in runs.
func (c *costs) of(o *analyze.Operator, tasks []*analyze.Task) int64 {
	ns := c.own[o]
	for _, t := range tasks {
		if alone(t, o) {
			ns += c.nobody[t]
		}
	}
	return ns
}

// beside returns what tasks have of the path in which no operator of theirs
// worked: parts of their runs, and their way to a worker.
func (c *costs) beside(tasks []*analyze.Task) (ns int64) {
	for _, t := range tasks {
		ns += c.nobody[t] + c.ways[t]
	}
	return ns
}

// exchanges gives each exchange its part of the path. A task may read several:
// it waited for the one whose last map task ended last.
func (c *costs) exchanges(list []Exchange) {
	awaited := map[*analyze.Task]int{}
	ends := make([]analyze.Moment, len(list))
	for i := range list {
		x := &list[i]
		ends[i] = lastEnd(x.writers)
		for _, tasks := range [][]*analyze.Task{x.readers, x.phases, x.steps()} {
			for _, t := range tasks {
				if j, ok := awaited[t]; !ok || ends[i].Known && (!ends[j].Known || ends[i].Time > ends[j].Time) {
					awaited[t] = i
				}
			}
		}
	}
	for _, s := range c.waits {
		if i, ok := awaited[s.Task]; ok {
			list[i].WaitNS += s.Length()
		}
	}
	for i := range list {
		x := &list[i]
		for _, tasks := range [][]*analyze.Task{x.writers, x.phases} {
			for _, t := range tasks {
				x.MapNS += c.in(t, x.Operator)
			}
		}
		if moves(x.Kind) {
			for _, t := range x.readers {
				x.ReduceNS += c.in(t, x.Operator)
			}
		}
		x.PathNS = x.MapNS + x.WaitNS + x.ReduceNS
	}
}

// steps returns the writers that themselves wait for the exchange to get ready:
// those of a range shuffle begin once the driver has found the ranges.
func (x *Exchange) steps() []*analyze.Task {
	if x.Kind == KindSort || x.Kind == KindRangeJoin {
		return x.writers
	}
	return nil
}

// lastEnd returns when the last of the tasks ended.
func lastEnd(tasks []*analyze.Task) (last analyze.Moment) {
	for _, t := range tasks {
		if t.Ended.Known && (!last.Known || t.Ended.Time > last.Time) {
			last = t.Ended
		}
	}
	return last
}
