package otlp

import (
	"encoding/binary"
	"encoding/hex"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// spanColumns are the columns of the attributes that Daft gives its spans.
var spanColumns = map[string]format.IntColumn{
	"busy_ns":   format.BusyNS,
	"idle_ns":   format.IdleNS,
	"thread.id": format.ThreadID,
}

// hasParents reports whether a span is part of another.
func hasParents(spans ptrace.SpanSlice) bool {
	for _, s := range spans.All() {
		if !s.ParentSpanID().IsEmpty() {
			return true
		}
	}
	return false
}

// ofUDF stands in the names of Daft's spans in which a row error can be logged,
// whose record names the span.
const ofUDF = "Udf"

// span adds the event of one span. The ids of one that is linked to others are
// kept, and of Daft's those that a log record may name; random numbers that nothing
// refers to would be half of the recording.
func (c *collector) span(s *sender, span ptrace.Span, linked bool) {
	e, a := s.newEvent(c.Request, format.Span)
	payload.SetCut(e, format.Name, span.Name(), payload.MaxID)
	start, end := uint64(span.StartTimestamp()), uint64(span.EndTimestamp())
	stamp(e, s.clock(), start, &a)
	duration := int64(0)
	if nanos(start) && nanos(end) && end >= start {
		duration = int64(end - start)
	} else {
		a.addCount("end_time_unix_nano", end)
	}
	e.SetInt(format.DurationNS, duration)
	if linked {
		id, parent, trace := span.SpanID(), span.ParentSpanID(), span.TraceID()
		setID(e, format.SpanID, id)
		setID(e, format.ParentSpanID, parent)
		if !trace.IsEmpty() {
			a.addText("trace_id", hex.EncodeToString(trace[:]))
		}
		a.addText("trace_state", span.TraceState().AsRaw())
		if kind := span.Kind(); kind != ptrace.SpanKindInternal && kind != ptrace.SpanKindUnspecified {
			a.addText("span_kind", strings.ToLower(kind.String()))
		}
	} else if strings.Contains(span.Name(), ofUDF) {
		setID(e, format.SpanID, span.SpanID())
	}
	for key, v := range span.Attributes().All() {
		if column, ok := spanColumns[key]; ok && s.daft && v.Type() == pcommon.ValueTypeInt && v.Int() >= 0 {
			if _, taken := e.Int(column); !taken {
				e.SetInt(column, v.Int())
				continue
			}
		}
		a.addValue(key, v)
	}
	if code := span.Status().Code(); code != ptrace.StatusCodeUnset {
		a.addText("status", strings.ToLower(code.String()))
		a.addText("status.message", span.Status().Message())
	}
	if n := span.Events().Len(); n > 0 {
		a.add("events", spanEvents(span.Events()))
	}
	if n := span.Links().Len(); n > 0 {
		a.add("links", spanLinks(span.Links()))
	}
	c.add(e, a)
}

func setID(e *format.Event, column format.IntColumn, id pcommon.SpanID) {
	if !id.IsEmpty() {
		e.SetInt(column, int64(binary.BigEndian.Uint64(id[:])))
	}
}

// spanEvents and spanLinks return the lists as JSON.

func spanEvents(events ptrace.SpanEventSlice) string {
	list := pcommon.NewValueSlice()
	for _, event := range events.All() {
		m := list.Slice().AppendEmpty().SetEmptyMap()
		m.PutInt("time_ns", int64(event.Timestamp()))
		m.PutStr("name", event.Name())
		if event.Attributes().Len() > 0 {
			event.Attributes().CopyTo(m.PutEmptyMap("attributes"))
		}
	}
	return jsonOf(list)
}

func spanLinks(links ptrace.SpanLinkSlice) string {
	list := pcommon.NewValueSlice()
	for _, link := range links.All() {
		m := list.Slice().AppendEmpty().SetEmptyMap()
		m.PutStr("trace_id", link.TraceID().String())
		m.PutStr("span_id", link.SpanID().String())
		if link.Attributes().Len() > 0 {
			link.Attributes().CopyTo(m.PutEmptyMap("attributes"))
		}
	}
	return jsonOf(list)
}
