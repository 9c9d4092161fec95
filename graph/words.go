package graph

import (
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// mostBytes is how much of a string is looked at: no box has room for more.
const mostBytes = 300

// safe makes a string from a recording harmless, and short.
func safe(s string) string {
	if len(s) > mostBytes {
		s = s[:mostBytes] + "…" // a character that is cut in two becomes U+FFFD
	}
	return humanize.Visible(s)
}

func written(v analyze.Value, write func(int64) string) string {
	switch v.Origin {
	case analyze.Measured:
		return write(v.V)
	case analyze.Derived:
		return "~" + write(v.V)
	}
	return humanize.Unknown
}

func count(v analyze.Value) string   { return written(v, humanize.CountShort) }
func exact(v analyze.Value) string   { return written(v, humanize.Count) }
func size(v analyze.Value) string    { return written(v, humanize.Bytes) }
func lasting(v analyze.Value) string { return written(v, humanize.Duration) }

// operatorName is how an operator is called, as everywhere else.
func operatorName(o *analyze.Operator) string {
	name := o.Name
	if name == "" {
		name = o.Type
	}
	if name == "" {
		name = "(unnamed)"
	}
	return "#" + strconv.FormatInt(o.ID, 10) + " " + safe(name)
}

// rowsOut returns the rows that came out of an operator, or that it wrote.
func rowsOut(o *analyze.Operator) analyze.Value {
	if !o.RowsOut.Known() {
		return o.RowsWritten
	}
	return o.RowsOut
}

func busy(o *analyze.Operator) string {
	if w := o.Work; w.AtLeast && w.Known() {
		return ">" + lasting(w.Busy)
	}
	return lasting(o.Work.Busy)
}

func engineName(e analyze.Engine) string {
	switch e {
	case analyze.EngineNative:
		return "native"
	case analyze.EngineRay:
		return "Ray"
	}
	return "engine unknown"
}

// outcome says how a query ended, and after how long.
func outcome(q *analyze.Query) string {
	wall := written(q.Wall, humanize.Wall)
	switch q.Outcome {
	case analyze.OutcomeFinished:
		return "finished in " + wall
	case analyze.OutcomeFailed, analyze.OutcomeCanceled:
		return string(q.Outcome) + " after " + wall
	case analyze.OutcomeDied:
		return "died, open for " + wall
	}
	return "unfinished, open for " + wall
}
