package graph

import (
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/dataflow"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/graph/picture"
)

// hotPerMille is the part of the wall from which an operator is on the path, in
// per mille: what is not written as "<1%".
const hotPerMille = 5

// plan is what is known of a query when its operators are drawn.
type plan struct {
	*finding.Case
	shares     map[*analyze.Operator]critical.OperatorShare
	links      map[critical.Link]bool
	dispatched map[int64]analyze.TaskCounts
	reads      map[int64]analyze.Reads
	keys       map[*analyze.Operator]string
	uneven     map[*analyze.Operator][]mark
	concerns   map[*analyze.Operator][]string // findings, by title
	stages     *stages
}

func newPlan(c *finding.Case) *plan {
	q := c.Query
	p := &plan{Case: c, shares: map[*analyze.Operator]critical.OperatorShare{}, dispatched: q.Dispatched(), reads: q.Reads(), keys: q.Keys()}
	for _, x := range c.Path.Operators() {
		p.shares[x.Operator] = x
	}
	var hot []*analyze.Operator
	for o := range p.shares {
		if o != nil && p.hot(o) {
			hot = append(hot, o)
		}
	}
	c.Model.FindDrags(hot)
	p.links = c.Path.Links(max(c.Path.Wall()/(1000/hotPerMille), 1))
	p.stages = newStages(c)
	p.uneven = p.stages.uneven()
	p.concerns = map[*analyze.Operator][]string{}
	for _, f := range c.Findings {
		if f.Severity == finding.Fine {
			continue
		}
		for _, o := range f.Operators {
			p.concerns[o] = append(p.concerns[o], string(f.Severity)+": "+safe(f.Title))
		}
	}
	return p
}

// dragOf returns what the query would gain without an operator that it mostly
// waited for. Of others it is not worth a replay each.
func (p *plan) dragOf(o *analyze.Operator) analyze.Value {
	if !p.hot(o) {
		return analyze.Value{}
	}
	return p.Model.Drag(o)
}

// part returns the part of the wall in which the query waited for an operator.
func (p *plan) part(o *analyze.Operator) float64 {
	wall := p.Path.Wall()
	if wall <= 0 {
		return 0
	}
	return float64(p.shares[o].NS) / float64(wall)
}

// hot reports whether an operator is on the critical path.
func (p *plan) hot(o *analyze.Operator) bool { return p.part(o)*1000 >= hotPerMille }

// sketchPlan draws the plan of a query.
func sketchPlan(c *finding.Case, o Options) *sketch {
	p := newPlan(c)
	s := &sketch{}
	of := map[*analyze.Operator]*node{}
	for _, group := range fold(p, o.Unfold) {
		n := p.node(group)
		s.nodes = append(s.nodes, n)
		for _, x := range group.operators {
			of[x] = n
		}
	}
	p.connect(s, of)
	p.stages.clusters(s, of)
	return s
}

// connect draws the edges of the plan. Where operators are folded, several are
// drawn as one.
func (p *plan) connect(s *sketch, of map[*analyze.Operator]*node) {
	type ends struct{ from, to *node }
	known := map[ends]*edge{}
	for _, parent := range p.Query.Operators {
		drawn := map[*analyze.Operator]bool{}
		for _, child := range parent.Children {
			from, to := of[child], of[parent]
			if from == nil || to == nil || from == to || drawn[child] {
				continue
			}
			drawn[child] = true
			e := p.edge(child, parent)
			e.from, e.to = from, to
			if old := known[ends{from, to}]; old != nil {
				old.join(e)
				continue
			}
			known[ends{from, to}] = e
			s.addEdge(e)
		}
	}
}

// edge is what flows from an operator to one that takes it.
func (p *plan) edge(child, parent *analyze.Operator) *edge {
	rows := child.RowsMade()
	e := &edge{onPath: p.links[critical.Link{Child: child, Parent: parent}], exchange: p.stages.apart(child, parent)}
	if rows.Known() {
		e.lines = append(e.lines, count(rows)+" rows")
	}
	if child.BytesOut.Known() {
		e.lines = append(e.lines, size(child.BytesOut))
		e.bytes = max(child.BytesOut.V, 0)
	}
	e.tip = []string{operatorName(child) + " → " + operatorName(parent), exact(rows) + " rows, " + size(child.BytesOut) + " in memory"}
	if x := p.Flow.Exchange(child); x != nil && e.exchange {
		e.tip = append(e.tip, exchangeTip(x)...)
		if x.Partitions.Known() && x.MapTasks > 0 && x.ReduceTasks > 0 {
			e.lines = append(e.lines, strconv.FormatInt(x.MapTasks, 10)+" → "+strconv.FormatInt(x.ReduceTasks, 10)+" tasks")
		}
	}
	return e
}

// join adds an edge between the same boxes.
func (e *edge) join(x *edge) {
	e.onPath = e.onPath || x.onPath
	e.exchange = e.exchange || x.exchange
	e.bytes = max(e.bytes, x.bytes)
	e.lines = []string{"several"}
	e.tip = append(e.tip, x.tip...)
}

func exchangeTip(x *dataflow.Exchange) []string {
	way := x.Algorithm
	if way == "" {
		way = "way unknown"
	}
	return []string{
		"exchange: " + x.Kind + ", " + way,
		strconv.FormatInt(x.MapTasks, 10) + " tasks put down, " + strconv.FormatInt(x.ReduceTasks, 10) + " took up; " + exact(x.Partitions) + " partitions",
		"written " + size(x.BytesWritten) + ", read " + size(x.BytesRead),
	}
}

// id is how an operator's box is called.
func id(o *analyze.Operator) string { return "op-" + strconv.FormatInt(o.ID, 10) }

func dataOf(name string, v int64) picture.Data {
	return picture.Data{Name: name, Value: strconv.FormatInt(v, 10)}
}
