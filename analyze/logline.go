package analyze

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/daft-analyze/daft-analyze/format"
)

// LogKind says what a line of a job's logs is.
type LogKind string

const (
	LogOutput LogKind = "output" // the job printed it
	LogRecord LogKind = "record" // a log record that Daft sent, such as a row that a UDF failed on
	LogLoss   LogKind = "loss"   // lines, so many as Count, that the recorder did not keep
)

// LogLine is one line of a job's logs.
type LogLine struct {
	Kind  LogKind
	Time  format.Time // of Clock
	Clock format.Clock
	Since Value // nanoseconds since the moment that the times of the list are told from
	Text  string

	Stream string // "stdout", "stderr" or "both"; "" of a log record
	// PID, Name, IP and Worker say who printed it, as far as Ray or Daft put that
	// before the text: a process on the machine IP, "" for the driver's; Ray's name of the
	// actor, task or daemon, or Daft's of the UDF, and which of the UDF's processes.
	PID, Worker Value
	Name, IP    string

	Bytes     Value // that the line had before it was cut, missing where it was not
	Rewritten int64 // times that it was written over, as a progress bar is
	Repeated  int64 // lines like it that Ray held back for this one
	Invalid   int64 // bytes that were no UTF-8
	Unended   bool  // the output ended within it

	QueryID, Severity string // of a log record
	Count             int64  // of a loss

	fromWorker bool
}

// linesOf begins what a loss of lines is called; the stream follows, or "output" for both.
const linesOf = "lines of "

// logLineOf returns the line that an event is, and whether it is one.
func logLineOf(e *format.Event) (LogLine, bool) {
	m := momentOf(e)
	l := LogLine{Time: m.Time, Clock: m.Clock, Stream: e.Label(format.Stream)}
	l.Text, _ = e.Text(format.Text)
	switch e.Kind {
	case format.Output:
		l.Kind = LogOutput
		l.PID, l.Name = intOf(e, format.PID), e.Label(format.Name)
		for _, a := range e.Attrs() {
			l.attr(a)
		}
		l.fromWorker = l.PID.Known() || l.Worker.Known()
	case format.LogRecord:
		l.Kind = LogRecord
		l.Name, l.QueryID, l.Severity = e.Label(format.Name), e.Label(format.QueryID), e.Label(format.Severity)
		l.fromWorker = true
	case format.Loss:
		stream, ok := strings.CutPrefix(e.Label(format.Name), linesOf)
		if !ok {
			return l, false
		}
		l.Kind, l.Stream = LogLoss, streamOf(stream)
		l.Count = intOf(e, format.Count).V
	default:
		return l, false
	}
	return l, m.Known
}

// streamOf returns the stream that a loss of lines names.
func streamOf(lost string) string {
	if lost == "output" {
		return "both"
	}
	return lost
}

func (l *LogLine) attr(a format.Attr) {
	switch a.Key {
	case "ip":
		_ = json.Unmarshal([]byte(a.Value), &l.IP) // else it stays unknown
		return
	case "unended":
		l.Unended = a.Value == "true"
		return
	}
	n, err := strconv.ParseInt(a.Value, 10, 64)
	if err != nil || n < 0 {
		return
	}
	switch a.Key {
	case "bytes":
		l.Bytes = measured(n)
	case "worker":
		l.Worker = measured(n)
	case "rewritten":
		l.Rewritten = n
	case "repeated":
		l.Repeated = n
	case "invalid_bytes":
		l.Invalid = n
	}
}
