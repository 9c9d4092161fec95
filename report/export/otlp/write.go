package otlp

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
)

// Options say what an export tells of itself.
type Options struct {
	Name             string // of the recording
	Program, Version string // that export
	Service          string // service.name; "daft" where it is empty
}

// Counts are what was exported.
type Counts struct {
	Traces, Spans, Records int64
	Outside                int64 // spans that do not lie within their parents
	LeftOut                int64 // queries, operators and tasks of which no time is known
}

// Export hands the traces of cases to a sink. It fails where the sink does.
func Export(sink Sink, s *finding.Study, cases []*finding.Case, o Options) (Counts, error) {
	b := newBatches(sink, o.scope)
	for _, c := range cases {
		q := c.Query
		if !traced(q) {
			b.counts.LeftOut++
			continue
		}
		b.of(func(r pcommon.Resource) { o.resource(r, s.Run, q) })
		x := &trace{out: b, c: c, trace: traceID(q), number: slices.Index(s.Run.Queries, q) + 1}
		b.counts.Traces++
		x.write()
	}
	b.flush()
	return b.counts, b.err
}

// traced reports whether a query has a trace: whether it is known when it was
// under way.
func traced(q *analyze.Query) bool { return q.Start.Known && q.End.Known }

// trace writes the trace of one query.
type trace struct {
	out    *batches
	c      *finding.Case
	trace  pcommon.TraceID
	number int
	query  *spanned
}

func (x *trace) write() {
	x.writeQuery()
	x.writePath()
	x.writeOperators()
	x.writeStages()
}

func (o Options) scope(s pcommon.InstrumentationScope) {
	s.SetName(o.Program)
	s.SetVersion(o.Version)
}

// resource says what ran a query.
func (o Options) resource(r pcommon.Resource, run *analyze.Run, q *analyze.Query) {
	a := &attrs{m: r.Attributes()}
	name := o.Service
	if name == "" {
		name = "daft"
	}
	a.text("service.name", name)
	if q != nil {
		a.text("service.version", q.DaftVersion)
		a.text("process.command_line", q.Entrypoint)
		if q.PythonVersion != "" {
			a.text("process.runtime.name", "cpython")
			a.text("process.runtime.version", q.PythonVersion)
		}
		a.text("daft.ray.version", q.RayVersion)
		a.text("daft.engine", string(q.Engine))
	}
	if run.Job != nil {
		a.value("process.pid", run.Job.PID)
	}
	a.text("daft.recording.name", o.Name)
	a.text("daft.recording.state", string(run.Recording.State))
	a.text("daft.recording.created_by", run.Recording.CreatedBy)
	a.text("daft.job.name", run.Recording.JobName)
	a.end()
}
