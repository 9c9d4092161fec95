package otlp

import (
	"fmt"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/report/export"
)

// querySpan is the id of a query's own span.
func querySpan(trace pcommon.TraceID) pcommon.SpanID { return spanID(trace, "query", 0) }

// writeQuery writes the span that all others are within.
func (x *trace) writeQuery() {
	q := x.c.Query
	s := x.begin(querySpan(x.trace), nil, "query", int64(q.Start.Time), int64(q.End.Time))
	x.query = s
	s.text("daft.query.id", q.ID)
	s.number("daft.query.number", int64(x.number))
	s.text("daft.query.outcome", string(q.Outcome))
	s.text("daft.query.end_inferred", q.EndInferred)
	s.clock(q.Start)
	s.number("daft.query.operators", int64(len(q.Operators)))
	if n := len(q.Tasks); n > 0 {
		s.number("daft.query.tasks", int64(n))
	}
	s.numbersOf(x.c)
	s.flag("daft.query.incomplete", !q.Trust.Complete)
	var notes []string
	for _, n := range q.Trust.Notes {
		notes = append(notes, n.Text)
	}
	s.texts("daft.query.notes", append(notes, x.c.Path.Notes...))
	if q.RowErrors.Count > 0 {
		s.number("daft.query.row_errors", q.RowErrors.Count)
	}
	if g := x.c.Path.Graph; g != nil {
		var moved []string
		for _, o := range g.Offsets {
			moved = append(moved, fmt.Sprintf("%s %+d ns", o.Clock, o.NS))
		}
		s.texts("daft.clock.moved", moved)
	}
	x.findings(s)
	for _, w := range q.Workers {
		if d := w.Death; d != nil && d.After.Known {
			a := s.event("daft.worker.died", int64(d.After.Time))
			a.worker(w)
			a.text("daft.evidence", d.Evidence)
			a.text("daft.sureness", string(d.Sure))
			a.end()
		}
	}
	switch {
	case q.Error != nil:
		s.failed(s.end, q.Error.Cause, q.Error.Text)
	case q.Outcome == analyze.OutcomeFailed || q.Outcome == analyze.OutcomeDied:
		s.Status().SetCode(ptrace.StatusCodeError)
		s.Status().SetMessage("the query " + string(q.Outcome))
	}
	s.done()
}

// numbersOf sets the times of a query by what they went to.
func (s *spanned) numbersOf(c *finding.Case) {
	for _, k := range []critical.Kind{critical.Plan, critical.Startup, critical.Driver, critical.Schedule, critical.Handoff, critical.Retry, critical.Run, critical.Consumer, critical.Tail, critical.Unrecorded} {
		if ns := c.Path.Sum(k); ns > 0 {
			s.number("daft.path."+string(k)+"_ns", ns)
		}
	}
}

// findings adds what was found as events at the query's end.
func (x *trace) findings(s *spanned) {
	for i, f := range x.c.Findings {
		if i == listItems {
			s.SetDroppedEventsCount(uint32(len(x.c.Findings) - i))
			break
		}
		a := s.event("daft.finding", s.end)
		a.text("daft.finding.id", f.ID)
		a.text("daft.finding.severity", string(f.Severity))
		a.text("daft.finding.title", f.Title)
		a.value("daft.finding.cost_ns", f.Cost)
		a.value("daft.finding.saving_ns", f.Saving)
		a.texts("daft.finding.evidence", f.Evidence)
		a.text("daft.finding.advice", f.Advice)
		a.end()
	}
}

// worker says which worker it was.
func (a *attrs) worker(w *analyze.Worker) {
	if w != nil {
		a.text("daft.worker", w.Label)
		a.text("daft.worker.id", w.ID)
	}
}

// operator says which operator it was.
func (a *attrs) operator(o *analyze.Operator) {
	if o != nil {
		a.number("daft.operator.id", o.ID)
		a.text("daft.operator.name", o.Name)
	}
}

// writePath writes the critical path as spans that tile the query.
func (x *trace) writePath() {
	p := x.c.Path
	if len(p.Segments) == 0 {
		return
	}
	all := x.begin(spanID(x.trace, "path", 0), x.query, "critical path", x.query.start, x.query.end)
	all.text("daft.path.basis", string(p.Basis))
	all.number("daft.path.segments", int64(len(p.Segments)))
	if p.Threads > 0 {
		all.number("daft.path.threads", p.Threads)
		if p.ThreadsAssumed {
			all.guess("daft.path.threads")
		}
	}
	all.done()
	for i, g := range p.Segments {
		name := g.Kind.Called()
		if g.Operator != nil {
			name += " " + export.Operator(g.Operator)
		}
		s := x.begin(spanID(x.trace, "segment", int64(i)), all, name, int64(g.Start), int64(g.End))
		s.text("daft.segment.kind", string(g.Kind))
		s.text("daft.segment.state", string(g.State))
		s.operator(g.Operator)
		s.worker(g.Worker)
		if g.Task != nil {
			s.number("daft.task.id", g.Task.ID)
			a := s.link(x.trace, spanID(x.trace, "task", g.Task.ID))
			a.text("daft.link", "task")
		}
		if len(g.Shares) > 1 {
			var names []string
			var ns []int64
			for _, share := range g.Shares {
				names, ns = append(names, export.Operator(share.Operator)), append(ns, share.NS)
				if share.Estimated && (len(s.estimated) == 0) {
					s.guess("daft.segment.shares_ns")
				}
			}
			s.texts("daft.segment.operators", names)
			s.numbers("daft.segment.shares_ns", ns)
		}
		s.flag("daft.segment.estimated", g.Estimated)
		s.text("daft.segment.guess", g.Guess)
		s.done()
	}
}
