package check

import (
	"cmp"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

// numbered is a check with its index in Report.Checks.
type numbered struct {
	*gate.Check
	index int
}

// groups are the checks by what is to be done about them. Each check is in
// exactly one.
type groups struct {
	failed       []numbered // regressions that fail the gate, gravest first
	reported     []numbered // what fails nothing, and a person should see all the same
	incomparable []numbered
	inconclusive []numbered
	untold       []numbered // inconclusive, and fails nothing either way
	ok           []numbered
	suppressed   []numbered
}

func groupsOf(r Report) groups {
	var g groups
	for i := range r.Checks {
		c := numbered{&r.Checks[i], i}
		switch {
		case c.Suppressed != nil:
			g.suppressed = append(g.suppressed, c)
		case c.Verdict == gate.Regression && c.Gated:
			g.failed = append(g.failed, c)
		case !c.Gated && c.Verdict == gate.Inconclusive && !c.Notable:
			g.untold = append(g.untold, c)
		case !c.Gated && c.Verdict != gate.OK, c.Verdict == gate.OK && c.Notable:
			g.reported = append(g.reported, c)
		case c.Verdict == gate.Incomparable:
			g.incomparable = append(g.incomparable, c)
		case c.Verdict == gate.Inconclusive:
			g.inconclusive = append(g.inconclusive, c)
		default:
			g.ok = append(g.ok, c)
		}
	}
	slices.SortStableFunc(g.failed, graver)
	return g
}

// graver puts first what failed, then wall times of queries by what they added,
// then the rest as it is.
func graver(a, b numbered) int {
	if d := cmp.Compare(rank(a), rank(b)); d != 0 || a.Times == nil || b.Times == nil {
		return d
	}
	if rank(a) != rankWall {
		return 0
	}
	return cmp.Compare(added(b), added(a))
}

const (
	rankOutcome = iota
	rankWall
	rankRest
	rankJob // says less than the query that it is because of
)

func rank(c numbered) int {
	switch {
	case c.Metric == gate.Outcome:
		return rankOutcome
	case c.Query == "":
		return rankJob
	case c.Metric == gate.Wall:
		return rankWall
	}
	return rankRest
}

func added(c numbered) float64 {
	if d := c.Times.NewMedian - c.Times.BaseMedian; d == d {
		return d
	}
	return 0
}

// counts says how many checks there are of each group.
func (g groups) counts(r Report) []count {
	return []count{
		{len(g.failed), "regression", "regressions"},
		{len(g.reported), "reported only", "reported only"},
		{len(g.incomparable), "incomparable", "incomparable"},
		{len(g.inconclusive) + len(g.untold), "inconclusive", "inconclusive"},
		{len(g.ok), "ok", "ok"},
		{len(g.suppressed), "suppressed", "suppressed"},
		{len(r.Expired), "suppression expired", "suppressions expired"},
	}
}

type count struct {
	n         int
	one, many string
}
