package compare

import (
	"math"
	"slices"
	"strings"

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

// sides finds, on Ray, the operators whose tasks read a broadcast: each task reads
// all of it, which counts once in the rows of the join. It returns why these rows
// are more, or fewer, where they changed by a fifth or more.
func (ns *nodes) sides(now *measures) []lineage {
	sides := make([]lineage, len(ns.list))
	for _, s := range now.stages {
		var side lineage
		for _, id := range s.NodeIDs {
			n := ns.of[now.query.Operator(id)]
			if n == nil || !n.paired() || len(n.inputs) != 2 || !strings.Contains(n.pair.New.Type, "Broadcast") || !strings.Contains(n.pair.Base.Type, "Broadcast") {
				continue
			}
			if l := n.inputs[0].rowsOut; math.Abs(l.sum()) >= aFifth { // Daft lists the side that is broadcast first
				side = l
			}
		}
		for _, id := range s.NodeIDs {
			if n := ns.of[now.query.Operator(id)]; n != nil && side != nil {
				sides[n.index] = side
			}
		}
	}
	return sides
}

// stagesOf returns the stages of a query on Ray.
func stagesOf(q *analyze.Query) []*analyze.Stage {
	if len(q.Tasks) == 0 {
		return nil
	}
	return q.Stages()
}
