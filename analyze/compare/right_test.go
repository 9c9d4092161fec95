package compare_test

import (
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
)

// answer is a cause that is right: of one of the kinds, at one of the places.
type answer struct {
	kinds []compare.CauseKind
	// at says at which operators, by name or type; nil: at any, or none. Marked are
	// those that the simulator says.
	at []string
}

// marked is the place that the simulator knows: the operator that got slower or
// was put in.
const marked = "(marked)"

// nowhere is a cause that is of no operator.
const nowhere = "(none)"

func kinds(k ...compare.CauseKind) []compare.CauseKind { return k }

// rightOf is what each simulated change should be called. It was written down
// before anything was compared. Where two names are right the comment says why.
var rightOf = map[string][]answer{
	"operator slower": {{kinds(compare.Rate), []string{marked}}},
	"scan slower":     {{kinds(compare.Rate), []string{"ScanTaskSource"}}},
	// Daft counts hardly anything of a write's time: it may be of no operator, but
	// not of another.
	"write slower": {{kinds(compare.Rate), []string{"Parquet Write", nowhere}}},
	// All operators above the scan have more to do, each its own part.
	"larger files": {{kinds(compare.Rows), nil}},
	"more files":   {{kinds(compare.Rows), nil}},
	"wider rows":   {{kinds(compare.BytesPerRow), nil}},
	// The operator is gone, and therefore those above it have more rows.
	"filter dropped": {{kinds(compare.Rows), nil}, {kinds(compare.PlanChange), []string{"Filter"}}},
	// Two operators changed places: one of them can be said to have moved, and the
	// function has more rows.
	"filter above the function": {{kinds(compare.Rows), nil}, {kinds(compare.PlanChange), []string{"Filter", "UDF score"}}},
	"operator added":            {{kinds(compare.PlanChange), []string{marked}}},
	"exchange added":            {{kinds(compare.PlanChange), []string{marked}}},
	"skewed partition":          {{kinds(compare.Skew), nil}},
	"hot key in a join":         {{kinds(compare.Skew), nil}},
	"giant file":                {{kinds(compare.Skew), nil}},
	// Tasks there are further from the others, because they take longer for as many
	// rows: seen from the stage it is skew, seen from the worker rate.
	"slow worker":   {{kinds(compare.Skew, compare.Rate), nil}},
	"fewer workers": {{kinds(compare.Parallelism), nil}},
	"fewer slots":   {{kinds(compare.Parallelism), nil}},
	"retries":       {{kinds(compare.Retries), nil}},
	// What it had is tried again, and from then on there is a worker less.
	"dead worker":     {{kinds(compare.Retries, compare.Parallelism), nil}},
	"later start-up":  {{kinds(compare.StartUp), nil}},
	"driver gap":      {{kinds(compare.DriverWork), nil}},
	"slower planning": {{kinds(compare.Planning), nil}},
	"slow consumer":   {{kinds(compare.ConsumerHeld), nil}},
	// As many rows in more tasks, each of which costs something of its own.
	"smaller tasks": {{kinds(compare.Pieces), nil}},
	// As many rows in fewer tasks than there are slots: that is the reason, and that
	// less of it runs at a time is how it acts.
	"fewer partitions":       {{kinds(compare.Pieces, compare.Parallelism), nil}},
	"fewer, larger files":    {{kinds(compare.Pieces, compare.Parallelism), nil}},
	"function one at a time": {{kinds(compare.Parallelism), nil}},
	"exploding join":         {{kinds(compare.Rows), nil}},
	// As many rows in more files: for each row the scan takes longer.
	"small files": {{kinds(compare.Rate, compare.Pieces), []string{"ScanTaskSource"}}},
	// A function starts up; tasks that wait for it are slower for as many rows, and
	// slower than those that come later.
	"function's cold start": {{kinds(compare.StartUp), nil}, {kinds(compare.Rate), []string{"UDF score"}}, {kinds(compare.Skew), nil}},
	// The side has more rows; the join takes longer for as many of the other side.
	"larger broadcast": {{kinds(compare.Rows), nil}, {kinds(compare.Rate), []string{"BroadcastJoin"}}},
	// Tasks wait for slots, and where they share them with the other query less of
	// this one runs at a time.
	"another query": {{kinds(compare.Waiting, compare.Parallelism), nil}},
}

// right reports whether a cause is one of the answers. at are the ids of the
// marked operators in each run, empty where a run does not have them.
func right(c compare.Cause, answers []answer, baseAt, newAt []int64) bool {
	return slices.ContainsFunc(answers, func(a answer) bool {
		return slices.Contains(a.kinds, c.Kind) && (a.at == nil || slices.ContainsFunc(a.at, func(at string) bool { return isAt(c, at, baseAt, newAt) }))
	})
}

func isAt(c compare.Cause, at string, baseAt, newAt []int64) bool {
	switch at {
	case nowhere:
		return c.Base == nil && c.New == nil
	case marked:
		return c.Base != nil && slices.Contains(baseAt, c.Base.ID) || c.New != nil && slices.Contains(newAt, c.New.ID)
	}
	is := func(o *analyze.Operator) bool { return o != nil && (strings.Contains(o.Name, at) || o.Type == at) }
	return is(c.Base) || is(c.New)
}
