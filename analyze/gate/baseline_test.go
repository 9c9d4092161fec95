package gate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

// nights are runs of the corpus as if they had been one after another.
func nights(runs []gate.Measurement, verdict gate.Verdict) []gate.Measurement {
	list := slices.Clone(runs)
	for i := range list {
		list[i].Verdict = verdict
	}
	return list
}

func noted(r gate.Result, text string) bool {
	return slices.ContainsFunc(r.Notes, func(n string) bool { return strings.Contains(n, text) })
}

func wallOf(r gate.Result, label string) (c gate.Check) {
	for _, x := range r.Checks {
		if x.Metric == gate.Wall && strings.Contains(x.Label, label) && (label != "" || x.Query == "") {
			return x
		}
	}
	return c
}

// One night of a job that is 1.4 times as slow tells nothing; several do, and they
// do not become the baseline by being there.
func TestARiseThatLasts(t *testing.T) {
	sets := corpus(t)
	p := gate.DefaultPolicy()
	past := nights(sets["native-base"][:14], "")
	first := gate.OfHistory(past, nil, sets["native-sleep"][:1], p)
	if first.Verdict != gate.Inconclusive {
		t.Fatalf("the first night: %s", first.Verdict)
	}
	later := append(slices.Clone(past), nights(sets["native-sleep"][:5], gate.Inconclusive)...)
	r := gate.OfHistory(later, nil, sets["native-sleep"][5:6], p)
	c := wallOf(r, "UDF score")
	if r.Verdict != gate.Regression || c.Verdict != gate.Regression || !strings.Contains(c.Why, "6 runs ago, and stayed there") {
		t.Errorf("the sixth night: %s: %s", r.Verdict, c.Why)
	}
	if len(r.Base) != len(past) {
		t.Errorf("%d runs are the baseline, want the %d from before: %q", len(r.Base), len(past), r.Notes)
	}

	// The first run after it was mended does not fail for those before it, though no
	// change shows from one run: but for the three that noise took up there again.
	failed := 0
	for i := range sets["native-base"][14:] {
		if r = gate.OfHistory(later, nil, sets["native-base"][14+i:15+i], p); r.Verdict == gate.Regression {
			failed++
		}
	}
	if failed > 3 {
		t.Errorf("%d runs of %d failed after it was mended", failed, len(sets["native-base"][14:]))
	}

	// Somebody takes it for good.
	for i := range later[14:] {
		later[14+i].Verdict = ""
	}
	r = gate.OfHistory(later, nil, sets["native-sleep"][5:6], p)
	if r.Verdict == gate.Regression || len(r.Base) != 5 || !noted(r, "wall of") {
		t.Errorf("taken for good: %s, %d runs, %q", r.Verdict, len(r.Base), r.Notes)
	}

	// It gets better again: that is the baseline from then on.
	back := append(nights(sets["native-sleep"], ""), nights(sets["native-base"][:6], gate.OK)...)
	r = gate.OfHistory(back, nil, sets["native-base"][6:7], p)
	if r.Verdict == gate.Regression || len(r.Base) != 6 {
		t.Errorf("better: %s, %d runs, %q", r.Verdict, len(r.Base), r.Notes)
	}
}

// What the gate called a regression is in the history, and no baseline.
func TestRegressionsAreNoBaseline(t *testing.T) {
	sets := corpus(t)
	among := nights(sets["native-base"][:9], gate.OK)
	among[4] = nights(sets["native-no-filter"][:1], gate.Regression)[0]
	if r := gate.OfHistory(among, nil, sets["native-no-filter"][2:3], gate.DefaultPolicy()); len(r.Base) != 8 || len(find(r, gate.Rows)) == 0 || !noted(r, "called them a regression") {
		t.Errorf("%s, %d runs, %q", r.Verdict, len(r.Base), r.Notes)
	}
	past := append(nights(sets["native-base"][:8], gate.OK), nights(sets["native-no-filter"][:2], gate.Regression)...)
	r := gate.OfHistory(past, nil, sets["native-no-filter"][2:3], gate.DefaultPolicy())
	if r.Verdict != gate.Regression || len(r.Base) != 8 || len(find(r, gate.Rows)) == 0 {
		t.Errorf("%s, %d runs, %q", r.Verdict, len(r.Base), r.Notes)
	}
}

// Since the job reads other data the runs before are no baseline, and its times no
// regression.
func TestOtherWorkBeginsAnew(t *testing.T) {
	sets := corpus(t)
	past := append(nights(sets["native-base"][:8], gate.OK), nights(sets["native-more-rows"][:4], gate.Incomparable)...)
	r := gate.OfHistory(past, nil, sets["native-more-rows"][4:5], gate.DefaultPolicy())
	if r.Verdict == gate.Regression || r.Verdict == gate.Incomparable || len(r.Base) != 4 || !noted(r, "reads or does something else") {
		t.Errorf("%s, %d runs, %q", r.Verdict, len(r.Base), r.Notes)
	}
}

// Where rows differ from night to night that is no change of the work.
func TestRowsThatAlwaysDifferAreNoChange(t *testing.T) {
	sets := corpus(t)
	past := nights(sets["native-base"][:6], gate.OK)
	for i := range past {
		past[i] = copied(past[i])
		past[i].Queries[1].Operators[1].Counters["rows_out"] += int64(i)
	}
	r := gate.OfHistory(past, nil, sets["native-base"][6:7], gate.DefaultPolicy())
	if len(r.Base) != 6 {
		t.Errorf("%d runs, %q", len(r.Base), r.Notes)
	}
}

func TestChangesOfAHistory(t *testing.T) {
	sets := corpus(t)
	runs := append(nights(sets["native-base"][:12], ""), nights(sets["native-by-row"], gate.Regression)...)
	for i := range runs {
		runs[i].Labels = map[string]string{"commit": string(rune('a' + i))}
	}
	list := gate.Changes(runs, gate.DefaultPolicy(), false)
	if len(list) != 3 { // wall of the job and of a query, CPU time
		t.Fatalf("%+v", list)
	}
	for _, c := range list {
		if c.At != 12 || c.Labels["commit"] != "m" || !c.Worse || c.Runs != 6 || c.After < 1.5*c.Before || c.P > 1e-4 {
			t.Errorf("%+v", c)
		}
	}
	if list := gate.Changes(nights(sets["native-base"], ""), gate.DefaultPolicy(), true); len(list) > 0 {
		t.Errorf("of runs that did not change: %+v", list)
	}
}
