package otlp

import (
	"io"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Sink takes what is exported, batch by batch. It must not keep a batch.
type Sink interface {
	Traces(ptrace.Traces) error
	Logs(plog.Logs) error
}

// JSON returns a sink of one line of JSON for each batch, as the OpenTelemetry
// Collector's file exporter writes them and its otlpjsonfile receiver reads them.
func JSON(w io.Writer) Sink { return jsonSink{w} }

type jsonSink struct{ w io.Writer }

func (s jsonSink) Traces(batch ptrace.Traces) error {
	b, err := (&ptrace.JSONMarshaler{}).MarshalTraces(batch)
	return s.line(b, err)
}

func (s jsonSink) Logs(batch plog.Logs) error {
	b, err := (&plog.JSONMarshaler{}).MarshalLogs(batch)
	return s.line(b, err)
}

func (s jsonSink) line(b []byte, err error) error {
	if err == nil {
		_, err = s.w.Write(append(b, '\n'))
	}
	return err
}

// Protobuf returns a sink of one TracesData message, which is as well the body of
// an export request. It has no logs: these are another message.
func Protobuf(w io.Writer) Sink { return protobufSink{w} }

type protobufSink struct{ w io.Writer }

// Traces writes a batch. Messages one after the other are one with all of their
// resources.
func (s protobufSink) Traces(batch ptrace.Traces) error {
	b, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(batch)
	if err == nil {
		_, err = s.w.Write(b)
	}
	return err
}

func (protobufSink) Logs(plog.Logs) error { return nil }

// Requests returns a sink that hands on the body of an export request for each
// batch, as protobuf, with the number of spans or log records in it.
func Requests(traces, logs func(items int, body []byte) error) Sink {
	return requestSink{traces, logs}
}

type requestSink struct{ traces, logs func(int, []byte) error }

func (s requestSink) Traces(batch ptrace.Traces) error {
	b, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(batch)
	if err != nil {
		return err
	}
	return s.traces(batch.SpanCount(), b)
}

func (s requestSink) Logs(batch plog.Logs) error {
	b, err := (&plog.ProtoMarshaler{}).MarshalLogs(batch)
	if err != nil {
		return err
	}
	return s.logs(batch.LogRecordCount(), b)
}
