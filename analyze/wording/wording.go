// Package wording writes what the model knows for people to read, where text and
// pictures must say the same: numbers with what is known of them, operators, and
// how a query ended. How a number itself is written is in analyze/humanize.
package wording

import (
	"cmp"
	"strconv"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// Value writes a value that may be unknown, "?", or derived from others, with "~"
// before it.
func Value(v analyze.Value, write func(int64) string) string {
	switch v.Origin {
	case analyze.Measured:
		return write(v.V)
	case analyze.Derived:
		return "~" + write(v.V)
	}
	return humanize.Unknown
}

// Busy writes how long threads were inside of an operator.
func Busy(o *analyze.Operator) string {
	text := Value(o.Work.Busy, humanize.Duration)
	if w := o.Work; w.AtLeast && w.Known() {
		return ">" + text // of what was divided: more than about so much
	}
	return text
}

// Operator is how an operator is called: its id, and its name or type as safe
// makes it harmless and short.
func Operator(o *analyze.Operator, safe func(string) string) string {
	return "#" + strconv.FormatInt(o.ID, 10) + " " + safe(cmp.Or(o.Name, o.Type, "(unnamed)"))
}

// Outcome says how a query ended, and after how long.
func Outcome(q *analyze.Query) string {
	wall := Value(q.Wall, humanize.Wall)
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
