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
	most() int // bytes, as protobuf, that a batch had better not exceed
}

// How large batches are. Receivers take requests of 4 MiB by gRPC and more by
// HTTP. The Collector's otlpjsonfile receiver parts lines that are longer than
// 1 MiB; JSON takes two to three times the bytes of protobuf.
const (
	requestBytes = 2 << 20
	lineBytes    = 256 << 10
)

// JSON returns a sink of one line of JSON for each batch, as the OpenTelemetry
// Collector's file exporter writes them and its otlpjsonfile receiver reads them.
// By the specification a file holds traces or logs, not both.
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

func (jsonSink) most() int { return lineBytes }

func (s jsonSink) line(b []byte, err error) error {
	if err == nil {
		_, err = s.w.Write(append(b, '\n'))
	}
	return err
}

// Protobuf returns a sink of one TracesData or LogsData message, which is as well
// the body of an export request. It must be given one kind only.
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

// Logs writes a batch, in the way of Traces.
func (s protobufSink) Logs(batch plog.Logs) error {
	b, err := (&plog.ProtoMarshaler{}).MarshalLogs(batch)
	if err == nil {
		_, err = s.w.Write(b)
	}
	return err
}

func (protobufSink) most() int { return requestBytes }

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

func (requestSink) most() int { return requestBytes }
