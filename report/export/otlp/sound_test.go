package otlp

import (
	"testing"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// sound is a sink that looks at each text before it is encoded, as encoders mend
// or refuse what is no UTF-8, and hands on.
type sound struct {
	Sink
	t testing.TB
}

func (s sound) text(what, text string, most int) {
	if !utf8.ValidString(text) || len(text) > most {
		s.t.Errorf("%s of %d bytes is no text: %.40q", what, len(text), text)
	}
}

func (s sound) all(m pcommon.Map) {
	for key, v := range m.All() {
		texts(v, func(text string) { s.text(key, text, 6*longBytes) })
	}
}

func (s sound) Traces(batch ptrace.Traces) error {
	for _, r := range batch.ResourceSpans().All() {
		s.all(r.Resource().Attributes())
		for _, x := range r.ScopeSpans().At(0).Spans().All() {
			s.text("name", x.Name(), 1000)
			s.text("status", x.Status().Message(), textBytes)
			s.all(x.Attributes())
			for _, e := range x.Events().All() {
				s.all(e.Attributes())
			}
			for _, l := range x.Links().All() {
				s.all(l.Attributes())
			}
			if x.Events().Len() > 3*listItems || x.Links().Len() > 2*listItems {
				s.t.Errorf("%s has %d events and %d links", x.Name(), x.Events().Len(), x.Links().Len())
			}
		}
	}
	return s.Sink.Traces(batch)
}

func (s sound) Logs(batch plog.Logs) error {
	for _, r := range batch.ResourceLogs().All() {
		s.all(r.Resource().Attributes())
		for _, x := range r.ScopeLogs().At(0).LogRecords().All() {
			s.text("body", x.Body().Str(), longBytes+10)
			s.text("severity", x.SeverityText(), 1000)
			s.all(x.Attributes())
		}
	}
	return s.Sink.Logs(batch)
}
