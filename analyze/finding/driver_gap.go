package finding

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
)

// driverGap finds time in which no task ran that the query needed, as the
// scheduler or the driver was at work between stages.
func driverGap(v *view) []draft {
	c := v.ofKind(critical.Driver)
	ns := c.total()
	if ns < 200_000_000 {
		return nil
	}
	byOperator := map[*analyze.Operator]int64{}
	var gaps, longest int64
	for _, s := range v.Path.Segments {
		if s.Kind == critical.Driver {
			gaps++
			byOperator[s.Operator] += s.Length()
			longest = max(longest, s.Length())
		}
	}
	var most *analyze.Operator
	for o, ns := range byOperator {
		if o != nil && (most == nil || ns > byOperator[most] || ns == byOperator[most] && o.ID < most.ID) {
			most = o
		}
	}
	f := Finding{ID: "driver-gap", Sure: true}
	f.Title = "the driver took " + dur(ns) + " between stages, " + v.percent(ns) + " of the wall: no task of the path ran"
	f.say("%s, the longest %s", count(gaps, "gap", "gaps"), dur(longest))
	f.Advice = "Fewer stages and fewer tasks leave the driver less to do: drop shuffles that are not needed (df.repartition before a join or groupby that shuffles anyway), and keep the driver's machine free for it."
	if most != nil {
		f.Operators = []*analyze.Operator{most}
		f.say("%s of them before tasks of %s", dur(byOperator[most]), op(most))
		if v.limitAfter(critical.Driver) != nil {
			f.say("%s", limitStarts)
			f.Advice = limitAdvice
		}
		if strings.Contains(most.Type, "Sort") {
			f.say("a sort on Ray takes samples of all partitions and works out its bounds on the driver, in a Ray task that Daft does not report")
			f.Advice = "Sort later, on fewer rows or partitions; where only the first rows are wanted, put df.limit(n) right after df.sort so that Daft runs a top-n; leave the sort out where order is not needed."
		}
	}
	f.Check = "the log of the runner's process tells what it did; a busy driver machine shows in the samples of process CPU."
	return []draft{{Finding: f, claim: c, scenario: under(whatif.Scenario{Name: "no gaps on the driver", NoDriver: noDriver(byOperator)})}}
}

func noDriver(of map[*analyze.Operator]int64) map[*analyze.Operator]bool {
	all := map[*analyze.Operator]bool{}
	for o := range of {
		all[o] = true
	}
	return all
}
