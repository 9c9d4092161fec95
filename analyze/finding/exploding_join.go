package finding

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// explodingJoin finds joins that make many rows of few, and what works on them
// until they are fewer again.
func explodingJoin(v *view) []draft {
	var drafts []draft
	for i := range v.Flow.Joins {
		j := &v.Flow.Joins[i]
		if !j.Exploding {
			continue
		}
		works := map[*analyze.Operator]bool{j.Operator: true}
		for o := j.Operator; len(o.Parents) == 1 && !works[o.Parents[0]] && len(works) < 100; {
			o = o.Parents[0]
			works[o] = true
			if isWrite(o) || o.RowsOut.Known() && o.RowsOut.V < j.RowsOut.V/2 {
				break
			}
		}
		c := v.ofOperators(func(o *analyze.Operator) bool { return works[o] })
		f := Finding{ID: "exploding-join", Sure: true, Operators: []*analyze.Operator{j.Operator}}
		most := max(j.BuildRows.V, j.ProbeRows.V, 1)
		f.Title = op(j.Operator) + " made " + humanize.CountShort(j.RowsOut.V) + " rows, " + factor(float64(j.RowsOut.V)/float64(most)) + " its larger side: with what works on them " + dur(c.total()) + " of the path"
		f.say("%s", j.Evidence)
		f.Advice = "Several rows of both sides have the same key: aggregate or deduplicate one side by the key first (df.groupby, df.distinct), join on more columns, or use how=\"semi\" where only existence matters; what reduces the rows again may go before the join."
		f.Check = "count rows by key on both sides: df.groupby(key).agg(daft.col(key).count().alias(\"n\")).sort(\"n\", desc=True). If all those rows are wanted, the join is right and only more workers help."
		drafts = append(drafts, draft{Finding: f, claim: c, atMost: true, share: 0.10, scenario: v.freeing(func(o *analyze.Operator) float64 {
			if works[o] {
				return 1 - float64(most)/float64(max(j.RowsOut.V, most, 1))
			}
			return 0
		})})
	}
	return drafts
}
