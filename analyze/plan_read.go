package analyze

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
)

// maxPlanDepth bounds how deep a plan is read: what lies below is left out
// with a warning. Daft's own plans are far from it.
const maxPlanDepth = 1000

// maxPlanBytes bounds the JSON of a plan; one of 500 operators takes 150 kB.
const maxPlanBytes = 8 << 20

// readPlan reads the operators of a query from its physical plan. Whatever is
// odd about the JSON is a warning: an operator that cannot be read still
// appears where counters or tasks speak of it.
func readPlan(q *Query, held *allowance) {
	if q.PhysicalPlan == "" {
		return
	}
	if len(q.PhysicalPlan) > maxPlanBytes {
		q.warn("plan-too-large", fmt.Sprintf("the physical plan is larger than %d MiB and is not read: the operators are known from their counters and tasks only", maxPlanBytes>>20), Value{})
		return
	}
	dec := json.NewDecoder(bytes.NewReader([]byte(q.PhysicalPlan)))
	dec.UseNumber()
	var root any
	if err := dec.Decode(&root); err != nil {
		q.warn("plan-unreadable", "the physical plan is not JSON: the operators are known from their counters and tasks only", Value{})
		return
	}
	p := planReader{query: q, held: held, onPath: make(map[*Operator]bool)}
	if o := p.read(root, 0); o != nil {
		q.Plan.Roots = []*Operator{o}
		q.Plan.Known = true
	}
}

type planReader struct {
	query  *Query
	held   *allowance
	onPath map[*Operator]bool
}

// read reads one node and what is below it, and returns its operator, or nil
// where the node cannot be read.
func (p *planReader) read(node any, depth int) *Operator {
	m, ok := node.(map[string]any)
	if !ok {
		p.query.warn("plan-odd-node", "a node of the physical plan is not an object and is left out", Value{})
		return nil
	}
	id, ok := integer(m["id"])
	if !ok {
		p.query.warn("plan-odd-node", "a node of the physical plan has no whole number as its id and is left out", Value{})
		return nil
	}
	if o := p.query.operators[id]; o != nil {
		p.query.warn("plan-repeats-id", "the physical plan has an id twice: its first appearance stands", measured(id))
		if p.onPath[o] {
			return nil // an edge to an ancestor would make a cycle
		}
		return o
	}
	if p.held.spent() {
		p.query.warn("plan-too-large", "the rest of the physical plan is left out: it would need more memory than the file justifies", Value{})
		return nil
	}
	p.held.hold(operatorHeld)
	o := &Operator{ID: id, InPlan: true, Depth: depth}
	o.Name, o.Type, o.Category = text(m["name"]), text(m["type"]), text(m["category"])
	if o.Name == "" {
		o.Name = o.Type
	}
	if outer, ok := m["approx_stats"].(map[string]any); ok {
		if inner, ok := outer["approx_stats"].(map[string]any); ok {
			outer = inner
		}
		o.EstimatedRows, o.EstimatedBytes = estimate(outer["num_rows"]), estimate(outer["size_bytes"])
		if n, ok := outer["acc_selectivity"].(json.Number); ok {
			o.selectivity, _ = n.Float64()
		}
	}
	p.query.operators[id] = o
	p.query.Operators = append(p.query.Operators, o)
	p.readChildren(o, m["children"], depth)
	return o
}

func (p *planReader) readChildren(o *Operator, children any, depth int) {
	list, ok := children.([]any)
	if !ok {
		if children != nil {
			p.query.warn("plan-odd-node", "the children of a node of the physical plan are not a list", measured(o.ID))
		}
		return
	}
	if len(list) > 0 && depth+1 >= maxPlanDepth {
		p.query.warn("plan-too-deep", fmt.Sprintf("the physical plan is deeper than %d: the rest is left out", maxPlanDepth), measured(o.ID))
		return
	}
	p.onPath[o] = true
	defer delete(p.onPath, o)
	for _, child := range list {
		if c := p.read(child, depth+1); c != nil {
			o.Children = append(o.Children, c)
			c.Parents = append(c.Parents, o)
		}
	}
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func integer(v any) (int64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := n.Int64()
	return i, err == nil
}

// estimate reads a number that the optimizer guessed; it may come as a float.
// estimate reads one of the optimizer's estimates. 0 says that it has none.
func estimate(v any) Value {
	if i, ok := integer(v); ok && i > 0 {
		return measured(i)
	}
	n, ok := v.(json.Number)
	if !ok {
		return Value{}
	}
	f, err := n.Float64()
	if err != nil || math.IsNaN(f) || f < 1 || f >= math.MaxInt64 {
		return Value{}
	}
	return measured(int64(f))
}

func (q *Query) warn(code, text string, node Value) {
	q.odd.add(code, text, Place{QueryID: q.ID, NodeID: node})
}
