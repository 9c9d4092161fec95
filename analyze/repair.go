package analyze

// repairs are the steps that put right what Daft reports wrongly or loses, in
// this order. Each derives only what must hold, and takes away what is
// provably wrong and cannot be derived: unknown is better than wrong.
var repairs = []struct {
	name string
	step func(*Query)
}{
	{"task descriptions that were lost with the submit", repairTaskNames},
	{"join counters that overwrote each other", repairJoins},
	{"zeros that stand for not counted", removeUncounted},
	{"rows of exchanges that flight shuffle does not count", repairFlightRows},
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
// Sort, of Concat, of flight shuffle), and the batches of a join.
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
		if o.IsJoin() && q.Engine == EngineNative {
			forget(&o.Batches, measured(1))
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
		}
	}
}

// writesFlight reports whether the task wrote a shuffle whose rows Daft did
// not count: flight shuffle reports none.
func (t *Task) writesFlight() bool {
	return isShuffleWrite(t.Name) && t.RowsIn.Positive() && t.RowsOut.Known() && t.RowsOut.V == 0
}

// repairFlightRows fills in what an exchange put out: it neither makes nor
// drops rows, but under flight shuffle Daft counts none.
func repairFlightRows(q *Query) {
	for _, o := range q.Operators {
		if !isExchange(o) || !o.RowsIn.Positive() || !o.RowsOut.Known() || o.RowsOut.V != 0 {
			continue
		}
		o.BytesOut, o.RowsOut = Value{}, Value{}
		if q.Outcome == OutcomeFinished {
			o.RowsOut = derived(o.RowsIn.V)
			q.derivedNumbers++
		}
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
