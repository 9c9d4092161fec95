package finding

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// compute finds the operator that a native query mostly waited for, where that
// is its own work: a sort, an aggregation, a join, an expression.
func compute(v *view) []draft {
	if !v.native || v.Path.TooShort {
		return nil
	}
	for _, x := range v.Path.Operators() {
		o := x.Operator
		if o == nil || isUDF(o) || isScan(o) || isWrite(o) {
			continue
		}
		c := v.ofOperator(o)
		ns := c.total()
		f := Finding{ID: "compute-bound", Sure: !x.Estimated, Operators: []*analyze.Operator{o}}
		f.Title = "the query waited " + dur(ns) + " for " + op(o) + ", " + v.percent(ns) + " of its wall: " + v.doing(o)
		if o.RowsIn.Known() {
			f.say("%s rows in, %s out", humanize.CountShort(o.RowsIn.V), short(o.RowsOut))
		}
		if o.Work.Busy.Positive() && v.Path.Threads > 0 {
			least := ""
			if o.Work.AtLeast {
				least = "at least "
			}
			f.say("its threads were busy for %s%s, on %s of Daft's", least, dur(o.Work.Busy.V), count(v.Path.Threads, "thread", "threads"))
		}
		f.Advice = adviceOn(o)
		f.Check = "run the query without that step; what it then takes is the rest."
		return []draft{{Finding: f, claim: c, share: 0.30, atMost: true}}
	}
	return nil
}

// doing says what an operator mostly did on the path.
func (v *view) doing(o *analyze.Operator) string {
	by := map[critical.State]int64{}
	for _, s := range v.Path.Segments {
		for _, x := range s.Shares {
			if x.Operator == o {
				by[x.State] += x.NS
			}
		}
	}
	most := critical.Busy
	for _, s := range []critical.State{critical.Busy, critical.Building, critical.Probing, critical.Finalizing, critical.IO} {
		if by[s] > by[most] {
			most = s
		}
	}
	switch most {
	case critical.Building:
		return "mostly building the join's table"
	case critical.Probing:
		return "mostly probing the join's table"
	case critical.Finalizing:
		return "mostly finishing once it had all rows"
	}
	return "its own work"
}

func short(n analyze.Value) string {
	if !n.Known() {
		return humanize.Unknown
	}
	return humanize.CountShort(n.V)
}

// adviceOn says what helps an operator of a type.
func adviceOn(o *analyze.Operator) string {
	is := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(o.Type, w) {
				return true
			}
		}
		return false
	}
	switch {
	case is("TopN"):
		return "Filter and select columns before the sort and limit."
	case is("Sort"):
		return "Sort fewer rows and columns (df.where and df.select first, join wide columns back later), by numbers or dates rather than text; df.limit(n) right after makes it a top-n; leave it out where order is not needed."
	case is("Dedup", "Distinct"):
		return "Every column that it compares costs memory and time: name those that tell rows apart (df.distinct(\"id\")), filter and select first, and leave it out where rows are distinct already."
	case is("Group"):
		return "Many groups cost memory and time: filter first, group by fewer or shorter keys (a number rather than a text), df.select only the columns that are aggregated. partial_aggregation_threshold and high_cardinality_aggregation_threshold of daft.set_execution_config say when Daft aggregates ahead."
	case is("Join"):
		return "Join fewer rows: filter both sides before it and drop columns, join on numbers rather than text, aggregate the side with many rows per key first; daft.DataFrame.join with how=\"semi\" or \"anti\" where only existence matters."
	case is("Window"):
		return "Filter and select columns before the window, and give it partition keys that cut the rows evenly (daft.Window().partition_by)."
	case is("Explode", "Unpivot"):
		return "Filter before rows are multiplied, and select only the columns that are needed after it."
	case is("Aggregate"):
		return "Select only the columns that are aggregated and filter first."
	case is("Project", "Filter"):
		return "This is the expressions' own work: compute them on fewer rows (df.where first, on the cheap conditions), once rather than in several columns, and with cheaper ones (a comparison or startswith rather than a regular expression)."
	}
	return "Give it fewer rows and columns: df.where and df.select before it."
}
