package finding

import (
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
	"github.com/daft-analyze/daft-analyze/format"
)

// coldStart finds Python functions that take long until their first rows are
// out, as where they load a model.
func coldStart(v *view) []draft {
	var drafts []draft
	for _, o := range v.Query.Operators {
		if isUDF(o) && v.native {
			drafts = append(drafts, v.coldNatively(o)...)
		}
	}
	if v.native {
		return drafts
	}
	for _, d := range v.coldOnRay() {
		drafts = append(drafts, *d)
	}
	return drafts
}

// coldOnRay finds functions whose processes took long to start before anything
// ran, and those whose first tasks on each worker took longer than later ones:
// one draft for each function.
func (v *view) coldOnRay() []*draft {
	var drafts []*draft
	if o := v.actors(); o != nil && !v.firstOnRay() {
		if c := v.ofKind(critical.Startup); c.total() >= 300_000_000 && c.total() < actorTimeout*95/100 {
			f := coldFinding(o)
			f.Title = "the processes of " + op(o) + " took " + dur(c.total()) + " to start, " + v.percent(c.total()) + " of the wall"
			f.say("nothing ran until they were ready, and Daft's workers were there already")
			drafts = append(drafts, &draft{Finding: f, claim: c})
		}
	}
	for _, s := range v.skewed(skew.ColdStart) {
		i := slices.IndexFunc(v.operators(s.Stage), isUDF)
		if i < 0 {
			continue
		}
		o := v.operators(s.Stage)[i]
		d := v.ofStage(s)
		f := coldFinding(o)
		f.Evidence, f.Tasks, f.Saving, f.Low, f.High = d.Evidence, d.Tasks, d.Saving, d.Low, d.High
		f.Title = "the first tasks of " + op(o) + " on each worker took " + dur(s.Longest) + ", later ones " + dur(s.Median)
		if len(drafts) > 0 && drafts[0].Operators[0] == o {
			drafts[0].say("%s", f.Title)
			drafts[0].claim.add(d.claim)
			continue
		}
		d.Finding = f
		drafts = append(drafts, &d)
	}
	return drafts
}

func coldFinding(o *analyze.Operator) Finding {
	return Finding{ID: "udf-cold-start", Operators: []*analyze.Operator{o},
		Advice: "Load what the function needs once per process: in __init__ of a class with daft.cls, not in the function; fewer processes load less often (max_concurrency=), threads share one (use_process=False); keep models on the nodes' own disks; and import heavy packages at the top of the module.",
		Check:  "time __init__ and the first call alone; what is left is starting the processes and importing."}
}

// coldNatively looks for a function whose first rows came late, and the rest
// quickly.
func (v *view) coldNatively(o *analyze.Operator) []draft {
	began, first, last, ok := v.firstOut(o)
	if !ok {
		return nil
	}
	cold, warm := int64(first-began), int64(last-first)
	if cold < 300_000_000 || !o.Batches.Known() {
		return nil
	}
	// Alike batches on all threads would be out in waves: the first after this part
	// of the time. Counters come each 0.2 s.
	batches := o.Batches.V
	wave := part(int64(last-began), max(1, v.Path.Threads), batches)
	if batches < 2*max(1, v.Path.Threads) || cold < 2*wave+200_000_000 {
		return nil
	}
	usual := warm / batches
	c := claim{}
	for i, s := range v.Path.Segments {
		length := s.Length()
		inside := max(0, int64(min(s.End, first)-max(s.Start, began)))
		for _, x := range v.parts[i] {
			if x.Operator == o {
				c.take(place{i, o}, part(x.NS, inside, length), x.NS)
			}
		}
	}
	f := coldFinding(o)
	then := "the rest came at once"
	if usual > 0 {
		then = dur(usual) + " a batch from then on"
	}
	f.Title = op(o) + " took " + dur(cold) + " until its first rows were out, and " + then
	f.say("consistent with loading a model or starting processes; Daft reports no start of a function")
	return []draft{{Finding: f, claim: c, atMost: true}}
}

// firstOut returns when an operator began, when its first rows were out and when
// its last ones were, by its counters.
func (v *view) firstOut(o *analyze.Operator) (began, first, last format.Time, ok bool) {
	for _, s := range o.Samples {
		if s.RowsOut <= 0 {
			continue
		}
		if !ok {
			first, ok = s.Time, true
		}
		last = s.Time
	}
	if !ok || !o.First.Known || o.First.Time >= first {
		return 0, 0, 0, false
	}
	return o.First.Time, first, last, true
}
