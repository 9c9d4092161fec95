package analyze

import (
	"slices"
)

// Daft makes one span for each operator of a native plan when it starts the
// operator, from the leaves up: so the n-th of a name belongs to the n-th
// operator that has such a span. Its name does not say which that is.

// outerSpans returns the spans of a query that Daft makes once for an operator,
// by name and operator. A name of which there are more or less than operators
// is left out: then nothing tells which is whose.
func outerSpans(q *Query) map[string]map[*Operator]Span {
	outers := make(map[string]map[*Operator]Span)
	if q.Engine != EngineNative || !q.Plan.Known || q.spans.ambiguous[""] > 0 {
		return outers
	}
	owners := make(map[string][]*Operator)
	for _, o := range startOrder(q) {
		for _, name := range outersOf(o) {
			owners[name] = append(owners[name], o)
		}
	}
	for name, list := range owners {
		spans := q.spans.spans[name]
		if len(spans) != len(list) {
			continue
		}
		of := make(map[*Operator]Span, len(list))
		for i, o := range list {
			of[o] = spans[i]
		}
		if inOrder(of) {
			outers[name] = of
		}
	}
	return outers
}

// startOrder returns the operators of a plan in the order in which Daft starts
// them: each after its inputs.
func startOrder(q *Query) []*Operator {
	var list []*Operator
	seen := make(map[*Operator]bool)
	var visit func(o *Operator)
	visit = func(o *Operator) {
		if seen[o] {
			return
		}
		seen[o] = true
		for _, c := range o.Children {
			visit(c)
		}
		list = append(list, o)
	}
	for _, o := range q.Plan.Roots {
		visit(o)
	}
	return list
}

// inOrder holds spans against the plan: a blocking operator's input has ended
// its last batch before it does its own finalize. It reports whether that holds
// of all that worked.
func inOrder(of map[*Operator]Span) bool {
	for o, s := range of {
		if len(o.Parents) != 1 || s.Busy <= 0 {
			continue
		}
		p, ok := of[o.Parents[0]]
		if ok && p.Busy > 0 && isBlocking(o) && p.End() < s.End() {
			return false
		}
	}
	return true
}

// entered reports whether any thread was inside of the span: one in which none
// was ends when it is cleared away, which tells nothing.
func (s Span) entered() bool { return s.Busy > 0 || s.Idle > 0 }

// ofType returns the operators of a plan that a batch's span may belong to. The
// spans of windows tell by their names which kind they are of.
func ofType(q *Query, m spanMeaning, owner string) []*Operator {
	var list, named []*Operator
	for _, o := range q.Operators {
		if slices.Contains(m.types, o.Type) {
			list = append(list, o)
			if o.Name+"Sink" == owner {
				named = append(named, o)
			}
		}
	}
	if len(named) > 0 && m.types[0] == "Window" {
		return named
	}
	return list
}
