package perfetto

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
	"github.com/daft-analyze/daft-analyze/report/export"
)

// query adds one query: itself with its phases, the path, findings, marks,
// counters, stages and workers, or operators.
func (t *trace) query(x *timeline.Timeline, number int) {
	if x.From >= x.To {
		return
	}
	q := x.Case.Query
	root := t.track(0, fmt.Sprintf("query %d %s", number, q.ID), "times by "+clocks(x))
	args := list("query_id", q.ID, "engine", string(q.Engine), "outcome", string(q.Outcome), "entrypoint", q.Entrypoint, "daft_version", q.DaftVersion, "end_inferred_from", q.EndInferred)
	if q.Error != nil {
		args = append(args, list("error", q.Error.Cause)...)
	}
	t.begin(root, int64(x.From), "query "+q.ID, "query", args...)
	for _, p := range x.Phases {
		if from, to := max(p.Start, x.From), min(p.End, x.To); from < to {
			t.slice(root, int64(from), int64(to), string(p.Kind), "phase")
		}
	}
	t.end(root, int64(x.To))
	t.path(root, x)
	t.findings(root, x)
	t.marks(root, x)
	for _, c := range x.Curves {
		if c.Name != timeline.Memory { // the job's
			t.curve(root, c)
		}
	}
	if x.Unit == timeline.Slots {
		t.stages(root, x)
		t.workers(root, x)
	}
	t.operators(root, x)
}

// clocks says who stamped what is shown.
func clocks(x *timeline.Timeline) string {
	var parts []string
	for _, u := range x.Clocks {
		text := fmt.Sprintf("the %s's clock (%s)", u.Clock, u.What)
		if u.Moved != 0 {
			text += " moved by " + rounded(u.Moved)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

func (t *trace) path(root int, x *timeline.Timeline) {
	if len(x.Path) == 0 {
		return
	}
	track := t.track(root, "critical path", "what the query waited for: segments that tile its wall time")
	for _, s := range x.Path {
		args := list("state", export.State(s.State), "estimated", s.Estimated, "likely_because", s.Guess)
		if s.Task != nil {
			args = append(args, list("task_id", s.Task.ID)...)
		}
		if s.Worker != nil {
			args = append(args, list("worker", s.Worker.Label)...)
		}
		if s.Operator != nil {
			args = append(args, list("operator", export.Operator(s.Operator))...)
		}
		args = append(args, list("shares", shares(s))...)
		name := s.Kind.Called()
		if s.Kind == critical.Run && s.Operator != nil && s.Task == nil { // natively an operator is all there is to say
			name = export.Operator(s.Operator)
		}
		t.slice(track, int64(s.Start), int64(s.End), name, "path", args...)
	}
}

// shares says what operators have of a run, the largest first.
func shares(s critical.Segment) string {
	const most = 8
	var parts []string
	for i, x := range s.Shares {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %d more", len(s.Shares)-most))
			break
		}
		mark := ""
		if x.Estimated {
			mark = "~"
		}
		parts = append(parts, mark+export.Operator(x.Operator)+" "+rounded(x.NS))
	}
	return strings.Join(parts, ", ")
}

// findings adds a track for each finding, with the parts of the path that it is
// about.
func (t *trace) findings(root int, x *timeline.Timeline) {
	group := 0
	for _, m := range x.Marks {
		if m.Kind != timeline.MarkFinding {
			continue
		}
		if group == 0 {
			group = t.track(root, "findings", "the parts of the critical path that each is about")
		}
		f := m.Finding
		track := t.track(group, f.ID, "")
		for i, w := range m.Where {
			if w.Start >= w.End {
				continue
			}
			var args []arg
			if i == 0 {
				args = list("title", f.Title, "severity", string(f.Severity), "cost_ns", f.Cost, "saving_ns", f.Saving, "advice", f.Advice, "evidence", strings.Join(f.Evidence, "\n"), "inferred", !f.Sure)
			}
			t.slice(track, int64(w.Start), int64(w.End), f.ID, "finding", args...)
		}
	}
}

// marks adds retries, failures, lost workers and the end of a query that did not
// finish.
func (t *trace) marks(root int, x *timeline.Timeline) {
	track := 0
	for _, m := range x.Marks {
		if m.Kind == timeline.MarkFinding {
			continue
		}
		if track == 0 {
			track = t.track(root, "marks", "retries, failures, lost workers, the most memory, an end that is none")
		}
		args := list("text", m.Text, "inferred", m.Inferred)
		if m.Task != nil {
			args = append(args, list("task_id", m.Task.ID)...)
		}
		if m.Worker != nil {
			args = append(args, list("worker", m.Worker.Label)...)
		}
		t.instant(track, int64(m.Time), string(m.Kind), "mark", args...)
	}
}

func (t *trace) curve(root int, c timeline.Curve) {
	doc := map[timeline.CurveName]string{timeline.Parallelism: c.Unit + " at a time", timeline.Queue: c.Unit + " that wait"}[c.Name]
	if c.Room.Known() {
		doc += fmt.Sprintf("; there was room for %d", c.Room.V)
	}
	if c.Estimated {
		doc += "; estimated"
	}
	track := t.counter(root, string(c.Name), c.Unit, doc)
	for _, p := range c.Points {
		t.value(track, int64(p.Time), p.Level)
	}
	t.value(track, int64(c.To), 0)
}

// stages adds a slice for each stage, from its first bar to its last.
func (t *trace) stages(root int, x *timeline.Timeline) {
	type window struct{ from, to, tasks int64 }
	windows := make([]window, len(x.Stages))
	for _, g := range x.Groups {
		for _, l := range g.Lanes {
			for i := range l.Bars {
				b := &l.Bars[i]
				if b.Kind == timeline.Waiting || b.Stage < 0 {
					continue
				}
				w := &windows[b.Stage]
				if w.tasks == 0 || int64(b.Start) < w.from {
					w.from = int64(b.Start)
				}
				w.to = max(w.to, int64(b.End))
				w.tasks++
			}
		}
	}
	group := 0
	for i, s := range x.Stages {
		if windows[i].tasks == 0 {
			continue
		}
		if group == 0 {
			group = t.track(root, "stages", "from the first schedule of a task to the last end of one")
		}
		track := t.track(group, x.StageLabels[i]+" "+s.Name, "")
		t.slice(track, windows[i].from, windows[i].to, x.StageLabels[i]+" "+s.Name, "stage", list("tasks", len(s.Tasks), "operators", strings.Trim(fmt.Sprint(s.NodeIDs), "[]"), "failed", s.Counts.Failed, "retried", s.Counts.Retried)...)
	}
}

// operators adds a track for each operator: natively with what it did, on Ray
// from its first sign to its last.
func (t *trace) operators(root int, x *timeline.Timeline) {
	onPath := make(map[*analyze.Operator]int64)
	for _, s := range x.Path {
		for _, p := range s.Shares {
			onPath[p.Operator] += p.NS
		}
	}
	group := 0
	track := func(o *analyze.Operator) int {
		if group == 0 {
			group = t.track(root, "operators", "in the order of the plan, what puts out the result first")
		}
		return t.track(group, export.Operator(o), strings.TrimSpace(o.Type+" "+o.Category))
	}
	counters := func(o *analyze.Operator) []arg {
		args := list("node_id", o.ID, "rows_in", o.RowsIn, "rows_out", o.RowsOut, "bytes_in", o.BytesIn, "bytes_out", o.BytesOut, "bytes_read", o.BytesRead, "bytes_written", o.BytesWritten, "busy_ns", o.Work.Busy, "batches", o.Batches)
		return append(args, list("path_ns", onPath[o])...)
	}
	if x.Unit == timeline.Slots {
		for _, o := range x.Case.Query.Operators {
			if from, to := max(o.First.Time, x.From), min(o.Last.Time, x.To); o.First.Known && o.Last.Known && from < to {
				t.slice(track(o), int64(from), int64(to), export.Operator(o), "operator", append(counters(o), list("bounds", "first to last sign of it, not when it was busy")...)...)
			}
		}
		return
	}
	for _, g := range x.Groups {
		for i := range g.Lanes {
			l := &g.Lanes[i]
			if len(l.Bars) == 0 {
				continue
			}
			place := track(l.Operator)
			for k := range l.Bars {
				b := &l.Bars[k]
				name := export.State(b.State)
				if b.Kind != timeline.Running || name == "" {
					name = string(b.Kind)
				}
				args := list("estimated", b.Estimated)
				if b.Level > 0 {
					args = append(args, list("at_a_time", b.Level)...)
				}
				if k == 0 {
					args = append(args, counters(l.Operator)...)
				}
				t.slice(place, int64(b.Start), int64(b.End), name, "operator", args...)
			}
		}
	}
}
