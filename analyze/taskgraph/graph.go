package taskgraph

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// Graph is the tasks of one query with what they waited for.
type Graph struct {
	Query    *analyze.Query
	Nodes    []*Node    // tasks that ran and whose times are known, by submit, then by id: what a task waited for stands before it
	Barriers []*Barrier // by the operator that made what they stand for, then by phase
	Left     int        // tasks left out for lack of times
	Unrun    int        // tasks left out as they were never given to a worker: cancelled before, or still waiting at the end
	Offsets  []Offset   // clocks that had to be moved to restore causality
	Notes    []string   // what is odd about the times, one line each
	byTask   map[*analyze.Task]*Node
}

// Node is one task. Its times are ordered, Submit <= First <= Last <= End, and
// on the query's own clock: where a clock had to be moved, they were.
type Node struct {
	Task                     *analyze.Task
	Submit, First, Last, End format.Time
	Estimated                bool       // one of the times was lost and is inferred; see Lost
	Lost                     Lost       // which
	After                    []*Barrier // what the task reads was made before these; shared by the tasks of a stage
	Stage                    *analyze.Stage
	Shares                   []Contribution // of operators to this task, by operator; nil where unknown
	Merged                   int            // tasks that Shares are of together, 1 where of this one alone, 0 where unknown

	index int // in Graph.Nodes
}

// Lost says which of a node's times the recording does not hold.
type Lost struct {
	Submit   bool // it is that of the task before it in its stage, else of that after it, at most the first schedule
	Schedule bool // the end less the median time that tasks of its stage ran, else the submit
	End      bool // the schedule and that median, else the end of the query; of a task that did not end, the end of the query
}

// Wall returns the nanoseconds that the task ran.
func (n *Node) Wall() int64 { return int64(n.End - n.Last) }

// Index returns where the node stands in the graph's Nodes.
func (n *Node) Index() int { return n.index }

// Contribution is what one operator did within a task: the difference of two
// consecutive reports around the task's end.
type Contribution struct {
	Operator                           *analyze.Operator
	Duration                           int64 // Daft's, nanoseconds: not busy time
	RowsIn, RowsOut, BytesIn, BytesOut int64
	Untimed                            int64 // of what no duration covers in the task, nanoseconds that are this operator's: an estimate
}

// Barrier is the point at which all that an operator, in one of its phases,
// made is there: its readers wait for all of Makers. So an exchange of n tasks
// to m has n + m edges, not n x m.
type Barrier struct {
	Operator *analyze.Operator // the exchange, scan side or phase that Makers ran; nil where guessed
	Makers   []*Node           // by end, then by last schedule, then by id
	Guess    string            // why it is only likely that readers waited for it, "" where Daft said so

	lastIndex int // the highest of the makers that end last
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
	g := &Graph{Query: q, byTask: make(map[*analyze.Task]*Node, len(q.Tasks))}
	if len(q.Tasks) == 0 {
		return g
	}
	times := timesOf(g)
	times.findOffsets()
	times.nodes()
	connect(g, groupsOf(g))
	contribute(g)
	return g
}

// Times returns the tasks of a query with their times alone, by submit, then by
// id, on the clock of another query, for which clocks were moved by offsets.
func Times(q *analyze.Query, offsets []Offset) []*Node {
	g := &Graph{Query: q, byTask: make(map[*analyze.Task]*Node, len(q.Tasks))}
	t := timesOf(g)
	for _, o := range offsets {
		t.offsets[o.Clock] = o.NS
	}
	t.nodes()
	return g.Nodes
}
