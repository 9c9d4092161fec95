package gate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"math"
	"slices"
)

// OfHistory holds new runs against a history of runs, in the order of time, and
// against further runs of the baseline.
//
// Of the history those since the last change are the baseline. Where a metric that is
// gated went up and nobody took that for good, the runs before are, and if the new
// runs are still up there that is a regression, however few they are: what one night
// cannot tell from chance several can. Who puts runs into the history without asking
// takes for good how they are.
func OfHistory(past, further, current []Measurement, p Policy) Result {
	list, notes := sound(past)
	from := workChanged(list)
	if from > 0 {
		notes = append(notes, fmt.Sprintf("history: the runs before run %d of %d are left out: since then it reads or does something else", from+1, len(list)))
		list = list[from:]
	}
	changes := Changes(slices.Concat(list, current), p, false)
	base, more, up := sinceChange(list, changes, from)
	r := Of(slices.Concat(further, base), current, p)
	r.Notes = slices.Concat(notes, more, r.Notes)
	if len(current) == 0 {
		return r
	}
	for _, c := range up {
		r.rise(c, p)
	}
	r.conclude(p)
	return r
}

// sound leaves out runs that did not end well.
func sound(past []Measurement) (list []Measurement, notes []string) {
	for i := range past {
		if past[i].Unsound() == "" {
			list = append(list, past[i])
		}
	}
	if n := len(past) - len(list); n > 0 {
		notes = append(notes, fmt.Sprintf("history: %s left out, as they did not end well", plural2(n, "run is", "runs are")))
	}
	return list, notes
}

// sinceChange picks the runs that others are held against, and the changes for the
// worse that nobody took for good and that still last.
func sinceChange(list []Measurement, changes []Change, offset int) (base []Measurement, notes []string, up []Change) {
	from, to := 0, len(list)
	last := map[[2]string]int{} // the last change of each metric
	for i, c := range changes {
		last[[2]string{c.Query, c.Metric}] = i
	}
	for i, c := range changes {
		what := "the job"
		if c.Label != "" {
			what = c.Label
		}
		switch {
		case c.At >= len(list): // the new runs alone
		case c.Worse && !taken(list[c.At:min(c.At+c.Runs, len(list))]):
			to = min(to, c.At)
			if last[[2]string{c.Query, c.Metric}] == i {
				up = append(up, c)
			}
		case c.At > from:
			from = c.At
			notes = append(notes, fmt.Sprintf("history: the runs before run %d are left out: %s of %s changed then", offset+c.At+1, c.Metric, what))
		}
	}
	if to <= from {
		to = len(list) // it went up and down since: all of it is what is known
	}
	for _, m := range list[from:to] {
		if m.Verdict != Regression {
			base = append(base, m)
		}
	}
	if n := to - from - len(base); n > 0 {
		notes = append(notes, fmt.Sprintf("history: %s left out, as the gate called them a regression", plural2(n, "run is", "runs are")))
	}
	return base, notes, up
}

// taken reports whether somebody put one of these runs into the history without
// asking what the gate says.
func taken(runs []Measurement) bool {
	return slices.ContainsFunc(runs, func(m Measurement) bool { return m.Verdict == "" })
}

// rise makes a regression of the check of a metric that went up and stayed there.
func (r *Result) rise(c Change, p Policy) {
	for i := range r.Checks {
		k := &r.Checks[i]
		if k.Query != c.Query || k.Metric != c.Metric || k.Verdict == Incomparable || k.Verdict == Regression || !c.lasts(k.Times) {
			continue
		}
		k.Verdict, k.Notable = Regression, true
		k.Why = fmt.Sprintf("it went from %s to %s (%.2fx) %d runs ago, and stayed there (p = %.2g): no single run tells, together they do", quantity(int64(c.Before), c.Unit), quantity(int64(c.After), c.Unit), c.After/c.Before, c.Runs, c.P)
	}
}

// lasts reports whether new runs are nearer to the new level than to the one before.
// The change alone does not tell: that it is gone again shows in a series only after
// some runs, and the first that is mended must not fail for those before it.
func (c *Change) lasts(t *Times) bool {
	return t != nil && t.NewMedian >= math.Sqrt(c.Before)*math.Sqrt(c.After)
}

func plural2(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// workChanged is the index of the first run since which all do the same work, if it
// was other work that was the same in several runs before: where it differs from run
// to run it is no change, nor is what the gate called a regression.
func workChanged(runs []Measurement) int {
	var works []string
	var at []int
	for i := range runs {
		if runs[i].Verdict != Regression {
			works, at = append(works, work(&runs[i])), append(at, i)
		}
	}
	from := len(works) - 1
	for from > 0 && (works[from-1] == works[len(works)-1] || works[from-1] == "") {
		from--
	}
	if from < 2 || works[from-1] != works[from-2] {
		return 0
	}
	return at[from]
}

// work is a hash of all that is exact of a run by nature: engines, processors, plans,
// and rows. "" where it is not known.
func work(m *Measurement) string {
	if !m.Complete || ended(m) != "" {
		return ""
	}
	h := sha256.New()
	fmt.Fprintln(h, m.CPUs, len(m.Queries))
	for i := range m.Queries {
		q := &m.Queries[i]
		if q.Inexact != "" {
			return ""
		}
		fmt.Fprintf(h, "%q %q\n", q.Engine, q.Plan)
		for k := range q.Operators {
			workOf(h, &q.Operators[k])
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func workOf(h hash.Hash, o *OperatorMeasurement) {
	if o.Loose {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(o.Counters)) {
		if slices.Contains(rowCounters, name) {
			fmt.Fprintf(h, "%d %s %d\n", o.ID, name, o.Counters[name])
		}
	}
}
