package skew

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// explain writes down, in words, what a verdict rests on.
func (j *judge) explain(g *judging) {
	say := func(format string, a ...any) { g.Evidence = append(g.Evidence, fmt.Sprintf(format, a...)) }
	left := int64(len(g.Stage.Stage.Tasks)) - g.Tasks
	switch {
	case g.Tasks == 0:
		say("no task of it ended with success at a known time")
		return
	case g.Tasks == 1 && left == 0:
		say("it has a single task")
		return
	case g.Tasks == 1:
		say("of %s only one ended with success at a known time", humanize.Plural(left+1, "task", "tasks"))
		return
	case len(g.outlier) == 0:
		j.explainEven(g)
	default:
		j.explainOutliers(g)
	}
	if left > 0 {
		say("%s of its %d did not end with success or at a known time, and %s left out", humanize.Plural(left, "task", "tasks"), len(g.Stage.Stage.Tasks), isAre(left))
	}
}

func (j *judge) explainEven(g *judging) {
	say := func(format string, a ...any) { g.Evidence = append(g.Evidence, fmt.Sprintf(format, a...)) }
	say("the longest of %d tasks took %s, %s the median of %s", g.Tasks, humanize.Duration(g.Longest), times(g.Ratio), humanize.Duration(g.Median))
	if !g.took.few && g.Ratio >= ratio {
		say("that is within what chance makes of %d tasks that vary as these do: score %.1f, and %.1f would be beyond it", g.Tasks, g.Score, g.Limit)
	}
	if g.RowsRatio >= ratio {
		for _, x := range g.samples {
			if x.task.RowsIn == g.MostRows {
				say("rows are uneven: task %d had %s, the median is %s; it took %s", x.task.ID, humanize.Count(g.MostRows.V), humanize.Count(g.MedianRows.V), humanize.Duration(x.took))
				break
			}
		}
	}
}

func (j *judge) explainOutliers(g *judging) {
	say := func(format string, a ...any) { g.Evidence = append(g.Evidence, fmt.Sprintf(format, a...)) }
	o := g.outlier[0]
	against := "the median of the stage"
	if g.took.few {
		against = "the median of the others"
	}
	what, took := "took", o.took
	if o.queued {
		what, took = "was done after", o.took+o.wait
	}
	where := ""
	if o.task.Worker != nil {
		where = " on " + o.task.Worker.Label
	}
	say("task %d%s %s %s, %s %s, %s", o.task.ID, where, what, humanize.Duration(took), times(clamped(took)/float64(max(o.base, leastTook))), against, humanize.Duration(o.base))
	if !g.took.few && g.Score >= g.Limit {
		say("among %d tasks that vary as these do it scores %.1f; beyond %.1f is no chance", g.Tasks, g.Score, g.Limit)
	}
	if n := len(g.outlier); n > 1 {
		say("%d of %d tasks took so long: %s", n, g.Tasks, ids(g.Outliers))
	}
	for _, c := range g.Causes {
		j.explainCause(g, c)
	}
	g.explainOperators()
	wall := j.query.Wall
	switch {
	case o.excess < floor:
		say("that is %s beyond the others: below %s nothing is called skewed", humanize.Duration(o.excess), humanize.Duration(floor))
	case g.Basis == "":
		say("what it costs the query cannot be told")
	case !j.matters(g):
		say("the query would hardly be faster without it: it waited for something else")
	case g.Basis == basisPath:
		say("the replay of this query cannot be used (%s): by the critical path alone it would gain %s to %s", j.model.Refusal, humanize.Duration(g.Low), humanize.Duration(g.High))
	case wall.Positive():
		say("with %s at the median the query would take %s less of %s, by replay", itThem(len(g.outlier)), humanize.Duration(g.Saving), humanize.Wall(wall.V))
		if g.Cause == Data && g.Low < g.Saving {
			say("the same work spread evenly over the stage's tasks would save %s", humanize.Duration(g.Low))
		}
	}
}

// explainCause says what speaks for one cause, by the outlier for which it
// explains most.
func (j *judge) explainCause(g *judging, c CauseShare) {
	say := func(format string, a ...any) { g.Evidence = append(g.Evidence, fmt.Sprintf(format, a...)) }
	var o *outlier
	for i := range g.outlier {
		if x := &g.outlier[i]; o == nil || x.explains(c.Cause) > o.explains(c.Cause) {
			o = x
		}
	}
	t := o.task
	spent := humanize.Duration(c.NS)
	switch c.Cause {
	case Retry:
		say("%s: task %d was given to a worker %s, the last time %s after the first", spent, t.ID, humanize.Plural(t.Attempts(), "time", "times"), humanize.Duration(o.retry))
	case Queue:
		say("%s: task %d waited %s for a slot while fewer tasks of its stage ran than had before: tasks of other stages held them", spent, t.ID, humanize.Duration(o.wait))
	case Data:
		g.explainData(spent, o)
	case IOWait:
		say("%s: task %d waited that much longer than the median for what it reads", spent, t.ID)
	case ColdStart:
		say("%s: task %d was among the first of the stage on its worker, and the first ones on all workers took longer than those after them", spent, t.ID)
	case SlowWorker:
		w := j.slowOf(t.Worker)
		say("%s: %s is slow: %s", spent, w.Worker.Label, w.Evidence[0])
	case Unknown:
		line := spent + ": nothing that Daft reports explains it"
		if t.Worker != nil && j.lonely(t) {
			line += fmt.Sprintf("; it was the only task of %s, and were %s slow it would look like this", t.Worker.Label, t.Worker.Label)
		}
		g.Evidence = append(g.Evidence, line)
	}
}

// lonely reports whether a worker ran one task of the query and no more.
func (j *judge) lonely(t *analyze.Task) bool {
	for _, x := range j.query.Tasks {
		if x != t && x.Worker == t.Worker {
			return false
		}
	}
	return true
}

func (g *judging) explainData(spent string, o *outlier) {
	t := o.task
	var has []string
	if t.RowsIn.Known() && g.MedianRows.Known() {
		has = append(has, fmt.Sprintf("%s rows in, median %s", humanize.Count(t.RowsIn.V), humanize.Count(g.MedianRows.V)))
	}
	if t.RowsOut.Known() && t.RowsOut.V > t.RowsIn.V {
		has = append(has, humanize.Count(t.RowsOut.V)+" rows out")
	}
	line := fmt.Sprintf("%s: task %d had %s as much data as the median", spent, t.ID, times(o.size))
	if len(has) > 0 {
		line += " (" + strings.Join(has, ", ") + ")"
	}
	if perRow := float64(o.took-o.retry) / (o.size * float64(max(o.base, 1))); perRow < slower {
		line += "; for that much it was not slow"
	} else {
		line += fmt.Sprintf("; it took %s as long as that alone explains", times(perRow))
	}
	g.Evidence = append(g.Evidence, line)
	empty := 0
	for _, x := range g.samples {
		if v := x.task.RowsIn; v.Known() && v.V == 0 {
			empty++
		}
	}
	if 4*empty >= len(g.samples) {
		g.Evidence = append(g.Evidence, fmt.Sprintf("%d of %d tasks had no rows at all: there are fewer different keys than partitions", empty, g.Tasks))
	}
}

// explainOperators names the operator in which the outliers spent most of their
// time beyond the median.
func (g *judging) explainOperators() {
	var most *OperatorSpread
	for i := range g.Operators {
		if s := &g.Operators[i]; most == nil || s.Excess > most.Excess {
			most = s
		}
	}
	if most != nil && most.Excess >= floor/2 {
		g.Evidence = append(g.Evidence, fmt.Sprintf("most of it was in %s #%d: %s of Daft's duration beyond its median", most.Operator.Name, most.Operator.ID, humanize.Duration(most.Excess)))
	}
}

// times writes a ratio: 6.8 times.
func times(x float64) string {
	return strings.TrimSuffix(humanize.Factor(int64(min(x, 1e12)*1000), 1000), "x") + " times"
}

func ids(tasks []*analyze.Task) string {
	const most = 8
	var list []string
	for _, t := range tasks[:min(len(tasks), most)] {
		list = append(list, fmt.Sprint(t.ID))
	}
	if len(tasks) > most {
		list = append(list, "...")
	}
	return strings.Join(list, ", ")
}

func isAre(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func itThem(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}
