package otlp

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/payload"
)

// Decode returns the events that a request carries; none if it carries nothing,
// or one bad_request that says why it could not be read.
func Decode(r Request) []*format.Event {
	body, err := r.content()
	if err != nil {
		return []*format.Event{r.bad(err.Error())}
	}
	c := &collector{Request: r}
	switch r.Signal {
	case Metrics:
		err = c.decodeMetrics(body)
	case Traces:
		err = c.decodeTraces(body)
	default:
		err = c.decodeLogs(body)
	}
	if err != nil {
		return []*format.Event{r.bad(err.Error())}
	}
	if c.leftOut > 0 {
		c.events = append(c.events, r.bad(fmt.Sprintf("%d more events than the %d that one request may have are left out", c.leftOut, maxEvents)))
	}
	return c.events
}

// content returns the message that is safe to decode.
func (r Request) content() ([]byte, error) {
	body := r.Body
	if r.Gzip {
		var err error
		if body, err = inflate(body); err != nil {
			return nil, err
		}
	}
	if !r.JSON {
		return body, bounded(body, requests[r.Signal])
	}
	text, err := payload.Valid(body)
	if err != nil {
		return nil, err
	}
	if !text.IsObject() {
		return nil, errors.New("the body is not a JSON object")
	}
	return text, boundedJSON(text)
}

func inflate(body []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("not gzip: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(z, maxInflated+1))
	if err != nil {
		return nil, fmt.Errorf("not gzip: %w", err)
	}
	if len(plain) > maxInflated {
		return nil, fmt.Errorf("more than %d MiB when decompressed", maxInflated>>20)
	}
	return plain, nil
}

// A collector gathers the events of one request.
type collector struct {
	Request
	events  []*format.Event
	leftOut int
}

// add takes an event whose attributes are complete.
func (c *collector) add(e *format.Event, a attrs) {
	if len(c.events) == maxEvents {
		c.leftOut++
		return
	}
	a.put(e)
	c.events = append(c.events, e)
}

// The protocol packages' own requests wrap these messages and have the same bytes.

func (c *collector) decodeMetrics(body []byte) error {
	var all pmetric.Metrics
	var err error
	if c.JSON {
		all, err = new(pmetric.JSONUnmarshaler).UnmarshalMetrics(body)
	} else {
		all, err = new(pmetric.ProtoUnmarshaler).UnmarshalMetrics(body)
	}
	if err != nil {
		return notOTLP(err)
	}
	for _, ofResource := range all.ResourceMetrics().All() {
		from := c.senderOf(ofResource.Resource())
		for _, ofScope := range ofResource.ScopeMetrics().All() {
			c.scopeMetrics(from.scopeOf(ofScope.Scope()), ofScope.Metrics())
		}
	}
	return nil
}

func (c *collector) decodeTraces(body []byte) error {
	var all ptrace.Traces
	var err error
	if c.JSON {
		all, err = new(ptrace.JSONUnmarshaler).UnmarshalTraces(body)
	} else {
		all, err = new(ptrace.ProtoUnmarshaler).UnmarshalTraces(body)
	}
	if err != nil {
		return notOTLP(err)
	}
	for _, ofResource := range all.ResourceSpans().All() {
		from := c.senderOf(ofResource.Resource())
		for _, ofScope := range ofResource.ScopeSpans().All() {
			s := from.scopeOf(ofScope.Scope())
			linked := !s.daft || hasParents(ofScope.Spans())
			for _, span := range ofScope.Spans().All() {
				c.span(s, span, linked)
			}
		}
	}
	return nil
}

func (c *collector) decodeLogs(body []byte) error {
	var all plog.Logs
	var err error
	if c.JSON {
		all, err = new(plog.JSONUnmarshaler).UnmarshalLogs(body)
	} else {
		all, err = new(plog.ProtoUnmarshaler).UnmarshalLogs(body)
	}
	if err != nil {
		return notOTLP(err)
	}
	for _, ofResource := range all.ResourceLogs().All() {
		from := c.senderOf(ofResource.Resource())
		for _, ofScope := range ofResource.ScopeLogs().All() {
			s := from.scopeOf(ofScope.Scope())
			for _, record := range ofScope.LogRecords().All() {
				c.logRecord(s, record)
			}
		}
	}
	return nil
}

func notOTLP(err error) error { return fmt.Errorf("not an OTLP request: %w", err) }
