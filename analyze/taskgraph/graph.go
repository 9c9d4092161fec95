package taskgraph

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// Graph is the tasks of one query with what they waited for.
type Graph struct {
	Query    *analyze.Query
	Nodes    []*Node    // tasks with known times, by submit, then by id
	Barriers []*Barrier // by the operator that made what they stand for, then by phase
	Left     int        // tasks left out for lack of times
	Offsets  []Offset   // clocks that had to be moved to restore causality
	byTask   map[*analyze.Task]*Node
}

// Node is one task. Its times are ordered, Submit <= First <= Last <= End, and
// on the query's own clock: where a clock had to be moved, they were.
type Node struct {
	Task                     *analyze.Task
	Submit, First, Last, End format.Time
	Estimated                bool       // one of the times was lost and is a bound
	After                    []*Barrier // what the task reads was made before these
	Stage                    *analyze.Stage
	Shares                   []Contribution // of operators to this task, by operator; nil where unknown
	Merged                   int            // tasks that Shares are of together, 1 where of this one alone, 0 where unknown
}

// Wall returns the nanoseconds that the task ran.
func (n *Node) Wall() int64 { return int64(n.End - n.Last) }

// Contribution is what one operator did within a task: the difference of two
// consecutive reports around the task's end.
type Contribution struct {
	Operator                           *analyze.Operator
	Duration                           int64 // Daft's, nanoseconds: not busy time
	RowsIn, RowsOut, BytesIn, BytesOut int64
}

// Barrier is the point at which all that an operator, in one of its phases,
// made is there: its readers wait for all of Makers. So an exchange of n tasks
// to m has n + m edges, not n x m.
type Barrier struct {
	Operator *analyze.Operator // the exchange, scan side or phase that Makers ran; nil where guessed
	Makers   []*Node           // by end, then by id
	Guess    string            // why it is only likely that readers waited for it, "" where Daft said so
}

// Ready returns when the last maker ended.
func (b *Barrier) Ready() format.Time { return b.Makers[len(b.Makers)-1].End }

// Offset is a clock that was moved by NS nanoseconds so that no effect comes
// before its cause.
type Offset struct {
	Clock format.Clock
	NS    int64
}

// Node returns the node of a task, nil where it was left out.
func (g *Graph) Node(t *analyze.Task) *Node { return g.byTask[t] }

// Of builds the graph of a query. Without tasks it is empty.
func Of(q *analyze.Query) *Graph {
	return &Graph{Query: q}
}
