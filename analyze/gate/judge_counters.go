package gate

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// counters checks what is counted of a query, of the runs whose counters are
// exact. Runs that read other data are struck out of usable: nothing of them can
// be compared.
func (j *judge) counters(s *subject, model *QueryMeasurement, usable []bool) {
	base := exactOf(s.base)
	if base == nil {
		return
	}
	runs := &exactNew{base: base}
	c := j.check(Input, model)
	others, why := 0, ""
	seen := 0
	for i, q := range s.current {
		if q == nil || q.Inexact != "" {
			continue
		}
		seen++
		p := pairOperators(base.model, q)
		differs, shifted := dataDiffers(base, q, p, j.policy.InputTolerance)
		switch {
		case differs != "":
			others++
			usable[i] = false
			if why == "" {
				why = differs
			}
		case !shifted:
			runs.runs, runs.pairs = append(runs.runs, q), append(runs.pairs, p)
		}
	}
	if seen == 0 {
		return
	}
	if sources(base.model) > 0 {
		c.Base, c.New = inputOf(base.runs), inputOf(comparableNew(s.current))
		c.Why = "scans put out as many rows"
		if others > 0 {
			c.Verdict, c.Notable = Incomparable, true
			c.Why = why
			if others < seen {
				c.Why = fmt.Sprintf("in %s: %s", ofRuns(others, seen, "new run"), why)
			}
			j.other("a query read other data")
		} else if len(runs.runs) < seen {
			c.Notable = true
			c.Why = fmt.Sprintf("scans put out other rows than in the baseline, within the tolerance of %.3g %%: only times are compared", 100*j.policy.InputTolerance)
		}
		j.add(c)
	}
	if len(runs.runs) == 0 {
		return
	}
	if kept := runs.sameOperators(); len(kept.runs) == len(runs.runs) {
		j.operatorCounter(runs, model, Rows, rowCounters, 1)
		j.operatorCounter(runs, model, Bytes, byteCounters, 2)
	} else {
		j.moved(runs, model)
	}
	j.total(runs, model, Exchanged, 2)
	j.total(runs, model, Tasks, 2)
	j.files(runs, model)
}

// exactNew is new runs whose counters are exact, and whose input is that of the
// baseline.
type exactNew struct {
	base  *exactRuns
	runs  []*QueryMeasurement
	pairs []pairing
}

func comparableNew(list []*QueryMeasurement) (out []*QueryMeasurement) {
	for _, q := range list {
		if q != nil && q.Inexact == "" {
			out = append(out, q)
		}
	}
	return out
}

func sources(q *QueryMeasurement) (n int) {
	for i := range q.Operators {
		if q.Operators[i].Source {
			n++
		}
	}
	return n
}

// inputOf is what the scans of each run put out together.
func inputOf(runs []*QueryMeasurement) []int64 {
	list := make([]int64, len(runs))
	for i, q := range runs {
		for k := range q.Operators {
			if o := &q.Operators[k]; o.Source {
				list[i] += o.Counters[rowsOut]
			}
		}
	}
	return list
}

// difference is a counter that new runs have otherwise.
type difference struct {
	operator   int // of the model
	counter    string
	was        int64
	now        []int64 // of the new runs that have it
	grew, fell int     // new runs in which it rose by enough to matter, or fell
	at         *OperatorMeasurement
}

// operatorCounter checks one kind of counters of all operators. Of several that
// grew the one furthest from the root is named: what is above it follows from it.
func (j *judge) operatorCounter(x *exactNew, model *QueryMeasurement, metric string, counters []string, atLeast int) {
	c, l := j.check(metric, model), j.policy.limits(metric, model)
	var first, small *difference
	held, operators, grown := 0, 0, 0
	for i := len(x.base.model.Operators) - 1; i >= 0; i-- {
		was := held
		grows := false
		for _, name := range counters {
			d, ok := x.difference(i, name, atLeast, l)
			if !ok {
				continue
			}
			held++
			switch {
			case 2*d.grew > len(d.now):
				grows = true
				if first == nil {
					first = d
				}
			case d.differs() && small == nil:
				small = d
			}
		}
		if held > was {
			operators++
		}
		if grows {
			grown++
		}
	}
	if held == 0 {
		return
	}
	runs := allRuns(len(x.runs), "new run")
	switch {
	case first != nil:
		c.Verdict, c.Notable = Regression, true
		first.into(&c, x.base)
		c.Why = fmt.Sprintf("%s of %s: %s, %s in the baseline (%sx), %s%s", spoken(first.counter), c.Where, quantity(first.most(), c.Unit), quantity(first.was, c.Unit),
			humanize.Times(first.most(), first.was), first.input(), andMore(grown-1))
	case small != nil:
		c.Notable = metric == Rows || small.much()
		small.into(&c, x.base)
		c.Why = small.mild(c.Where, c.Unit, metric)
	default:
		c.Why = fmt.Sprintf("the same in %s as in the baseline, of all %s", runs, humanize.Plural(int64(operators), "operator", "operators"))
		if operators == 1 {
			c.Why = fmt.Sprintf("the same in %s as in the baseline, of the one operator that has them", runs)
		}
	}
	j.add(c)
}

// input says what did not change.
func (d *difference) input() string {
	if d.at.Source {
		return "of the same data"
	}
	return "at the same input"
}

func andMore(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf("; and of %s above it", humanize.Plural(int64(n), "operator", "operators"))
}

// difference holds a counter of an operator of the model against the new runs; not
// ok where it is not exact in the baseline, or in no new run.
func (x *exactNew) difference(operator int, counter string, atLeast int, l limits) (*difference, bool) {
	was, ok := x.base.exact(operator, counter, atLeast)
	if !ok {
		return nil, false
	}
	d := &difference{operator: operator, counter: counter, was: was}
	for r, q := range x.runs {
		at := x.pairs[r][operator]
		if at < 0 || q.Operators[at].Loose {
			continue
		}
		if v, ok := q.Operators[at].Counters[counter]; ok {
			d.take(v, l)
			d.at = &q.Operators[at]
		}
	}
	return d, len(d.now) > 0
}

func (d *difference) take(v int64, l limits) {
	d.now = append(d.now, v)
	switch {
	case l.grew(d.was, v):
		d.grew++
	case v < d.was:
		d.fell++
	}
}

func (d *difference) differs() bool {
	for _, v := range d.now {
		if v != d.was {
			return true
		}
	}
	return false
}

// much reports whether the difference is more than how batches are cut.
func (d *difference) much() bool {
	return max(float64(d.most()-d.was), float64(d.was-d.least())) >= 0.01*float64(d.was)
}

func (d *difference) most() int64 {
	m := d.now[0]
	for _, v := range d.now {
		m = max(m, v)
	}
	return m
}

func (d *difference) least() int64 {
	m := d.now[0]
	for _, v := range d.now {
		m = min(m, v)
	}
	return m
}

// into puts a difference into a check.
func (d *difference) into(c *Check, base *exactRuns) {
	c.Node, c.Where = d.at.ID, d.at.called()
	c.Base = make([]int64, len(base.runs))
	for i := range c.Base {
		c.Base[i] = d.was
	}
	c.New = d.now
}

// mild says what a difference is that is no regression.
func (d *difference) mild(where, unit, metric string) string {
	v := d.most()
	if d.fell > 0 {
		v = d.least()
	}
	text := fmt.Sprintf("%s of %s: %s, %s in the baseline, %s", spoken(d.counter), where, quantity(v, unit), quantity(d.was, unit), d.input())
	switch {
	case d.grew > 0:
		return text + ", in less than half of the new runs: it is not the same in each"
	case d.fell == 0:
		return text + ": too little to matter"
	case metric == Rows:
		return text + ": less to do; the results may be others"
	}
	return text + ": less to do"
}

func spoken(counter string) string {
	switch counter {
	case rowsIn:
		return "rows into"
	case rowsOut:
		return "rows out"
	case rowsWritten:
		return "rows written"
	case bytesOut:
		return "bytes out"
	case bytesRead:
		return "bytes read"
	case bytesWritten:
		return "bytes written"
	}
	return counter
}

// total checks a counter of the query as a whole.
func (j *judge) total(x *exactNew, model *QueryMeasurement, counter string, atLeast int) {
	c, l := j.check(counter, model), j.policy.limits(counter, model)
	was, ok := x.base.exactTotal(counter, atLeast)
	if !ok {
		if was, ok = x.nearly(counter, atLeast, l); !ok {
			return
		}
	}
	d := &difference{counter: counter, was: was}
	for _, q := range x.runs {
		if v, ok := q.Counters[counter]; ok {
			d.take(v, l)
		}
	}
	for _, q := range x.base.runs {
		c.Base = append(c.Base, q.Counters[counter])
	}
	j.judgeTotal(c, d)
}

// nearly is the most of a counter that differs between runs of the baseline by
// less than what matters.
func (x *exactNew) nearly(counter string, atLeast int, l limits) (int64, bool) {
	var low, high int64
	if len(x.base.runs) < atLeast {
		return 0, false
	}
	for i, q := range x.base.runs {
		v, known := q.Counters[counter]
		if !known {
			return 0, false
		}
		if i == 0 {
			low, high = v, v
		}
		low, high = min(low, v), max(high, v)
	}
	return high, !l.grew(low, high)
}

func (j *judge) judgeTotal(c Check, d *difference) {
	if len(d.now) == 0 {
		return
	}
	c.New = d.now
	switch {
	case 2*d.grew > len(d.now):
		c.Verdict, c.Notable = Regression, true
		c.Why = fmt.Sprintf("%s, %s in the baseline (%sx), at the same input", quantity(d.most(), c.Unit), quantity(d.was, c.Unit), humanize.Times(d.most(), d.was))
	case d.differs():
		c.Why = fmt.Sprintf("%s, %s in the baseline: no matter", quantity(d.most(), c.Unit), quantity(d.was, c.Unit))
		if d.fell > 0 {
			c.Why = fmt.Sprintf("%s, %s in the baseline: no more than that", quantity(d.least(), c.Unit), quantity(d.was, c.Unit))
		}
	default:
		c.Why = fmt.Sprintf("%s, as in the baseline", quantity(d.was, c.Unit))
	}
	j.add(c)
}

// files checks how many files scans read.
func (j *judge) files(x *exactNew, model *QueryMeasurement) {
	sum := func(q *QueryMeasurement) (n int64) {
		for i := range q.Operators {
			n += q.Operators[i].Counters[files]
		}
		return n
	}
	d := &difference{counter: files}
	l := j.policy.limits(Files, model)
	c := j.check(Files, model)
	for i, q := range x.base.runs {
		n := sum(q)
		if i > 0 && n != d.was || n == 0 {
			return
		}
		d.was = n
		c.Base = append(c.Base, n)
	}
	for _, q := range x.runs {
		if n := sum(q); n > 0 {
			d.take(n, l)
		}
	}
	j.judgeTotal(c, d)
}
