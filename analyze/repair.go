package analyze

// repairs are the steps that put right what Daft reports wrongly or loses, in
// this order. Each derives only what must hold, and takes away what is
// provably wrong and cannot be derived: unknown is better than wrong.
var repairs = []struct {
	name string
	step func(*Query)
}{
	{"task descriptions that were lost with the submit", repairTaskNames},
	{"rows of exchanges that Daft does not count", repairExchanges},
	{"join counters that overwrote each other", repairJoins},
	{"rows of unions, which have no counters on Ray", repairConcats},
	{"zeros that stand for not counted", removeUncounted},
	{"rows and bytes of joins as of any operator", joinFlows},
}

// repairTaskNames gives a task whose submit was lost the name of one that runs
// the same pipeline: schedule and end repeat all but the name and the inputs.
func repairTaskNames(q *Query) {
	names := make(map[int64]string)
	for _, t := range q.Tasks { // by id: the lowest id with a name decides
		if t.Fingerprint.Known() && t.Name != "" {
			if _, ok := names[t.Fingerprint.V]; !ok {
				names[t.Fingerprint.V] = t.Name
			}
		}
	}
	for _, t := range q.Tasks {
		if t.Name == "" && t.Fingerprint.Known() {
			if name, ok := names[t.Fingerprint.V]; ok {
				t.Name, t.NameDerived = name, true
			}
		}
	}
}

// removeUncounted takes away zeros by which Daft says that it did not count:
// rows without a byte (bytes read of local Parquet, bytes of a distributed
// Sort, of Concat, of flight shuffle), and the batches of a join or a union.
func removeUncounted(q *Query) {
	for _, o := range q.Operators {
		forget := func(v *Value, rows Value) {
			if v.Known() && v.V == 0 && rows.Positive() {
				*v = Value{}
				q.uncounted++
			}
		}
		forget(&o.BytesIn, o.RowsIn)
		forget(&o.BytesOut, o.RowsOut)
		forget(&o.BytesRead, o.RowsOut)
		forget(&o.BytesWritten, o.RowsWritten)
		switch {
		case q.Engine != EngineNative:
		case o.IsJoin():
			forget(&o.Batches, measured(1))
		case o.Type == "Concat":
			forget(&o.Batches, o.RowsIn)
			forget(&o.DaftDuration, o.RowsIn)
		}
	}
	for _, t := range q.Tasks {
		if t.BytesIn.Known() && t.BytesIn.V == 0 && t.RowsIn.Positive() {
			t.BytesIn = Value{}
		}
		if t.BytesOut.Known() && t.BytesOut.V == 0 && (t.RowsOut.Positive() || t.writesFlight()) {
			t.BytesOut = Value{}
		}
		if t.writesFlight() {
			t.RowsOut = Value{}
			q.flight = true
		}
	}
}

// removeUnfinished takes away the zeros of operators of which no task ended
// with success: on Ray a task is counted when it does, whatever it did before.
func removeUnfinished(q *Query) {
	for _, o := range q.Operators {
		if o.Tasks.Total == 0 || o.Tasks.Succeeded > 0 || o.Tasks.Lost > 0 {
			continue
		}
		for _, v := range []*Value{&o.RowsIn, &o.RowsOut, &o.RowsWritten, &o.BytesIn, &o.BytesOut, &o.BytesRead, &o.BytesWritten, &o.DaftDuration, &o.Batches,
			&o.BuildRows, &o.BuildBytes, &o.ProbeRowsIn, &o.ProbeBytesIn, &o.ProbeRowsOut, &o.ProbeBytesOut} {
			if v.Known() && v.V == 0 {
				*v = Value{}
			}
		}
	}
}

// writesFlight reports whether the task wrote a shuffle whose rows Daft did
// not count: flight shuffle reports none.
func (t *Task) writesFlight() bool {
	return isShuffleWrite(t.Name) && t.RowsIn.Positive() && t.RowsOut.Known() && t.RowsOut.V == 0
}

// repairExchanges fills in what an exchange took and put out: it neither makes
// nor drops rows. Flight shuffle counts none that come out, the merging before a
// shuffle none at all.
func repairExchanges(q *Query) {
	for i := len(q.Operators) - 1; i >= 0; i-- { // what is below comes first
		o := q.Operators[i]
		if !isExchange(o) || !o.RowsOut.Known() || o.RowsOut.V != 0 {
			continue
		}
		settled := q.Outcome == OutcomeFinished
		if len(o.Children) == 1 && o.Children[0].RowsOut.Positive() && o.RowsIn.Known() && o.RowsIn.V == 0 {
			whole := settled && !belowLimit(o)
			q.derive(&o.RowsIn, o.Children[0].RowsOut, whole)
			q.derive(&o.BytesIn, o.Children[0].BytesOut, whole && o.Children[0].BytesOut.Positive())
			q.derive(&o.RowsOut, o.RowsIn, whole)
			o.BytesOut = Value{}
		}
		if o.RowsIn.Positive() {
			q.derive(&o.RowsOut, o.RowsIn, settled)
			o.BytesOut = Value{}
		}
	}
}

// repairConcats fills in the rows of a union. On Ray it runs nowhere: its
// inputs are handed on as they are.
func repairConcats(q *Query) {
	if q.Engine != EngineRay || q.Outcome != OutcomeFinished {
		return
	}
	before := q.derivedNumbers
	for i := len(q.Operators) - 1; i >= 0; i-- {
		o := q.Operators[i]
		if o.Type != "Concat" || len(o.Children) == 0 || o.RowsIn.Positive() || o.RowsOut.Positive() || belowLimit(o) {
			continue
		}
		rows, bytes := derived(0), derived(0)
		for _, c := range o.Children {
			r, b := putOut(c)
			rows, bytes = sumDerived(rows, r), sumDerived(bytes, b)
		}
		q.derive(&o.RowsIn, rows, true)
		q.derive(&o.RowsOut, rows, true)
		q.derive(&o.BytesIn, bytes, true)
		q.derive(&o.BytesOut, bytes, true)
	}
	if q.derivedNumbers > before {
		repairJoins(q) // those that take from a union
	}
}

// joinFlows gives joins the rows and bytes in and out that other operators
// report: in is build plus probe, out is what the probe put out.
func joinFlows(q *Query) {
	for _, o := range q.Operators {
		if !o.IsJoin() {
			continue
		}
		if !o.RowsIn.Known() {
			o.RowsIn = o.BuildRows.plus(o.ProbeRowsIn)
		}
		if !o.RowsOut.Known() {
			o.RowsOut = o.ProbeRowsOut
		}
		if !o.BytesIn.Known() {
			o.BytesIn = o.BuildBytes.plus(o.ProbeBytesIn)
		}
		if !o.BytesOut.Known() {
			o.BytesOut = o.ProbeBytesOut
		}
	}
}
