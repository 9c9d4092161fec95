package analyze

import "math"

// Daft registers the counters of a join's build and those of its probe under
// one key, so that the later overwrites the earlier: natively one side reads
// 0, and on Ray, where the counters of tasks are added up, each side lacks the
// tasks in which it was overwritten. The plan tells what must have been there:
// a side takes what its child puts out, and the parent takes what the probe
// puts out.

// repairJoins repairs the counters of every join whose counters are provably
// short.
func repairJoins(q *Query) {
	for _, o := range q.Operators {
		if !o.IsJoin() || o.bothSides || len(o.Children) != 2 {
			continue
		}
		if !repairable(q, o) {
			forgetOverwritten(o)
			continue
		}
		s, ok := sidesOf(q, o)
		if !ok {
			continue
		}
		repairJoin(q, o, s)
	}
	repairCrossJoins(q)
}

// forgetOverwritten takes away the side of a join of which nothing is left,
// where the rules cannot say what it was.
func forgetOverwritten(o *Operator) {
	if !o.Children[0].RowsOut.Positive() || !o.Children[1].RowsOut.Positive() {
		return
	}
	switch build, probe := o.BuildRows.Positive(), o.ProbeRowsIn.Positive(); {
	case build && !probe && !o.ProbeRowsOut.Positive():
		o.ProbeRowsIn, o.ProbeBytesIn, o.ProbeRowsOut, o.ProbeBytesOut = Value{}, Value{}, Value{}, Value{}
		o.DaftDuration = Value{}
	case probe && !build:
		o.BuildRows, o.BuildBytes = Value{}, Value{}
	}
}

// repairCrossJoins derives what a cross join put out where that was
// overwritten: what its parent took, or each row of one side with each of the
// other. On Ray the latter holds for a single task only: with more of them the
// inputs themselves run several times.
func repairCrossJoins(q *Query) {
	for _, o := range q.Operators {
		if o.Type != "CrossJoin" || o.bothSides || len(o.Children) != 2 || q.Outcome != OutcomeFinished || belowLimit(o) {
			continue
		}
		var out, bytes Value
		if len(o.Parents) == 1 {
			out, bytes = takenBy(o.Parents[0], o)
		}
		left, _ := putOut(o.Children[0])
		right, _ := putOut(o.Children[1])
		once := q.Engine == EngineNative || o.Batches == measured(1)
		if !out.Known() && once && left.Positive() && right.Positive() && left.V <= math.MaxInt64/right.V {
			out = derived(left.V * right.V)
		}
		if !out.Known() || o.ProbeRowsOut.Known() && !isShort(o.ProbeRowsOut, out) {
			continue
		}
		if o.ProbeRowsOut.Known() { // in part: what the sides counted is as short
			o.BuildRows, o.BuildBytes, o.ProbeRowsIn, o.ProbeBytesIn = Value{}, Value{}, Value{}, Value{}
			o.DurationPartial = true
		}
		q.derive(&o.ProbeRowsOut, out, true)
		q.derive(&o.ProbeBytesOut, bytes, true)
	}
}

// repairable reports whether the rules hold for the join at all. A cross join
// on Ray takes each side once for every partition of the other.
func repairable(q *Query, o *Operator) bool {
	switch q.Engine {
	case EngineNative:
		return true
	case EngineRay:
		return o.Type == "HashJoin" || o.Type == "SortMergeJoin" || o.Type == "BroadcastJoin"
	}
	return false
}

// sides are what a join's neighbours say of it.
type sides struct {
	build, probe *Operator
	parent       *Operator // nil for a root
	alike        bool      // both put out as many rows, and either may build
}

// sidesOf tells which child is the build side. Natively it is the first. On
// Ray either may be: no side can have taken more than its child put out.
func sidesOf(q *Query, o *Operator) (sides, bool) {
	s := sides{build: o.Children[0], probe: o.Children[1]}
	if len(o.Parents) == 1 {
		s.parent = o.Parents[0]
	}
	if q.Engine == EngineNative {
		return s, true
	}
	fits := func(build, probe *Operator) bool {
		return !exceeds(o.BuildRows, build.RowsOut) && !exceeds(o.ProbeRowsIn, probe.RowsOut)
	}
	first, second := fits(s.build, s.probe), fits(s.probe, s.build)
	if first && second {
		switch one, other := matches(o, s.build, s.probe), matches(o, s.probe, s.build); {
		case one && !other:
			second = false
		case other && !one:
			first = false
		}
	}
	switch {
	case first && second && s.build.RowsOut != s.probe.RowsOut:
		if isShort(o.BuildRows, s.build.RowsOut) || isShort(o.ProbeRowsIn, s.probe.RowsOut) {
			sidesUnclear(q, o, s)
		}
	case first && second:
		s.alike = true
	case second && !first:
		s.build, s.probe = s.probe, s.build
	case !first:
		return s, false // more came in than the children put out: the rules do not hold here
	}
	return s, true
}

// matches reports whether one side's counter is just what its child put out
// while nothing is left of the other side's: that one was overwritten.
func matches(o *Operator, build, probe *Operator) bool {
	return o.BuildRows.Positive() && o.BuildRows.V == build.RowsOut.V && !o.ProbeRowsIn.Positive() ||
		o.ProbeRowsIn.Positive() && o.ProbeRowsIn.V == probe.RowsOut.V && !o.BuildRows.Positive()
}

// sidesUnclear keeps of a join whose counters are short, by an unknown side,
// only what holds for either.
func sidesUnclear(q *Query, o *Operator, s sides) {
	q.warn("join-sides-unclear", "Daft overwrote part of the join's counters, and which input is its build side cannot be told: they are left out", measured(o.ID))
	o.BuildRows, o.ProbeRowsIn, o.BuildBytes, o.ProbeBytesIn = Value{}, Value{}, Value{}, Value{}
	if taken, _ := takenBy(s.parent, o); !taken.Known() {
		o.ProbeRowsOut, o.ProbeBytesOut, o.DurationPartial = Value{}, Value{}, true
	}
	if q.Outcome == OutcomeFinished && !belowLimit(o) {
		o.RowsIn = sumDerived(s.build.RowsOut, s.probe.RowsOut)
		o.BytesIn = sumDerived(s.build.BytesOut, s.probe.BytesOut)
	}
}

func exceeds(part, whole Value) bool { return part.Known() && whole.Known() && part.V > whole.V }
func isShort(part, whole Value) bool { return part.Known() && whole.Known() && part.V < whole.V }

func sumDerived(a, b Value) Value {
	s := a.plus(b)
	if s.Known() {
		s.Origin = Derived
	}
	return s
}

func repairJoin(q *Query, o *Operator, s sides) {
	build, buildBytes := putOut(s.build)
	probe, probeBytes := putOut(s.probe)
	if s.alike && buildBytes != probeBytes {
		buildBytes, probeBytes = Value{}, Value{}
	}
	taken, takenBytes := takenBy(s.parent, o)
	lostBuild, lostProbe, lostOut := isShort(o.BuildRows, build), isShort(o.ProbeRowsIn, probe), isShort(o.ProbeRowsOut, taken)
	// While a query runs, and below an operator that stops early, a child may
	// have put out more than the join has taken.
	settled := q.Outcome == OutcomeFinished
	whole := settled && !belowLimit(o)
	if !whole && !lostOut && (o.ProbeRowsIn.Positive() || o.ProbeRowsOut.Positive()) {
		lostProbe = false
	}
	if q.Engine == EngineNative {
		// One side is overwritten as a whole or not at all. A side that merely
		// stands behind its child was not overwritten.
		lostBuild = lostBuild && o.BuildRows.V == 0 && (o.ProbeRowsIn.Positive() || o.ProbeRowsOut.Positive())
		lostProbe = (lostProbe || lostOut) && o.ProbeRowsIn.V == 0 && o.ProbeRowsOut.V == 0 && o.BuildRows.Positive()
		lostOut = lostProbe
	}
	if !lostBuild && !lostProbe && !lostOut {
		return
	}
	if lostBuild {
		q.derive(&o.BuildRows, build, settled)
		q.derive(&o.BuildBytes, buildBytes, settled)
	}
	if lostProbe {
		q.derive(&o.ProbeRowsIn, probe, whole)
		q.derive(&o.ProbeBytesIn, probeBytes, whole)
	}
	if lostProbe || lostOut {
		q.derive(&o.ProbeRowsOut, taken, whole)
		q.derive(&o.ProbeBytesOut, takenBytes, whole)
		// Daft's duration of a join is that of its probe, lost together with it.
		if q.Engine == EngineNative {
			o.DaftDuration = Value{}
		} else {
			o.DurationPartial = true
		}
	}
	q.joinsRepaired++
}

// derive replaces a wrong number by one that follows from another, or by
// nothing where that is unknown or may not hold.
func (q *Query) derive(v *Value, from Value, holds bool) {
	*v = Value{}
	if holds && from.Known() {
		*v = derived(from.V)
		q.derivedNumbers++
	}
}

// putOut returns the rows and bytes that an operator put out. Of a join that
// is what its probe put out, unless that was overwritten too.
func putOut(o *Operator) (rows, bytes Value) {
	if !o.IsJoin() {
		return o.RowsOut, o.BytesOut
	}
	if o.ProbeRowsOut.Positive() || o.ProbeRowsIn.Positive() {
		return o.ProbeRowsOut, o.ProbeBytesOut
	}
	return Value{}, Value{}
}

// takenBy returns the rows and bytes that the parent took from one child.
func takenBy(parent, child *Operator) (rows, bytes Value) {
	switch {
	case parent == nil:
		return Value{}, Value{}
	case !parent.IsJoin():
		if len(parent.Children) != 1 {
			return Value{}, Value{} // a union takes from several
		}
		return parent.RowsIn, parent.BytesIn
	case len(parent.Children) == 2 && parent.Children[0] == child && parent.BuildRows.Positive():
		return parent.BuildRows, parent.BuildBytes
	case len(parent.Children) == 2 && parent.Children[1] == child && parent.ProbeRowsIn.Positive():
		return parent.ProbeRowsIn, parent.ProbeBytesIn
	}
	return Value{}, Value{}
}
