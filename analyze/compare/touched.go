package compare

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// touched finds, on Ray, the operators whose tasks a change of the plan changed:
// those that run together with an operator that only one plan has, or with an
// exchange that became another. An exchange that is new has what was one task be
// two, with all that each takes.
func (ns *nodes) touched(base, now *measures) []rootKey {
	roots := make([]rootKey, len(ns.list))
	for _, m := range []*measures{now, base} {
		for _, s := range m.stages {
			cause, most := rootKey{}, int64(-1)
			for _, id := range s.NodeIDs {
				n := ns.of[m.query.Operator(id)]
				if n == nil {
					continue
				}
				x := m.of[m.query.Operator(id)]
				switch {
				case x == nil || x.run <= most:
				case n.group > 0:
					cause, most = rootKey{kind: PlanChange, node: -1, group: n.group}, x.run
				case n.rewritten() && x.operator.IsExchange():
					cause, most = rootKey{kind: PlanChange, node: n.index}, x.run
				}
			}
			if cause.kind == "" {
				continue
			}
			for _, id := range slices.Compact(slices.Sorted(slices.Values(s.NodeIDs))) {
				if n := ns.of[m.query.Operator(id)]; n != nil && n.paired() && roots[n.index].kind == "" {
					roots[n.index] = cause
				}
			}
		}
	}
	return roots
}

// stagesOf returns the stages of a query on Ray.
func stagesOf(q *analyze.Query) []*analyze.Stage {
	if len(q.Tasks) == 0 {
		return nil
	}
	return q.Stages()
}
