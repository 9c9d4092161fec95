// Package palette names the colours that pictures share, so that a kind of time
// looks the same in the terminal, the graph, the timeline and the report. Each
// colour has a form for light and one for dark grounds.
package palette

import "github.com/daft-analyze/daft-analyze/analyze/critical"

// Color is one colour on either ground, as #rrggbb.
type Color struct{ Light, Dark string }

// The grounds and inks that all pictures use.
var (
	Ground = Color{"#ffffff", "#16191d"}
	Panel  = Color{"#f6f8fa", "#1f2429"} // boxes on the ground
	Ink    = Color{"#1f2328", "#e6edf3"}
	Faint  = Color{"#59636e", "#9198a1"} // text of less weight
	Line   = Color{"#8c959f", "#6e7681"} // frames and arrows
	Path   = Color{"#b3261e", "#ff8a80"} // the critical path
	Warn   = Color{"#9a6700", "#e3b341"} // marks: skew, retries, failures that were survived
	Bad    = Color{"#b3261e", "#ff8a80"} // failures

	Longer  = Color{"#b3261e", "#ff8a80"} // what took longer than in another run; apart from Shorter for who sees red and green alike
	Shorter = Color{"#0b5cad", "#6cb0ff"}
)

// kinds follow the eye: work is blue, what keeps work from being done warm, and
// what nobody knows grey.
var kinds = map[critical.Kind]Color{
	critical.Plan:       {"#8250df", "#b392f0"},
	critical.Startup:    {"#bf6a02", "#e0a458"},
	critical.Driver:     {"#a33d7d", "#e08bc0"},
	critical.Schedule:   {"#0f7b6c", "#4fc3b0"},
	critical.Handoff:    {"#4d7c0f", "#a3d15b"},
	critical.Retry:      {"#b3261e", "#ff8a80"},
	critical.Run:        {"#1f6feb", "#6cb0ff"},
	critical.Consumer:   {"#7d5a3c", "#c8a27f"},
	critical.Tail:       {"#59636e", "#9198a1"},
	critical.Unrecorded: {"#8c959f", "#6e7681"},
}

// Kind returns the colour of a kind of segment.
func Kind(k critical.Kind) Color {
	if c, ok := kinds[k]; ok {
		return c
	}
	return kinds[critical.Unrecorded]
}
