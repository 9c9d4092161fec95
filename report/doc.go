// Package report shows what analyze understood of a recording: as text for
// people (Explain, Info), and as JSON for programs (ExplainJSON, InfoJSON).
//
// Text fits the given width, is the same from run to run, and never contains
// a control character that came out of a recording. A number that nobody
// reported is shown as "?", one that does not apply as "-", one that was
// derived from others with "~" before it. The JSON is described in
// docs/json.md.
package report
