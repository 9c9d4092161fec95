package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// Logs writes lines of a job's logs one by one as they are given to Line, for
// a person to read. Colour marks what is no plain output.
type Logs struct {
	w     *bufio.Writer
	color bool
}

// NewLogs returns a Logs that writes to w.
func NewLogs(w io.Writer, color bool) *Logs { return &Logs{bufio.NewWriterSize(w, 1<<16), color} }

// Line writes one line.
func (p *Logs) Line(l *analyze.LogLine) error {
	when := humanize.Time(int64(l.Time))
	if l.Since.Known() {
		when = seconds(l.Since.V)
	}
	s, what, text := plain, l.Stream, l.Text
	switch {
	case l.Kind == analyze.LogRecord:
		what = "record"
		s = bold
		text = strings.TrimLeft(strings.Join([]string{l.Severity, l.Name, l.Text}, " "), " ")
	case l.Kind == analyze.LogLoss:
		what = "lost"
		s = red
		text = humanize.Plural(l.Count, "line", "lines") + " of " + outputName(l.Stream) + reason(l.Text)
	case l.Stream == "stderr":
		s = dim
	}
	line := safe(strings.ReplaceAll(text, "\t", "    ")) + remarks(l)
	if p.color && s != plain {
		line = string(s) + line + unstyled
	}
	_, err := p.w.WriteString(strings.TrimRight(fmt.Sprintf("%11s  %-6s  %s", when, safe(what), line), " ") + "\n")
	return err
}

// Close writes what is pending.
func (p *Logs) Close() error { return p.w.Flush() }

// seconds writes nanoseconds as seconds, which --from and --to take.
func seconds(ns int64) string {
	sign := ""
	if ns < 0 {
		sign, ns = "-", -ns
	}
	return fmt.Sprintf("%s%d.%03ds", sign, ns/1e9, ns/1e6%1000)
}

// remarks says what else is known of a line.
func remarks(l *analyze.LogLine) string {
	var list []string
	if l.Bytes.Known() {
		list = append(list, fmt.Sprintf("cut: it had %s", humanize.Bytes(l.Bytes.V)))
	}
	if l.Rewritten > 1 {
		list = append(list, fmt.Sprintf("the last of %s states", humanize.Count(l.Rewritten+1)))
	}
	if l.Invalid > 0 {
		list = append(list, humanize.Plural(l.Invalid, "byte", "bytes")+" no UTF-8")
	}
	if len(list) == 0 {
		return ""
	}
	return "  [" + strings.Join(list, "; ") + "]"
}

// outputName is what a stream is called in running text.
func outputName(stream string) string {
	if stream == "both" {
		return "output"
	}
	return stream
}

// LogsJSON writes lines of a job's logs as JSON, one object a line. See
// docs/json.md.
type LogsJSON struct {
	w *bufio.Writer
	e *json.Encoder
}

// NewLogsJSON returns a LogsJSON that writes to w.
func NewLogsJSON(w io.Writer) *LogsJSON {
	b := bufio.NewWriterSize(w, 1<<16)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	return &LogsJSON{b, e}
}

// Line writes one line.
func (p *LogsJSON) Line(l *analyze.LogLine) error {
	doc := logJSON{SchemaVersion: SchemaVersion, Kind: string(l.Kind), TimeNS: int64(l.Time), Clock: text(string(l.Clock)), SinceNS: number(l.Since),
		Stream: text(l.Stream), Text: l.Text, PID: number(l.PID), Name: text(l.Name), IP: text(l.IP), Worker: number(l.Worker),
		QueryID: text(l.QueryID), Severity: text(l.Severity), Bytes: number(l.Bytes),
		Rewritten: l.Rewritten, Repeated: l.Repeated, InvalidBytes: l.Invalid, Unended: l.Unended}
	if l.Kind == analyze.LogLoss {
		doc.Count = &l.Count
	}
	return p.e.Encode(doc)
}

// Close writes what is pending.
func (p *LogsJSON) Close() error { return p.w.Flush() }

type logJSON struct {
	SchemaVersion int     `json:"schema_version"`
	Kind          string  `json:"kind"`
	TimeNS        int64   `json:"time_ns"`
	Clock         *string `json:"clock"`
	SinceNS       *int64  `json:"since_ns"`
	Stream        *string `json:"stream"`
	Text          string  `json:"text"`
	PID           *int64  `json:"pid"`
	Name          *string `json:"name"`
	IP            *string `json:"ip"`
	Worker        *int64  `json:"worker"`
	QueryID       *string `json:"query_id"`
	Severity      *string `json:"severity"`
	Bytes         *int64  `json:"bytes"`
	Rewritten     int64   `json:"rewritten"`
	Repeated      int64   `json:"repeated"`
	InvalidBytes  int64   `json:"invalid_bytes"`
	Unended       bool    `json:"unended"`
	Count         *int64  `json:"count"`
}
