// Package otlp decodes what Daft exports by OpenTelemetry's protocol into
// events: metrics, traces and logs, as protobuf or JSON.
//
// Decode is a pure function from one export request to the events that it
// carries. It judges nothing and loses nothing but what docs/format.md names: a
// number that has no column is kept in attrs, or as a metric event of its own,
// and what another program than Daft exports is kept as well. Repeats is the
// one thing here with a memory: it takes out the rows that say again what the
// recording has.
//
//	bounds   refuses what would decode into far more memory than it is long
//	metrics  one operator_stats event an operator, one process_stats a process
//	spans    span events, with what Daft says of each
//	logs     log_record events
//
// Bodies come from outside. Whatever they hold, Decode neither panics nor uses
// more memory than the limits allow.
package otlp
