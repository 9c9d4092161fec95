package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// freeing is the scenario in which parts of operators take no time: part says
// which, 0 to 1. What no operator accounts for in a task is given as partsOf does,
// so that a replay takes away what a finding claims. Natively, where there are
// no tasks, it is nil: the path has to tell.
func (v *view) freeing(part func(*analyze.Operator) float64) func() whatif.Scenario {
	if v.Path.Graph == nil {
		return nil
	}
	return func() whatif.Scenario { return v.withoutParts(part) }
}

func (v *view) withoutParts(part func(*analyze.Operator) float64) whatif.Scenario {
	walls := map[*analyze.Task]int64{}
	for _, n := range v.Path.Graph.Nodes {
		if wall := n.Wall(); wall > 0 {
			if saved := v.partOf(n, wall, part); saved > 0 {
				walls[n.Task] = max(0, wall-saved)
			}
		}
	}
	return whatif.Scenario{Name: "without it", TaskWall: walls}
}

// partOf returns the nanoseconds of a task that go with parts of operators.
func (v *view) partOf(n *taskgraph.Node, wall int64, part func(*analyze.Operator) float64) int64 {
	durations, total := int64(0), 0.0
	for _, c := range n.Shares {
		durations += max(0, min(c.Duration, 1<<50))
		total += float64(c.Worked())
	}
	if n.Merged > 1 {
		durations /= int64(n.Merged)
	}
	if n.Merged == 0 && n.Task.DaftDuration.Known() {
		durations = max(0, n.Task.DaftDuration.V)
	}
	accounted := min(wall, durations)
	if total == 0 {
		accounted = 0 // as on the path: nobody says who worked
	}
	saved := 0.0
	for _, c := range n.Shares {
		if c.Operator != nil && total > 0 {
			saved += float64(accounted) * float64(c.Worked()) / total * part(c.Operator)
		}
	}
	if o := v.untimed(n.Task); o != nil {
		saved += float64(max(0, wall-accounted-handing)) * part(o)
	}
	return min(wall, int64(saved))
}

// only is the part of operators that is all of one.
func only(one *analyze.Operator) func(*analyze.Operator) float64 {
	return func(o *analyze.Operator) float64 {
		if o == one {
			return 1
		}
		return 0
	}
}
