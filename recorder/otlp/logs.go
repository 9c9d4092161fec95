package otlp

import (
	"encoding/hex"
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// logRecord adds the event of one log record. Its name is the logger's.
func (c *collector) logRecord(s *sender, record plog.LogRecord) {
	e, a := s.newEvent(c.Request, format.LogRecord)
	if s.scope != "" {
		payload.SetCut(e, format.Name, s.scope, payload.MaxID)
	}
	at := record.Timestamp()
	if at == 0 {
		at = record.ObservedTimestamp() // Daft gives only this
	}
	stamp(e, s.clock(), uint64(at), &a)
	switch {
	case record.SeverityText() != "":
		payload.SetCut(e, format.Severity, record.SeverityText(), payload.MaxID)
	case record.SeverityNumber() != plog.SeverityNumberUnspecified:
		payload.SetCut(e, format.Severity, record.SeverityNumber().String(), payload.MaxID)
	}
	if body := record.Body(); body.Type() != pcommon.ValueTypeEmpty {
		text := body.AsString()
		e.SetText(format.Text, payload.Cut(text, maxText))
		if len(text) > maxText {
			a.add("text.bytes", strconv.Itoa(len(text)))
		}
	}
	setID(e, format.SpanID, record.SpanID())
	if id := record.TraceID(); !id.IsEmpty() && !s.daft {
		a.addText("trace_id", hex.EncodeToString(id[:]))
	}
	a.addText("event_name", record.EventName())
	for key, v := range record.Attributes().All() {
		a.addValue(key, v)
	}
	c.add(e, a)
}
