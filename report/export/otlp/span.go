package otlp

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/report/export"
)

// spanned is a span that was begun, with what its children need to know.
type spanned struct {
	ptrace.Span
	attrs
	id         pcommon.SpanID
	start, end int64
}

// begin begins a span. One that does not lie within its parent, as times come
// from several clocks and what Daft reports late ends late, stays where it is and
// says by how much.
func (x *trace) begin(id pcommon.SpanID, parent *spanned, name string, start, end int64) *spanned {
	start, end = max(start, 0), max(end, 0) // a recording may say anything, time on the wire not
	s := &spanned{Span: x.out.span(), id: id, start: start, end: end}
	s.attrs.m = s.Attributes()
	s.SetTraceID(x.trace)
	s.SetSpanID(id)
	s.SetName(export.Name(name))
	s.SetKind(ptrace.SpanKindInternal)
	if end < start {
		s.number("daft.time.reversed_ns", saturate.Sub(start, end))
		s.end, end = start, start
	}
	s.SetStartTimestamp(pcommon.Timestamp(start))
	s.SetEndTimestamp(pcommon.Timestamp(end))
	if parent != nil {
		s.SetParentSpanID(parent.id)
		if outside := max(saturate.Sub(parent.start, start), saturate.Sub(end, parent.end)); outside > 0 {
			s.number("daft.time.outside_parent_ns", outside)
			x.out.counts.Outside++
		}
	}
	return s
}

// done ends what is said of a span.
func (s *spanned) done() { s.attrs.end() }

// clock says whose clock stamped a span's time.
func (s *spanned) clock(m analyze.Moment) { s.text("daft.clock", string(m.Clock)) }

// event adds an event to a span. It is done when its attributes are ended.
func (s *spanned) event(name string, at int64) *attrs {
	e := s.Events().AppendEmpty()
	e.SetName(name)
	e.SetTimestamp(pcommon.Timestamp(max(at, 0)))
	return &attrs{m: e.Attributes()}
}

// link links a span to one that it waited for.
func (s *spanned) link(trace pcommon.TraceID, to pcommon.SpanID) *attrs {
	l := s.Links().AppendEmpty()
	l.SetTraceID(trace)
	l.SetSpanID(to)
	return &attrs{m: l.Attributes()}
}

// failed marks a span as failed, with an exception of the type that the first
// line names.
func (s *spanned) failed(at int64, cause, text string) {
	kind, message := exception(cause)
	s.Status().SetCode(ptrace.StatusCodeError)
	said, _ := export.Text(cause, textBytes/4)
	s.Status().SetMessage(said)
	a := s.event("exception", at)
	a.text("exception.type", kind)
	a.text("exception.message", message)
	if text != cause {
		a.long("exception.stacktrace", text)
	}
	a.end()
}

// exception parts `ValueError: bad row` into its type and its message.
func exception(cause string) (kind, message string) {
	for i, r := range cause {
		switch {
		case r == ':' && i > 0 && i+1 < len(cause) && cause[i+1] == ' ':
			return cause[:i], cause[i+2:]
		case r != '.' && r != '_' && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z'):
			return "", cause
		}
	}
	return "", cause
}
