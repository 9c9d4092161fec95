package graph

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/wording"
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

// count, exact, size and lasting write a value that may be unknown or derived.
func count(v analyze.Value) string   { return wording.Value(v, humanize.CountShort) }
func exact(v analyze.Value) string   { return wording.Value(v, humanize.Count) }
func size(v analyze.Value) string    { return wording.Value(v, humanize.Bytes) }
func lasting(v analyze.Value) string { return wording.Value(v, humanize.Duration) }

// operatorName is how an operator is called, as everywhere else.
func operatorName(o *analyze.Operator) string { return wording.Operator(o, safe) }

func engineName(e analyze.Engine) string {
	switch e {
	case analyze.EngineNative:
		return "native"
	case analyze.EngineRay:
		return "Ray"
	}
	return "engine unknown"
}
