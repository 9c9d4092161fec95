package analyze

import (
	"math"
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
)

// tasksFrom is how many tasks of a stage must have ended before the rest of
// them is foretold.
const tasksFrom = 3

// settledTasks is how many tasks of a stage, or a quarter of them where it has
// fewer, must have ended before there is more than a floor: the first ones find
// their workers cold.
const settledTasks = 48

// leftByTasks measures a query on Ray by the tasks that were handed in: each
// takes as long as those of its stage that have ended, and as many run at a
// time as do now. Stages that have not begun are not known: then it is a floor,
// unless next to nothing is left for them.
func (q *running) leftByTasks(now format.Time) Left {
	t := &q.tasks
	given := t.counts.given - t.counts.Done
	open := t.counts.Submitted - t.counts.Done
	switch {
	case t.counts.Submitted == 0:
		return unknownLeft("no task yet")
	case open <= 0 && q.coming() > 0:
		return unknownLeft("between stages")
	case open <= 0:
		return unknownLeft("all tasks have ended")
	case int64(now-q.firstWork) < leftFrom:
		return unknownLeft("too early to tell")
	}
	ages := make(map[*runningStage][]int64)
	for _, o := range t.out {
		ages[o.stage] = append(ages[o.stage], int64(now-o.at))
	}
	var work, longest, doubt float64
	settled := true
	for _, s := range t.stages {
		n := s.open()
		if n <= 0 {
			continue
		}
		if s.walled < tasksFrom {
			if n <= 2 && q.trifling(s) {
				continue
			}
			return unknownLeft("too few tasks have ended")
		}
		mean := s.mean
		settled = settled && s.ended >= min(s.submitted/4, settledTasks)
		work += mean * float64(max(0, n-int64(len(ages[s]))))
		for _, age := range ages[s] {
			rest := math.Max(mean-float64(age), 0.1*mean)
			work += rest
			longest = math.Max(longest, rest)
		}
		doubt = math.Max(doubt, 0.5/math.Sqrt(float64(s.walled)))
	}
	slots := max(1, given)
	if open == given { // nothing waits: fewer run than could
		slots = max(1, t.peak)
	}
	l := Left{Kind: LeftRange, Basis: ByTasks}.spread(math.Max(work/float64(slots), longest), 0.15+doubt, 0)
	switch {
	case q.coming() > 0:
		l.Kind = LeftFloor
	case !settled:
		return unknownLeft("too few tasks have ended")
	}
	return l
}

// orTasks returns the better of an estimate by another run and one by tasks. The
// tasks of the last stage tell more; those of others are at least a floor.
func (l Left) orTasks(t Left) Left {
	switch {
	case t.Kind == LeftUnknown:
		return l
	case t.Kind == LeftRange || l.Kind == LeftUnknown:
		return t
	}
	l.Low, l.Best, l.High = max(l.Low, t.Low), max(l.Best, t.Low), max(l.High, t.Best)
	return l
}

// coming returns how many operators have their work still before them, other
// than those for which next to no rows are left.
func (q *running) coming() (n int) {
	for _, o := range q.ops {
		if !o.InPlan {
			continue
		}
		if ended := q.ending(o); !ended && !q.fewRows(o) {
			n++
		}
	}
	return n
}

// ending reports whether the last stage that o takes part in has begun.
func (q *running) ending(o *runningOperator) bool {
	if !o.begun {
		return false
	}
	if o.Type != "Sort" {
		return true
	}
	for _, s := range q.tasks.stages { // it samples, then cuts into ranges, then sorts
		if slices.Contains(s.nodes, o.ID) && strings.Contains(s.name, "->Sort") {
			return true
		}
	}
	return false
}

// fewRows reports whether o comes after a gathering of so few rows, compared
// with what the scans read, that its work can be left out of account. Few rows
// alone do not make little work: they may lie in many partitions.
func (q *running) fewRows(o *runningOperator) bool {
	const share = 1000
	var read int64
	for _, s := range q.ops {
		if s.InPlan && len(s.Children) == 0 {
			read += s.out
		}
	}
	for at := o.Operator; ; at = at.Children[0] {
		if len(at.Children) != 1 {
			return false
		}
		below := q.byNode[at.Children[0].ID]
		if below == nil {
			return false
		}
		if q.ending(below) {
			return below.Type == "Gather" && below.out > 0 && below.out <= read/share
		}
	}
}

// trifling reports whether a stage reads next to nothing.
func (q *running) trifling(s *runningStage) bool {
	for _, id := range s.nodes {
		if o := q.byNode[id]; o != nil && o.InPlan && !q.fewRows(o) && o.in > 0 {
			return false
		}
	}
	return true
}
