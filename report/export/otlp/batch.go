package otlp

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// batchItems is how many a batch holds at most.
const batchItems = 2000

// batches gathers spans and log records and hands them to a sink.
type batches struct {
	sink     Sink
	resource func(pcommon.Resource) // of what is added
	scope    func(pcommon.InstrumentationScope)

	traces  ptrace.Traces
	spans   ptrace.SpanSlice
	logs    plog.Logs
	records plog.LogRecordSlice
	bytes   int
	err     error // of the sink: nothing is handed on after it
	counts  Counts
}

func newBatches(sink Sink, scope func(pcommon.InstrumentationScope)) *batches {
	b := &batches{sink: sink, scope: scope}
	b.clear()
	return b
}

func (b *batches) clear() {
	b.traces, b.logs, b.bytes = ptrace.NewTraces(), plog.NewLogs(), 0
	b.spans, b.records = ptrace.SpanSlice{}, plog.LogRecordSlice{}
}

// of begins what is of another resource.
func (b *batches) of(resource func(pcommon.Resource)) {
	b.flush()
	b.resource = resource
}

// span returns a new span of the batch. It is done when the next one is asked
// for, or the batch is flushed.
func (b *batches) span() ptrace.Span {
	if n := b.traces.SpanCount(); n > 0 {
		last := b.spans.At(b.spans.Len() - 1)
		b.bytes += (&ptrace.ProtoMarshaler{}).SpanSize(last)
		if n >= batchItems || b.bytes >= b.sink.most() {
			b.flush()
		}
	}
	if b.traces.ResourceSpans().Len() == 0 {
		r := b.traces.ResourceSpans().AppendEmpty()
		b.resource(r.Resource())
		s := r.ScopeSpans().AppendEmpty()
		b.scope(s.Scope())
		b.spans = s.Spans()
	}
	b.counts.Spans++
	return b.spans.AppendEmpty()
}

// record returns a new log record of the batch, in the way of span.
func (b *batches) record() plog.LogRecord {
	if n := b.logs.LogRecordCount(); n > 0 {
		last := b.records.At(b.records.Len() - 1)
		b.bytes += (&plog.ProtoMarshaler{}).LogRecordSize(last)
		if n >= batchItems || b.bytes >= b.sink.most() {
			b.flush()
		}
	}
	if b.logs.ResourceLogs().Len() == 0 {
		r := b.logs.ResourceLogs().AppendEmpty()
		b.resource(r.Resource())
		s := r.ScopeLogs().AppendEmpty()
		b.scope(s.Scope())
		b.records = s.LogRecords()
	}
	b.counts.Records++
	return b.records.AppendEmpty()
}

// flush hands on what was gathered.
func (b *batches) flush() {
	if b.err == nil && b.traces.SpanCount() > 0 {
		b.err = b.sink.Traces(b.traces)
	}
	if b.err == nil && b.logs.LogRecordCount() > 0 {
		b.err = b.sink.Logs(b.logs)
	}
	b.clear()
}
