package compare

import "github.com/daft-analyze/daft-analyze/analyze"

// Plan is both plans in one: the new one, with the operators that only the base
// has where they were.
type Plan struct {
	Roots    []*Operator
	Children map[*Operator][]*Operator // of a plan that repeats an operator, or goes round in a circle, as it is
}

// Plan puts the two plans of a query into one.
func (q *Query) Plan() Plan {
	m := merge{of: map[*analyze.Operator]*Operator{}, above: map[*analyze.Operator]*analyze.Operator{}, placed: map[*Operator]bool{}}
	m.plan = Plan{Children: map[*Operator][]*Operator{}}
	for i := range q.Operators {
		o := &q.Operators[i]
		if o.New != nil {
			m.of[o.New] = o
		}
		if o.Base != nil {
			m.of[o.Base] = o
			for _, c := range o.Base.Children {
				if m.above[c] == nil {
					m.above[c] = o.Base
				}
			}
		}
	}
	if q.New == nil {
		return m.plan
	}
	for _, r := range q.New.Query.Plan.Roots {
		m.root(m.of[r])
	}
	for i := range q.Operators {
		o := &q.Operators[i]
		if o.New == nil {
			continue
		}
		for _, c := range o.New.Children {
			m.hang(o, m.of[c])
		}
		if !m.placed[o] {
			m.root(o)
		}
	}
	for i := range q.Operators { // in the order of the base: each after what it hangs below
		if o := &q.Operators[i]; o.New == nil && !m.placed[o] {
			if up := m.of[m.above[o.Base]]; up != nil {
				m.add(up, o)
			} else {
				m.root(o)
			}
		}
	}
	return m.plan
}

// merge is a Plan in the making.
type merge struct {
	plan   Plan
	of     map[*analyze.Operator]*Operator
	above  map[*analyze.Operator]*analyze.Operator // the first parent in the base
	placed map[*Operator]bool
}

func (m *merge) add(up, down *Operator) {
	m.plan.Children[up] = append(m.plan.Children[up], down)
	m.placed[down] = true
}

func (m *merge) root(o *Operator) {
	if o == nil || m.placed[o] {
		return
	}
	top := o
	if chain := m.lost(o); len(chain) > 0 {
		top = m.string(chain, o)
	}
	m.placed[o] = true
	m.plan.Roots = append(m.plan.Roots, top)
	m.placed[top] = true
}

// hang puts an operator below another, with those of the base between them that
// the new plan has no more.
func (m *merge) hang(up, down *Operator) {
	if down == nil {
		return
	}
	if chain := m.lost(down); len(chain) > 0 {
		down = m.string(chain, down)
	}
	m.add(up, down)
}

// lost returns the operators above one in the base that only the base has, up to
// the first that both have; the lowest first.
func (m *merge) lost(o *Operator) []*Operator {
	var chain []*Operator
	if o.Base == nil {
		return nil
	}
	for up := m.of[m.above[o.Base]]; up != nil && up.New == nil && !m.placed[up]; up = m.of[m.above[up.Base]] {
		m.placed[up] = true
		chain = append(chain, up)
	}
	return chain
}

// string hangs each of a chain below the next, and returns the last.
func (m *merge) string(chain []*Operator, down *Operator) *Operator {
	for _, up := range chain {
		m.add(up, down)
		down = up
	}
	return down
}
