package gate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"slices"
)

// Baseline picks from a history of runs, in the order of time, those that new runs
// are held against: the ones since the last change. What was found to be a regression
// is no baseline until it is put into the history once more without being asked about.
// It says in a line each what was left out.
func Baseline(runs []Measurement, p Policy) (list []Measurement, notes []string) {
	rejected := 0
	for _, m := range runs {
		if m.Verdict == Regression {
			rejected++
			continue
		}
		list = append(list, m)
	}
	if rejected > 0 {
		notes = append(notes, fmt.Sprintf("history: %s left out, as the gate called them a regression", plural2(rejected, "run is", "runs are")))
	}
	from := workChanged(list)
	if from > 0 {
		notes = append(notes, fmt.Sprintf("history: the %d runs before run %d are left out: since then it reads or does something else", from, from+1))
	}
	list = list[from:]
	at, why := 0, Change{}
	for _, c := range Changes(list, p, false) {
		if c.At > at {
			at, why = c.At, c
		}
	}
	if at > 0 {
		what := "the job"
		if why.Label != "" {
			what = why.Label
		}
		notes = append(notes, fmt.Sprintf("history: the %d runs before run %d are left out: %s of %s changed then", at, from+at+1, why.Metric, what))
	}
	return list[at:], notes
}

func plural2(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// workChanged is the index of the first run since which all do the same work, if it
// was other work that was the same in several runs before: where it differs from run
// to run it is no change.
func workChanged(runs []Measurement) int {
	if len(runs) < 3 {
		return 0
	}
	works := make([]string, len(runs))
	for i := range runs {
		works[i] = work(&runs[i])
	}
	from := len(runs) - 1
	for from > 0 && (works[from-1] == works[len(runs)-1] || works[from-1] == "") {
		from--
	}
	if from < 2 || works[from-1] != works[from-2] {
		return 0
	}
	return from
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
