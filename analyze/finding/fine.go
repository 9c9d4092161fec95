package finding

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
)

// fine says that nothing stands out, with the bound on what any single change
// could gain, where no finding would save a tenth.
func (v *view) fine(findings []Finding) []Finding {
	for _, f := range findings {
		if f.Severity == High || f.Severity == Medium || v.share(f.Cost.V) >= 0.10 {
			return nil
		}
	}
	f := Finding{ID: "nothing-stands-out", Severity: Fine, Sure: true}
	f.Title = "nothing stands out"
	if len(findings) > 0 {
		f.Title = "nothing else stands out"
	}
	if o, ns, ok := v.mostDrag(); ok {
		f.Title += fmt.Sprintf(": no single operator would gain more than %s (%s), which %s would if it took no time", dur(ns), v.percent(ns), op(o))
		f.Operators = []*analyze.Operator{o}
		f.High = analyze.Derived.Of(ns)
	} else if v.native && v.Path.TooShort {
		f.Title += ": the query was too short to tell its operators apart"
	}
	if b := v.Model.Bounds; b.Slotted.Positive() && v.wall > 0 && b.Slotted.V <= v.wall {
		form, room := "no order of its tasks on %s could take less than %s of %s", count(b.Slots.V, "slot", "slots")
		if v.native {
			form, room = "the work of its operators on %s could not take less than %s of %s", count(b.Slots.V, "thread", "threads")
		}
		f.say(form, room, dur(b.Slotted.V), humanize.Wall(v.wall))
	}
	for _, k := range kindsTold {
		if ns := v.Path.Sum(k); v.share(ns) >= 0.05 {
			f.say("%s took %s (%s)", k, dur(ns), v.percent(ns))
		}
	}
	if n := v.even(); n > 0 {
		f.say("%s of several tasks, none skewed", count(n, "stage", "stages"))
	}
	return []Finding{f}
}

// mostDrag returns the operator without which the query would gain most.
func (v *view) mostDrag() (most *analyze.Operator, ns int64, ok bool) {
	shares := v.Path.Operators()
	operators := make([]*analyze.Operator, len(shares))
	for i, x := range shares {
		operators[i] = x.Operator
	}
	v.Model.FindDrags(operators)
	for _, x := range shares {
		if x.Operator == nil {
			continue
		}
		if d := v.Model.Drag(x.Operator); d.Known() && (!ok || d.V > ns) {
			most, ns, ok = x.Operator, d.V, true
		}
	}
	return most, min(max(0, ns), v.wall), ok && !v.Path.TooShort
}

// even counts the stages of several tasks if none is skewed.
func (v *view) even() (n int64) {
	for i := range v.Stages {
		switch {
		case v.Stages[i].Verdict == skew.Skewed:
			return 0
		case len(v.Stages[i].Stage.Tasks) > 1:
			n++
		}
	}
	return n
}

// kindsTold are the segments that say where time went beside the runs.
var kindsTold = []critical.Kind{critical.Plan, critical.Startup, critical.Driver, critical.Schedule, critical.Handoff, critical.Retry, critical.Consumer, critical.Tail, critical.Unrecorded}
