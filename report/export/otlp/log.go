package otlp

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/report/export"
)

// Logs hands lines of a job's output to a sink, each with the trace of its query
// and the span of its task where these can be told.
type Logs struct {
	out    *batches
	owners *analyze.LogOwners
	traces map[*analyze.Query]pcommon.TraceID
}

// NewLogs returns Logs of a run.
func NewLogs(sink Sink, run *analyze.Run, o Options) *Logs {
	l := &Logs{out: newBatches(sink, o.scope), owners: run.LogOwners(), traces: make(map[*analyze.Query]pcommon.TraceID)}
	l.out.of(func(r pcommon.Resource) {
		var q *analyze.Query
		if len(run.Queries) > 0 {
			q = run.Queries[0]
		}
		o.resource(r, run, q)
	})
	for _, q := range run.Queries {
		if traced(q) {
			l.traces[q] = traceID(q)
		}
	}
	return l
}

// Line takes a line. It fails where the sink does.
func (l *Logs) Line(line *analyze.LogLine) error {
	r := l.out.record()
	at := pcommon.Timestamp(max(line.Time, 0))
	r.SetTimestamp(at)
	r.SetObservedTimestamp(at)
	a := &attrs{m: r.Attributes()}
	text, cut := export.Text(line.Text, longBytes)
	if cut {
		a.cut = append(a.cut, "body")
	}
	if line.Kind == analyze.LogLoss {
		text = "the recorder did not keep " + humanize.Plural(line.Count, "line", "lines")
		r.SetSeverityNumber(plog.SeverityNumberWarn)
		a.number("daft.log.lost", line.Count)
	}
	r.Body().SetStr(text)
	if line.Severity != "" {
		r.SetSeverityText(export.Name(line.Severity))
		r.SetSeverityNumber(severity(line.Severity))
	}
	q, t := l.owners.Of(line)
	if trace, ok := l.traces[q]; ok {
		r.SetTraceID(trace)
		r.SetSpanID(querySpan(trace))
		a.text("daft.query.id", q.ID)
		if t != nil {
			r.SetSpanID(spanID(trace, "task", t.ID))
			a.number("daft.task.id", t.ID)
		}
		if line.Kind != analyze.LogRecord || line.QueryID == "" || t != nil {
			a.text("daft.log.told_by", "time")
		}
	}
	a.text("daft.log.kind", string(line.Kind))
	if line.Stream == "stdout" || line.Stream == "stderr" {
		a.text("log.iostream", line.Stream)
	}
	a.text("daft.clock", string(line.Clock))
	a.value("process.pid", line.PID)
	a.text("daft.log.printer", line.Name)
	a.text("daft.log.ip", line.IP)
	a.value("daft.log.worker", line.Worker)
	a.value("daft.log.bytes", line.Bytes)
	if line.Repeated > 0 {
		a.number("daft.log.repeated", line.Repeated)
	}
	if line.Rewritten > 0 {
		a.number("daft.log.rewritten", line.Rewritten)
	}
	a.end()
	return l.out.err
}

// Close hands on what was gathered and returns how many lines there were.
func (l *Logs) Close() (int64, error) {
	l.out.flush()
	return l.out.counts.Records, l.out.err
}

// severity is the number of a level by its name, as OpenTelemetry has them.
func severity(name string) plog.SeverityNumber {
	switch strings.ToUpper(name) {
	case "TRACE":
		return plog.SeverityNumberTrace
	case "DEBUG":
		return plog.SeverityNumberDebug
	case "INFO":
		return plog.SeverityNumberInfo
	case "WARN", "WARNING":
		return plog.SeverityNumberWarn
	case "ERROR":
		return plog.SeverityNumberError
	case "FATAL", "CRITICAL":
		return plog.SeverityNumberFatal
	}
	return plog.SeverityNumberUnspecified
}
