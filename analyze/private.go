package analyze

import (
	"slices"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
)

// Private says what of the user's own a recording holds, which to look at
// before it is shared.
type Private struct {
	Arguments bool // the command of the job, or of a query
	Plans     bool // with the expressions in them
	Paths     bool // of files that tasks read
	Errors    bool // messages of errors
	Records   bool // log records, with the values of rows that a function failed on
	Output    bool // what the job printed
	Others    bool // what other programs than Daft exported
	Unknown   bool // requests of an unknown kind, as they came
	Logged    bool // of an imported log: events of an unknown kind, as they were logged
	BadLines  bool // of an imported log: lines that could not be read
	Hosts     bool // names of hosts
}

// see notes what an event holds.
func (p *Private) see(e *format.Event) {
	switch e.Kind {
	case format.JobStart:
		args, _ := e.Texts(format.Arguments)
		p.Arguments = p.Arguments || len(args) > 0
	case format.QueryStart:
		p.Arguments = p.Arguments || e.Label(format.Entrypoint) != ""
		p.Plans = p.Plans || hasText(e)
	case format.PlanEnd, format.ExecStart:
		p.Plans = p.Plans || hasText(e)
	case format.QueryEnd, format.TaskEnd:
		p.Errors = p.Errors || hasText(e)
	case format.TaskInput:
		paths, _ := e.Texts(format.Paths)
		p.Paths = p.Paths || len(paths) > 0
	case format.Output:
		p.Output = true
	case format.LogRecord:
		p.Records = true
	case format.Span, format.Metric:
		p.Others = p.Others || isForeign(e)
	case format.UnknownRequest, format.BadRequest:
		p.Unknown = true
	case format.UnknownEvent:
		p.Logged = true
	case format.BadLine:
		p.BadLines = true
	case format.RecordingStart:
		p.Hosts = p.Hosts || e.Label(format.Name) == "import"
	}
}

// hasText reports whether an event has a text other than that with which Daft
// ends a query that finished.
func hasText(e *format.Event) bool {
	text, ok := e.Text(format.Text)
	return ok && strings.TrimSpace(text) != "" && strings.TrimSpace(text) != finishedMessage
}

// isForeign reports whether an event came by OTLP from another program: only of
// those the recorder notes the scope.
func isForeign(e *format.Event) bool {
	return slices.ContainsFunc(e.Attrs(), func(a format.Attr) bool { return a.Key == "scope" })
}
