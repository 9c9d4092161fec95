package timeline

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/format"
)

// MarkKind says what a mark stands for.
type MarkKind string

const (
	MarkRetry   MarkKind = "retry"       // a task was given out again
	MarkFailure MarkKind = "failure"     // a task failed
	MarkLost    MarkKind = "worker lost" // nothing came back from a worker after this; inferred
	MarkFinding MarkKind = "finding"     // where a finding costs most
	MarkMemory  MarkKind = "memory peak"
	MarkEnd     MarkKind = "end" // of a query that did not finish
)

// Mark is something to look at.
type Mark struct {
	Time     format.Time
	To       format.Time        // of a finding: the end of its longest stretch of the path; else Time
	Where    []analyze.Interval // of a finding: all stretches of the path that it takes part of, in order
	Kind     MarkKind
	Text     string // one line; holds text of the recording
	Task     *analyze.Task
	Worker   *analyze.Worker
	Finding  *finding.Finding
	Number   int // of a finding: its place among those of the query that cost something, from 1
	Inferred bool
}

func (t *Timeline) mark() {
	for _, g := range t.Groups {
		for _, l := range g.Lanes {
			for _, b := range l.Bars {
				switch b.Kind {
				case Retry:
					t.add(Mark{Time: b.End, Kind: MarkRetry, Task: b.Task, Worker: g.Worker, Text: fmt.Sprintf("task %d was given out again, after %s in vain", b.Task.ID, humanize.Duration(b.Length()))})
				case Failed:
					t.add(Mark{Time: b.End, Kind: MarkFailure, Task: b.Task, Worker: g.Worker, Text: fmt.Sprintf("task %d failed: %s", b.Task.ID, cmp.Or(b.Task.Cause, "no reason was recorded"))})
				}
			}
		}
		if g.Died && g.Worker.Death.After.Known {
			t.add(Mark{Time: g.Worker.Death.After.Time, Kind: MarkLost, Worker: g.Worker, Inferred: true, Text: g.Worker.Label + " probably died: " + g.Worker.Death.Evidence})
		}
	}
	t.findings()
	q := t.Case.Query
	if a := t.Case.Memory; a != nil {
		for _, m := range a.Queries {
			if m.Query == q && m.Most.Known() && m.MostAt >= t.From && m.MostAt <= t.To {
				t.add(Mark{Time: m.MostAt, Kind: MarkMemory, Text: "most memory: " + humanize.Bytes(m.Most.V)})
			}
		}
	}
	if q.Outcome != analyze.OutcomeFinished && t.To > t.From {
		text := "the query " + string(q.Outcome)
		if q.Outcome == analyze.OutcomeCanceled || q.Outcome == analyze.OutcomeUnfinished {
			text = "the query is " + string(q.Outcome)
		}
		if q.Error != nil && q.Error.Cause != "" {
			text += ": " + q.Error.Cause
		}
		t.add(Mark{Time: t.To, Kind: MarkEnd, Text: text, Inferred: q.EndInferred != ""})
	}
	slices.SortStableFunc(t.Marks, func(a, b Mark) int { return cmp.Compare(a.Time, b.Time) })
}

// add adds a mark at its place within the timeline.
func (t *Timeline) add(m Mark) {
	m.To = t.within(max(m.Time, m.To))
	m.Time = t.within(m.Time)
	t.Marks = append(t.Marks, m)
}

// findings puts each finding where it has the longest unbroken stretch of the
// path.
func (t *Timeline) findings() {
	number := 0
	for i := range t.Case.Findings {
		f := &t.Case.Findings[i]
		if f.Severity == finding.Fine {
			continue
		}
		number++
		var where []analyze.Interval
		last := -2
		for _, s := range f.Segments {
			if s < 0 || s >= len(t.Path) {
				continue
			}
			x := t.Path[s]
			if s == last+1 {
				where[len(where)-1].End = x.End
			} else {
				where = append(where, analyze.Interval{Start: x.Start, End: x.End})
			}
			last = s
		}
		var best analyze.Interval
		for _, x := range where {
			if x.Length() > best.Length() {
				best = x
			}
		}
		if best.Start < best.End {
			t.add(Mark{Time: best.Start, To: best.End, Where: where, Kind: MarkFinding, Finding: f, Number: number, Text: f.Title, Inferred: !f.Sure})
		}
	}
}
