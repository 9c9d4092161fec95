package analyze

import (
	"fmt"
	"strings"
)

// show prints a run for goldens: one fact a line, times as nanoseconds since
// the start of the query, derived numbers with a ~, missing ones as -.
func show(r *Run) string {
	var b strings.Builder
	p := func(f string, a ...any) { fmt.Fprintf(&b, f+"\n", a...) }
	p("recording %s %q events=%d pings=%d unknown=%d bad=%d", r.Recording.State, r.Recording.Reason, r.Events, r.Pings, r.UnknownRequests, r.BadRequests)
	if j := r.Job; j != nil {
		s := j.Split
		p("job exit=%s signal=%s wall=%s before=%s queries=%s between=%s after=%s clipped=%s", val(j.ExitCode), val(j.Signal), val(j.Wall), val(s.Before), val(s.Queries), val(s.Between), val(s.After), val(s.Clipped))
	}
	for _, l := range r.Losses {
		p("loss %s %d %q", l.What, l.Count, l.Why)
	}
	for _, w := range r.Workers {
		p("worker %s tasks=%+v schedules=%d", w.Label, w.Tasks, w.Schedules)
		if d := w.Death; d != nil {
			p("  %s died: %s", d.Sure, d.Evidence)
		}
	}
	if r.Spans.Total > 0 {
		p("spans %+v", r.Spans)
	}
	for _, m := range r.Monitored {
		p("monitored %s looks=%d rss %s allocated %s resident %s", m.Role, m.Looks, val(m.PeakRSS), val(m.PeakAllocated), val(m.PeakResident))
	}
	for _, w := range r.Warnings {
		p("warning %s x%d at %s", w.Code, w.Count, w.Place)
	}
	for _, q := range r.Queries {
		showQuery(p, q)
	}
	return b.String()
}

func showQuery(p func(string, ...any), q *Query) {
	since := func(m Moment) string {
		if !m.Known {
			return "-"
		}
		return fmt.Sprintf("%d(%s)", m.Time-q.Start.Time, m.Clock)
	}
	p("query %s #%d %s %s(%q) wall=%s end=%q", q.ID, q.Repeat, q.Engine, q.Outcome, q.EndState, val(q.Wall), q.EndInferred)
	var phases []string
	for _, ph := range q.Phases {
		phases = append(phases, fmt.Sprintf("%s=%d", ph.Kind, ph.Length()))
	}
	p("  phases %s optimization=%s", strings.Join(phases, " "), val(q.Optimization))
	if e := q.Error; e != nil {
		where := "-"
		if e.Operator != nil {
			where = fmt.Sprintf("%s #%d by %s", e.Operator.Name, e.Operator.ID, e.Located)
		}
		w := "-"
		if e.Worker != nil {
			w = e.Worker.Label
		}
		p("  error %q at %s tasks=%d worker=%s", e.Cause, where, len(e.Tasks), w)
	}
	p("  consumption %s total=%s: %s", q.Consumption.Verdict, val(q.Consumption.Total), q.Consumption.Evidence)
	t := q.Trust
	p("  trust complete=%t missing events=%v tasks=%d submits=%d schedules=%d ends=%d ids=%d reports=%s dropped=%s derived=%d heartbeat gap=%s",
		t.Complete, t.MissingEvents, t.TasksKnown, t.MissingTaskSubmits, t.MissingTaskSchedules, t.MissingTaskEnds, t.MissingTaskIDs, val(t.MissingReports), val(t.Dropped), t.DerivedNumbers, val(t.HeartbeatGap))
	if t.Sources.Any() {
		p("    sources %+v", t.Sources)
	}
	if e := q.RowErrors; e.Count > 0 {
		p("  row errors %d %v", e.Count, e.Kinds)
	}
	for _, n := range t.Notes {
		p("    %s: %s", n.Code, n.Text)
	}
	for _, w := range q.Warnings {
		p("  warning %s x%d at %s", w.Code, w.Count, w.Place)
	}
	for _, o := range q.Operators {
		p("  %s#%d %s [%s] rows %s -> %s bytes %s -> %s read %s written %s/%s batches %s daft %s est %s", strings.Repeat("  ", o.Depth), o.ID, o.Name, o.Category,
			val(o.RowsIn), val(o.RowsOut), val(o.BytesIn), val(o.BytesOut), val(o.BytesRead), val(o.RowsWritten), val(o.BytesWritten), val(o.Batches), val(o.DaftDuration), val(o.EstimatedRows))
		if o.IsJoin() {
			p("  %s  build %s probe %s -> %s", strings.Repeat("  ", o.Depth), val(o.BuildRows), val(o.ProbeRowsIn), val(o.ProbeRowsOut))
		}
		if w := o.Work; w.Known() {
			p("  %s  busy %s at least=%t idle %s spans=%d finalize %s build %s until %s probe %s", strings.Repeat("  ", o.Depth), val(w.Busy), w.AtLeast, val(w.Idle), w.Spans, val(w.Finalize.Busy), val(w.Build.Busy), since(w.Build.End), val(w.Probe.Busy))
		}
		p("  %s  seen %s %q .. %s %q samples=%d reports=%d tasks=%d readers=%d", strings.Repeat("  ", o.Depth), since(o.First), o.FirstSign, since(o.Last), o.LastSign, len(o.Samples), o.Reports, o.Tasks.Total, o.Readers)
	}
	for _, task := range q.Tasks {
		name := task.Name
		if task.NameDerived {
			name = "~" + name
		}
		w := "-"
		if task.Worker != nil {
			w = task.Worker.Label
		}
		p("  task %d %s %v last=%s %s attempts=%d on %s submit %s schedule %s..%s end %s rows %s -> %s bytes %s -> %s inputs=%d %s", task.ID, name, task.NodeIDs, val(task.LastNode), task.Outcome,
			task.Attempts(), w, since(task.Submitted), since(task.FirstScheduled), since(task.LastScheduled), since(task.Ended), val(task.RowsIn), val(task.RowsOut), val(task.BytesIn), val(task.BytesOut), len(task.Inputs), task.Cause)
	}
}

func val(v Value) string {
	switch v.Origin {
	case Missing:
		return "-"
	case Derived:
		return fmt.Sprintf("~%d", v.V)
	}
	return fmt.Sprint(v.V)
}
