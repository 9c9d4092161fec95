package gate

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// sameOperators are those of the runs in which the query has the operators of the
// baseline, in their places.
func (x *exactNew) sameOperators() *exactNew {
	kept := &exactNew{base: x.base}
	for r, q := range x.runs {
		if sameTree(x.base.model.Operators, q.Operators) {
			kept.runs, kept.pairs = append(kept.runs, q), append(kept.pairs, x.pairs[r])
		}
	}
	return kept
}

func sameTree(a, b []OperatorMeasurement) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Type != b[i].Type || a[i].Depth != b[i].Depth {
			return false
		}
	}
	return true
}

// moved checks the rows of a query whose plan has other operators than before, or has
// them elsewhere. What an operator takes in says nothing then: a join that comes
// earlier takes more and spares others as much. What all of them take in together
// does.
func (j *judge) moved(x *exactNew, model *QueryMeasurement) {
	c, l := j.check(Rows, model), j.policy.limits(Rows, model)
	l.ratio = max(l.ratio, movedRatio)
	d := &difference{counter: Rows}
	for i, q := range x.base.runs {
		n, ok := rowsTaken(q)
		if !ok || i > 0 && n != d.was {
			return
		}
		d.was = n
	}
	for _, q := range x.runs {
		if n, ok := rowsTaken(q); ok {
			d.take(n, l)
		}
	}
	if len(d.now) == 0 {
		return
	}
	c.New = d.now
	for range x.base.runs {
		c.Base = append(c.Base, d.was)
	}
	now := d.most()
	if 2*d.grew > len(d.now) {
		c.Verdict, c.Notable = Regression, true
		c.Why = fmt.Sprintf("its operators take in %s together, %s in the baseline (%sx), at the same input, by another plan", quantity(now, c.Unit), quantity(d.was, c.Unit), humanize.Times(now, d.was))
	} else {
		c.Why = fmt.Sprintf("by another plan its operators take in %s together, %s in the baseline", quantity(now, c.Unit), quantity(d.was, c.Unit))
	}
	j.add(c)
}

// movedRatio is from where on more rows of another plan matter: what an operator
// costs for a row is not the same for all of them.
const movedRatio = 1.10

// rowsTaken is the rows that scans put out and that operators take in, without those
// that only move rows or rename columns; not ok where some are not known.
func rowsTaken(q *QueryMeasurement) (sum int64, ok bool) {
	for i := range q.Operators {
		o := &q.Operators[i]
		name := rowsIn
		if o.Source {
			name = rowsOut
		} else if passes(o) {
			continue
		}
		v, known := o.Counters[name]
		if !known || o.Loose {
			return 0, false
		}
		sum = saturate.Add(sum, v)
	}
	return sum, len(q.Operators) > 0
}

func passes(o *OperatorMeasurement) bool {
	for _, p := range []string{"Project", "Repartition", "IntoPartitions", "IntoBatches", "Gather", "PreShuffleMerge", "RandomShuffle", "Concat"} {
		if strings.HasPrefix(o.Type, p) {
			return true
		}
	}
	return false
}
