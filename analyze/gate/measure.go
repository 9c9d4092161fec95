package gate

import (
	"fmt"
	"path"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
)

// Measure takes of a recording what the gate goes by. What the recording does not
// know is absent. Path and Labels are the caller's.
func Measure(study *finding.Study) Measurement {
	run := study.Run
	m := Measurement{Complete: run.Recording.State == analyze.StateComplete, Reason: short(run.Recording.Reason, mostText), Metrics: map[string]int64{}}
	if c := run.Recording.CPUs; c.Positive() {
		m.CPUs = c.V
	}
	m.Time = began(run)
	m.Job = short(run.Recording.JobName, mostText)
	if j := run.Job; j != nil {
		if m.Job == "" {
			m.Job = command(j.Arguments)
		}
		m.ExitCode, m.Signal = pointer(j.ExitCode), pointer(j.Signal)
		put(m.Metrics, Wall, j.Wall)
		if j.Use != nil {
			put(m.Metrics, CPU, j.Use.CPU)
			put(m.Metrics, Memory, j.Use.PeakRSS)
		}
	}
	marks := align.Marks(run)
	seen := map[string]int{}
	for i, c := range study.All() {
		q := measureQuery(c, marks[i])
		shape := q.Mark.Shape
		if shape == "" {
			shape = "?"
		}
		seen[shape]++
		q.Key = fmt.Sprintf("%s-%d", shape, seen[shape])
		m.Queries = append(m.Queries, q)
		if m.DaftVersion == "" {
			m.DaftVersion, m.RayVersion = short(c.Query.DaftVersion, mostText), short(c.Query.RayVersion, mostText)
		}
	}
	return m
}

// began is when a run began, by the first clock that says so.
func began(run *analyze.Run) int64 {
	if j := run.Job; j != nil && j.Start.Known {
		return int64(j.Start.Time)
	}
	for _, q := range run.Queries {
		if q.Start.Known {
			return int64(q.Start.Time)
		}
	}
	if s := run.Recording.Start; s.Known {
		return int64(s.Time)
	}
	return 0
}

func measureQuery(c *finding.Case, mark align.Mark) QueryMeasurement {
	q := c.Query
	m := QueryMeasurement{
		Label: mark.Label, Mark: mark, Plan: mark.Fingerprint,
		ID: short(q.ID, mostText), Engine: string(q.Engine), Outcome: string(q.Outcome),
		Workers: int64(len(q.Workers)), Inexact: inexact(q),
		Metrics: map[string]int64{}, Counters: map[string]int64{},
	}
	if q.Error != nil {
		m.Error = short(q.Error.Cause, mostText)
	}
	for _, t := range q.Tasks {
		m.Retries = saturate.Add(m.Retries, max(t.Attempts()-1, 0))
	}
	if q.Outcome == analyze.OutcomeFinished {
		if q.EndInferred == "" && !q.StartLost {
			put(m.Metrics, Wall, q.Wall)
		}
		put(m.Metrics, Busy, busyOf(q))
		put(m.Metrics, Slots, slotsOf(q))
		countQuery(m.Counters, c)
	}
	m.Operators = measureOperators(q)
	for _, f := range c.Findings {
		if f.Severity != finding.Fine {
			m.Findings = append(m.Findings, f.ID)
		}
	}
	return m
}

// busyOf is the time that threads were inside of batches: missing where some of it
// is not known.
func busyOf(q *analyze.Query) (busy analyze.Value) {
	if q.Engine != analyze.EngineNative || q.Trust.RecorderLosses > 0 {
		return analyze.Value{}
	}
	for _, o := range q.Operators {
		if !o.InPlan || isSource(o) {
			continue
		}
		if !o.Work.Known() {
			return analyze.Value{}
		}
		busy = busy.PlusKnown(o.Work.Busy)
	}
	return busy
}

// slotsOf is the time that tasks held slots of workers: missing where the end of
// one is.
func slotsOf(q *analyze.Query) (sum analyze.Value) {
	for _, t := range q.Tasks {
		w := t.Wall()
		if !w.Known() || w.V < 0 {
			return analyze.Value{}
		}
		sum = sum.PlusKnown(w)
	}
	return sum
}

// inexact says why the counters of a query are not all that Daft counted.
func inexact(q *analyze.Query) string {
	t := &q.Trust
	switch {
	case q.Outcome != analyze.OutcomeFinished:
		return "it is " + string(q.Outcome)
	case t.Recording != analyze.StateComplete:
		return "the recording is " + string(t.Recording)
	case t.RecorderLosses > 0:
		return fmt.Sprintf("the recorder lost %d events", t.RecorderLosses)
	case q.Engine == analyze.EngineNative && t.Dropped.Positive() && t.Sources.Agree+t.Sources.OTLPOnly+t.Sources.ReportsBehind == 0:
		return fmt.Sprintf("Daft dropped %d events", t.Dropped.V)
	}
	return ""
}

// command is what a job runs, without folders.
func command(arguments []string) string {
	words := make([]string, 0, len(arguments))
	for _, a := range arguments[:min(len(arguments), 8)] {
		if strings.HasPrefix(a, "/") || strings.HasPrefix(a, "./") || strings.HasPrefix(a, "../") {
			a = path.Base(a)
		}
		words = append(words, a)
	}
	return short(strings.Join(words, " "), mostText)
}

func put(m map[string]int64, name string, v analyze.Value) {
	if v.Known() && v.V >= 0 {
		m[name] = v.V
	}
}

func pointer(v analyze.Value) *int64 {
	if !v.Known() {
		return nil
	}
	return &v.V
}

// mostText bounds each text that a measurement keeps, in characters.
const mostText = 200

// short cuts a text to so many characters of one line.
func short(text string, most int) string {
	n := 0
	for i, r := range text {
		if n == most {
			text = text[:i] + "…"
			break
		}
		if r < ' ' || r == 0x7f {
			return short(strings.Map(func(r rune) rune {
				if r < ' ' || r == 0x7f {
					return ' '
				}
				return r
			}, text[:min(len(text), 4*most)]), most)
		}
		n++
	}
	return strings.ToValidUTF8(text, "?")
}
