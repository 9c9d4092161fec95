package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// lateFilter finds filters that drop most rows right after an operator that
// worked long on them.
func lateFilter(v *view) []draft {
	var drafts []draft
	for _, filter := range v.Query.Operators {
		if !isFilter(filter) || !filter.RowsIn.Positive() || !filter.RowsOut.Known() || filter.RowsOut.V < 0 {
			continue
		}
		dropped := 1 - float64(filter.RowsOut.V)/float64(filter.RowsIn.V)
		if dropped < 0.5 {
			continue
		}
		for _, o := range below(filter) {
			d := v.dropping(o, dropped)
			f := Finding{ID: "filter-late", Operators: []*analyze.Operator{filter, o}}
			if isUDF(o) {
				no, all := v.namedBy("Filter", o)
				if all {
					break // the filter needs what the function makes
				}
				f.Sure = no
			}
			f.Title = op(filter) + " drops " + humanize.Percent(filter.RowsIn.V-filter.RowsOut.V, filter.RowsIn.V) + " of the rows after " + op(o) + " worked on them, " + dur(d.claim.total()) + " of the path"
			f.say("%s rows in, %s out", humanize.CountShort(filter.RowsIn.V), humanize.CountShort(filter.RowsOut.V))
			if f.Sure {
				f.say("the condition does not name what the function makes")
			}
			f.Advice = "Filter first: put df.where before the step. Daft moves a filter down by itself, but not past columns that are computed in the same with_columns or select as the function: compute what is filtered on in a step of its own, filter, then call the function."
			f.Check = "if the condition needs what the step makes, it cannot go first; perhaps a cheaper condition that drops most of those rows can."
			d.Finding, d.atMost = f, !f.Sure
			drafts = append(drafts, d)
		}
	}
	return drafts
}

// dropping begins a draft that work of an operator is in vain: the part of it that
// is done for rows that are dropped.
func (v *view) dropping(o *analyze.Operator, dropped float64) draft {
	c := v.ofOperator(o)
	for p := range c {
		c[p] = fraction(c[p], dropped)
	}
	return draft{claim: c, share: 0.10, scenario: v.freeing(func(x *analyze.Operator) float64 { return dropped * only(o)(x) })}
}

// below returns the operators under a filter whose rows are the filter's, as far
// as each makes one row of one: functions and projections.
func below(filter *analyze.Operator) []*analyze.Operator {
	var list []*analyze.Operator
	for o := filter; len(o.Children) == 1 && len(list) < 100; {
		o = o.Children[0]
		if !isUDF(o) && o.Type != "Project" {
			break
		}
		list = append(list, o)
	}
	return list
}
