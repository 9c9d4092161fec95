package report

import (
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
)

// note is a line below an operator.
type note struct {
	look style
	text string
}

// operatorNotes knows what is worth a line below the operators of a query.
type operatorNotes struct {
	query      *analyze.Query
	reads      map[int64]analyze.Reads
	dispatched map[int64]analyze.TaskCounts
	skewed     map[*analyze.Operator]*skew.Stage
	findings   map[*analyze.Operator]string // the numbers of those that name it
	path       map[*analyze.Operator]int64
	keys       map[*analyze.Operator]string
}

func newOperatorNotes(c *finding.Case) operatorNotes {
	n := operatorNotes{query: c.Query, reads: c.Query.Reads(), dispatched: c.Query.Dispatched(), skewed: skewMarks(c),
		findings: map[*analyze.Operator]string{}, path: map[*analyze.Operator]int64{}, keys: c.Query.Keys()}
	told, _ := findingsTold(c)
	for i, f := range told {
		for _, o := range f.Operators {
			if n.findings[o] != "" {
				n.findings[o] += ","
			}
			n.findings[o] += strconv.Itoa(i + 1)
		}
	}
	for _, x := range c.Path.Operators() {
		n.path[x.Operator] = x.NS
	}
	return n
}

// keyCells bound what is said of an operator's keys.
const keyCells = 70

// bad returns the notes of an operator that must be seen.
func (n operatorNotes) bad(o *analyze.Operator) []note {
	var notes []note
	add := func(look style, text string) {
		if text != "" {
			notes = append(notes, note{look, text})
		}
	}
	if s := n.skewed[o]; s != nil {
		add(yellow, skewNote(s))
	}
	if o.RowErrors.Positive() {
		add(red, humanize.Plural(o.RowErrors.V, "row", "rows")+" failed in the user's function and became null")
	}
	add(red, faultNote(o, n.dispatched[o.ID]))
	if !o.InPlan && n.query.Plan.Known {
		add(dim, "not in the plan: known from its counters or tasks only")
	}
	return notes
}

// matter reports whether an operator must not be folded for what is to be said
// of it.
func (n operatorNotes) matter(o *analyze.Operator) bool {
	if e := n.query.Error; e != nil && e.Operator == o {
		return true
	}
	return len(n.bad(o)) > 0 || workNote(n.query, o) != "" || wroteNote(o) != ""
}

// of returns the notes of one operator: all of them in full, else those that
// help to understand its share.
func (n operatorNotes) of(o *analyze.Operator, full bool) []note {
	notes := n.bad(o)
	var facts []string
	add := func(text string) {
		if text != "" {
			facts = append(facts, text)
		}
	}
	if full || !n.query.Wall.Known() || n.path[o] >= n.query.Wall.V/20 || n.findings[o] != "" || n.skewed[o] != nil || o.IsJoin() {
		keys := n.keys[o]
		if !full {
			keys = clip(safe(bounded(keys, longestCell)), keyCells)
		}
		add(keys)
	}
	add(joinNote(n.query, o, full))
	add(workNote(n.query, o))
	if full || !n.query.Wall.Known() || n.path[o] >= n.query.Wall.V/20 {
		add(readNote(o, n.reads[o.ID]))
	}
	add(wroteNote(o))
	if n.query.Outcome == analyze.OutcomeFinished && (full || n.misled(o)) { // else the rows are not all
		add(estimateNote(o))
	}
	if full {
		for _, text := range facts {
			notes = append(notes, note{dim, text})
		}
	} else if len(facts) > 0 {
		notes = append(notes, note{dim, strings.Join(facts, "; ")})
	}
	return notes
}

// misled reports whether the optimizer's guess of an operator's rows is where it
// went wrong, and not only taken over from below.
func (n operatorNotes) misled(o *analyze.Operator) bool {
	for _, child := range o.Children {
		if estimateNote(child) != "" {
			return false
		}
	}
	return true
}

func skewNote(s *skew.Stage) string {
	text := "skewed by " + string(s.Cause)
	if s.Cause == skew.Unknown {
		text = "skewed, for unknown reasons"
	}
	text += ": the longest of " + humanize.Count(s.Tasks) + " tasks took " + humanize.Duration(s.Longest) + ", the median " + humanize.Duration(s.Median)
	if len(s.Outliers) > 0 {
		text += " (task " + strconv.FormatInt(s.Outliers[0].ID, 10) + ")"
	}
	return text
}

// wroteNote says what an operator wrote.
func wroteNote(o *analyze.Operator) string {
	if !o.BytesWritten.Known() && !o.RowsWritten.Known() {
		return ""
	}
	return "wrote " + count(o.RowsWritten) + " rows, " + size(o.BytesWritten)
}

func joinNote(q *analyze.Query, o *analyze.Operator, full bool) string {
	if !o.BuildRows.Known() && !o.ProbeRowsIn.Known() {
		return ""
	}
	note := "build " + count(o.BuildRows) + " rows, probe " + count(o.ProbeRowsIn)
	if b := o.Work.Build; full && b.End.Known && q.Engine == analyze.EngineNative && matters(q, gap(q.Start, b.End)) {
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
	expected, real := o.EstimatedRows, o.RowsMade()
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
