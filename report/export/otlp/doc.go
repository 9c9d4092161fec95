// Package otlp writes a Study as OpenTelemetry traces and logs: a trace for each
// query, with spans for the query, its critical path, stages, tasks and operators.
// docs/otlp.md says what they hold.
package otlp
