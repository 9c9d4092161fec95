package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// earlyFunction finds Python functions that worked long on rows most of which a
// join then drops.
func earlyFunction(v *view) []draft {
	var drafts []draft
	for _, join := range v.Query.Operators {
		if !join.IsJoin() || len(join.Children) < 2 || !join.RowsOut.Known() || join.RowsOut.V < 0 {
			continue
		}
		for _, side := range join.Children {
			for _, o := range v.functionsOn(side) {
				if !o.RowsOut.Positive() {
					continue
				}
				// A row that is kept comes out once at least: this many are dropped, or more.
				dropped := 1 - float64(join.RowsOut.V)/float64(o.RowsOut.V)
				if dropped < 0.5 {
					continue
				}
				no, all := v.namedBy("Join", o)
				if all {
					continue // the join needs what the function makes
				}
				d := v.dropping(o, dropped)
				f := Finding{ID: "function-early", Sure: no, Operators: []*analyze.Operator{o, join}}
				f.Title = op(join) + " drops " + humanize.Percent(o.RowsOut.V-join.RowsOut.V, o.RowsOut.V) + " of the rows that the function " + op(o) + " worked on, " + dur(d.claim.total()) + " of the path"
				f.say("%s rows through the function, %s out of the join", humanize.CountShort(o.RowsOut.V), humanize.CountShort(join.RowsOut.V))
				if f.Sure {
					f.say("the join's keys do not need what the function makes")
				}
				f.Advice = "Join first, and call the function on what is left: move its with_column or select to after the join. Daft never moves a function past a join by itself."
				f.Check = "if a key of the join needs what the function makes, it cannot go later; a semi join (how=\"semi\") with the other side before the function may drop the same rows."
				d.Finding, d.atMost = f, !f.Sure
				drafts = append(drafts, d)
			}
		}
	}
	return drafts
}

// functionsOn returns the Python functions on one side of a join whose rows are
// the side's: between them and the join are functions, projections and exchanges.
func (v *view) functionsOn(side *analyze.Operator) []*analyze.Operator {
	var list []*analyze.Operator
	for o, steps := side, 0; steps < 100; steps++ {
		if isUDF(o) {
			list = append(list, o)
		}
		if len(o.Children) != 1 || !isUDF(o) && o.Type != "Project" && (v.Flow == nil || v.Flow.Exchange(o) == nil) {
			break
		}
		o = o.Children[0]
	}
	return list
}
