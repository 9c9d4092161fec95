package report

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// operatorNotes knows what is worth a line below the operators of a query.
type operatorNotes struct {
	query      *analyze.Query
	reads      map[int64]analyze.Reads
	dispatched map[int64]analyze.TaskCounts
}

func newOperatorNotes(q *analyze.Query) operatorNotes {
	return operatorNotes{q, q.Reads(), q.Dispatched()}
}

// of returns the notes of one operator.
func (n operatorNotes) of(o *analyze.Operator) []string {
	var notes []string
	add := func(note string) {
		if note != "" {
			notes = append(notes, note)
		}
	}
	add(joinNote(n.query, o))
	add(workNote(n.query, o))
	if o.RowErrors.Positive() {
		add(humanize.Plural(o.RowErrors.V, "row", "rows") + " failed in the user's function and became null")
	}
	add(readNote(o, n.reads[o.ID]))
	if o.BytesWritten.Known() || o.RowsWritten.Known() {
		add("wrote " + count(o.RowsWritten) + " rows, " + size(o.BytesWritten))
	}
	if n.query.Outcome == analyze.OutcomeFinished { // else the rows are not all
		add(estimateNote(o))
	}
	add(faultNote(o, n.dispatched[o.ID]))
	if !o.InPlan && n.query.Plan.Known {
		add("not in the plan: known from its counters or tasks only")
	}
	return notes
}

func joinNote(q *analyze.Query, o *analyze.Operator) string {
	if !o.BuildRows.Known() && !o.ProbeRowsIn.Known() {
		return ""
	}
	note := "rows: build " + count(o.BuildRows) + ", probe " + count(o.ProbeRowsIn)
	if b := o.Work.Build; b.End.Known && q.Engine == analyze.EngineNative && matters(q, gap(q.Start, b.End)) {
		note += "; build done at " + humanize.Duration(gap(q.Start, b.End))
		if b.Busy.Known() {
			note += ", " + lasting(b.Busy) + " busy"
		}
	}
	return note
}

// workNote speaks of what is not a batch: the finalize where it matters, and
// work that is done elsewhere.
func workNote(q *analyze.Query, o *analyze.Operator) string {
	var parts []string
	w := o.Work
	if f := w.Finalize; f.Elapsed.Known() && matters(q, f.Elapsed.V) {
		note := "finalize " + lasting(f.Elapsed)
		switch {
		case q.Engine == analyze.EngineRay:
			note += ", all tasks together"
		case f.End.Known && q.Start.Known:
			note += ", until " + humanize.Duration(gap(q.Start, f.End))
		}
		parts = append(parts, note)
	}
	if w.Elsewhere && w.Idle.Known() && matters(q, w.Idle.V) {
		parts = append(parts, "its batches were under way for "+lasting(w.Idle)+" more, worked on elsewhere")
	}
	return strings.Join(parts, "; ")
}

// matters reports whether a time is long enough to be worth a line: 1 % of the
// query, and 1 ms.
func matters(q *analyze.Query, ns int64) bool {
	return ns >= 1_000_000 && (!q.Wall.Known() || ns >= q.Wall.V/100)
}

// readNote says what a scan read.
func readNote(o *analyze.Operator, r analyze.Reads) string {
	var parts []string
	if o.BytesRead.Positive() && o.BytesRead.V != o.BytesOut.V { // equal: taken from memory
		parts = append(parts, size(o.BytesRead)+" read")
	}
	if r.Files > 0 {
		file := humanize.Plural(r.Files, "file", "files")
		if r.Files == 1 {
			file = "1 file " + r.FirstPath
		}
		if r.StorageBytes.Positive() {
			file += ", " + size(r.StorageBytes) + " stored"
		}
		parts = append(parts, file)
	}
	return strings.Join(parts, ", ")
}

// estimateNote speaks up where the optimizer was wrong by ten times or more.
func estimateNote(o *analyze.Operator) string {
	expected, real := o.EstimatedRows, rowsOut(o)
	if !expected.Known() || !real.Known() || expected.V < 0 || real.V < 0 {
		return ""
	}
	e, r := max(expected.V, 1), max(real.V, 1)
	switch {
	case r/e >= 10:
		return "the optimizer expected " + humanize.Count(expected.V) + " rows: " + humanize.Factor(r, e) + " too few"
	case e/r >= 10:
		return "the optimizer expected " + humanize.Count(expected.V) + " rows: " + humanize.Factor(e, r) + " too many"
	}
	return ""
}

// faultNote says what went wrong with the tasks that an operator dispatched.
func faultNote(o *analyze.Operator, c analyze.TaskCounts) string {
	var parts []string
	add := func(n int64, one, many string) {
		if n > 0 {
			parts = append(parts, humanize.Plural(n, one, many))
		}
	}
	add(c.Failed, "task failed", "tasks failed")
	add(c.Cancelled, "task cancelled", "tasks cancelled")
	add(c.Retried, "task tried more than once", "tasks tried more than once")
	add(c.Lost, "task without a recorded end", "tasks without a recorded end")
	add(c.Running, "task still open", "tasks still open")
	if c.Total > 0 && (o.Readers == 0 || c.Retried > 0) && o.ReportedFailed.Known() && o.ReportedFailed.V > o.Tasks.Failed {
		add(o.ReportedFailed.V, "failed attempt counted by Daft", "failed attempts counted by Daft")
	}
	return strings.Join(parts, ", ")
}
