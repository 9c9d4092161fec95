package analyze

import "github.com/daft-analyze/daft-analyze/analyze/saturate"

// outerWork takes over what the spans tell that Daft made for the operator
// itself.
func (w *workFinder) outerWork(o *Operator) {
	s, ok := w.outer(o, []string{outerIntermediate, outerSink, outerStream})
	if ok && s.entered() {
		o.Work.Outer.add(s, w.moments)
	}
	if b, ok := w.outers[outerBuild][o]; ok && b.entered() {
		// Its end is that of the build, its start that of the operator.
		_, o.Work.Build.End = w.moments(b)
		if b.Busy >= 0 && o.Work.Build.Busy.Origin != Measured {
			o.Work.Build.Busy = measured(b.Busy) // one thread builds at a time
		}
	}
	for _, name := range []string{outerProbe, outerProbeFinalize} {
		if p, ok := w.outers[name][o]; ok && p.entered() {
			o.Work.Probe.Busy = o.Work.Probe.Busy.PlusKnown(measured(max(p.Busy, 0)))
			_, end := w.moments(p)
			o.Work.Probe.End = later(o.Work.Probe.End, end)
		}
	}
}

// joinsOfWorkers gives the probes of a query on Ray to its join, where it has
// one: their spans do not say which they are of.
func (w *workFinder) joinsOfWorkers() {
	var joins []*Operator
	for _, o := range w.query.Operators {
		if f := w.query.facts.operators[o.ID]; f != nil {
			for part := range f.parts {
				if isLocalJoin(part.kind) {
					joins = append(joins, o)
					break
				}
			}
		}
	}
	if len(joins) != 1 || w.query.spans.ambiguous[""] > 0 {
		return
	}
	o := joins[0]
	for _, name := range []string{outerProbe, outerProbeFinalize} {
		for _, s := range w.query.spans.spans[name] {
			if s.entered() {
				o.Work.Probe.Busy = o.Work.Probe.Busy.PlusKnown(measured(max(s.Busy, 0)))
			}
		}
	}
	if !o.Work.Build.Busy.Known() { // joins that are not by hash have no other span of it
		for _, s := range w.query.spans.spans[outerBuild] {
			if s.entered() {
				o.Work.Build.Busy = o.Work.Build.Busy.PlusKnown(measured(max(s.Busy, 0)))
			}
		}
	}
}

// sum adds up the parts of an operator's work, and says what of it is missing.
func (w *workFinder) sum(o *Operator) {
	k := &o.Work
	if w.unsplit[o] {
		*k = Work{}
		w.query.workUnknown++
		return
	}
	alone := k.batches.Busy.Known()
	for _, s := range []*Stretch{&k.Finalize, &k.Build, &k.Probe} {
		if s.Start.Known && s.End.Known && s.End.Time < s.Start.Time {
			s.Start = Moment{} // of several spans, which do not fit together
		}
	}
	for _, s := range []Stretch{k.batches, k.Finalize, k.Build, k.Probe} {
		k.takes(s)
	}
	if !alone && !k.Busy.Known() && k.Outer.Busy.Known() { // no span of its batches, one around them
		k.Busy, k.AtLeast = k.Outer.Busy, true
	}
	k.Last = later(k.Last, k.Outer.End)
	if !k.Busy.Known() {
		return
	}
	k.Elsewhere = w.elsewhere(o)
	join := isLocalJoin(o.Type) || o.IsJoin()
	if k.Elsewhere || join && (k.Probe.Busy.V > 0 || !k.Probe.Busy.Known()) {
		k.AtLeast = true
	}
	k.partial = w.missing(o) > 0 || w.partial
	if w.query.Outcome != OutcomeFinished || k.partial || k.Finalize.handsOn() || w.handed[o] {
		k.AtLeast = true
	}
}

// elsewhere reports whether an operator works outside of the threads that its
// spans watch: on Ray what workers made from it does.
func (w *workFinder) elsewhere(o *Operator) bool {
	if f := w.query.facts.operators[o.ID]; f != nil {
		for part := range f.parts {
			if worksElsewhere(part.kind) {
				return true
			}
		}
	}
	return worksElsewhere(o.Type)
}

// missing returns how many spans of an operator's batches did not arrive, as far
// as its counters tell: Daft counts its batches and, of one that blocks, its
// finalize.
func (w *workFinder) missing(o *Operator) int64 {
	n, ok := w.batches[o]
	if !ok || o.IsJoin() || w.query.Engine == EngineRay || o.Category == "StreamingSink" || !o.Batches.Known() {
		return 0
	}
	lost := max(0, saturate.Sub(o.Batches.V, n))
	w.query.spansMissing = saturate.Add(w.query.spansMissing, lost)
	return lost
}

// handsOn reports whether a finalize took much longer than threads were inside
// of it: some hand their work to threads that their spans do not watch.
func (s Stretch) handsOn() bool {
	const short = 1_000_000
	return s.Elapsed.V > short && s.Busy.Known() && s.Elapsed.V > 2*s.Busy.V
}

// handsOn reports whether several finalizes did, together.
func handsOn(spans []Span) bool {
	var all Stretch
	for _, s := range spans {
		all.Elapsed = orZero(all.Elapsed).plus(measured(s.Length))
		all.Busy = addKnown(all.Busy, s.Busy, true)
	}
	return all.handsOn()
}
