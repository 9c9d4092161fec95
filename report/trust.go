package report

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// printTrust says whether anything is missing: in one line where all is well.
// Whose clock stamped what, and how counters compare, is told in full.
func printTrust(p *page, c *finding.Case, full bool) {
	q := c.Query
	look := plain
	if !q.Trust.Complete {
		look = red
	}
	text := completeness(c.Run, q) + derivedRemark(q.Trust.DerivedNumbers)
	if !full {
		text += basisRemark(c.Path)
	}
	p.field(look, "trust", text)
	if full {
		if text := sourcesRemark(q.Trust.Sources); text != "" {
			p.field(dim, "", text)
		}
		p.field(dim, "clocks", clocks(q))
	}
	for _, n := range q.Trust.Notes {
		if full || !saidElsewhere(n.Code) {
			p.field(yellow, "note", n.Text)
		}
	}
}

// basisRemark says that the parts of operators are guesses, where nothing better
// was recorded.
func basisRemark(path *critical.Path) string {
	switch {
	case path.TooShort:
		return "; too short, without spans, to tell its operators apart"
	case path.Basis == critical.ByEstimates:
		return "; operators' shares are estimated from counters, as no spans were recorded"
	}
	return ""
}

// saidElsewhere reports whether the text says what a note does in another
// place and in fewer words, or nothing is wrong with what it says.
func saidElsewhere(code string) bool {
	switch code {
	case "clocks", "stamped-on-arrival", "ray-planning", "events-missing", "tasks-missing", "recorder-losses", "end-inferred", "worker-died", "bytes-not-counted",
		"counter-sources", "spans-split", "spans-of-workers", "joins-derived", "task-names-derived", "tasks-derived":
		return true
	}
	return strings.HasPrefix(code, "recording-")
}

// completeness is one line in plain words: complete, or what is missing.
func completeness(run *analyze.Run, q *analyze.Query) string {
	t := q.Trust
	seen := ""
	if q.Engine == analyze.EngineRay {
		seen = humanize.Plural(t.TasksKnown, "task", "tasks")
		if t.TasksKnown == 0 {
			seen = "no tasks recorded"
		}
	}
	if t.Complete {
		if seen != "" {
			seen = ": " + seen + ", nothing missing"
		}
		return "recorded completely" + seen
	}
	var parts []string
	if t.Recording != analyze.StateComplete {
		parts = append(parts, "the recording is "+recordingState(t.Recording))
	}
	if len(t.MissingEvents) > 0 {
		parts = append(parts, "missing: "+strings.Join(t.MissingEvents, ", "))
	}
	if seen != "" {
		var lacks []string
		for _, m := range []struct {
			n    int64
			what string
		}{{t.MissingTaskSubmits, "without a submit"}, {t.MissingTaskSchedules, "without a schedule"}, {t.MissingTaskEnds, "without an end"}} {
			if m.n > 0 {
				lacks = append(lacks, humanize.Count(m.n)+" "+m.what)
			}
		}
		if len(lacks) > 0 {
			seen += ", of which " + strings.Join(lacks, ", ")
		}
		if t.MissingTaskIDs > 0 {
			seen += ", and " + humanize.Plural(t.MissingTaskIDs, "more that was", "more that were") + " never seen"
		}
		if t.TasksNotReported {
			seen = "tasks not reported"
		}
		parts = append(parts, seen)
	}
	if t.Dropped.Positive() {
		parts = append(parts, "Daft dropped at least "+humanize.Plural(t.Dropped.V, "event", "events"))
	}
	if run.BadLines > 0 {
		parts = append(parts, humanize.Plural(run.BadLines, "line", "lines")+" of the log could not be read")
	}
	if t.RecorderLosses > 0 {
		parts = append(parts, "the recorder lost "+humanize.Count(t.RecorderLosses)+" in all")
	}
	return "not complete: " + strings.Join(parts, "; ")
}

func derivedRemark(n int64) string {
	if n == 0 {
		return ""
	}
	return "; " + humanize.Plural(n, "number", "numbers") + " derived from others (~)"
}

// sourcesRemark says whether the counters that came twice agree.
func sourcesRemark(s analyze.CounterSources) string {
	if s.Agree+s.OTLPOnly+s.Overwritten+s.ReportsBehind+s.ExportsBehind == 0 {
		return ""
	}
	text := "counters by OTLP and dashboard: " + humanize.Count(s.Agree) + " agree"
	for _, m := range []struct {
		n    int64
		what string
	}{{s.Overwritten + s.ReportsBehind, "better by OTLP"}, {s.ExportsBehind, "better by dashboard"}, {s.OTLPOnly, "by OTLP only"}, {s.Workers, "from workers"}} {
		if m.n > 0 {
			text += ", " + humanize.Count(m.n) + " " + m.what
		}
	}
	return text
}

// clockNames are whose clock stamped a time. The keys are format.Clock values.
var clockNames = map[string]string{
	"driver": "the driver's", "runner": "the Ray runner's", "worker": "a Ray worker's", "recorder": "the recorder's", "": "an unnamed",
}

func clockName(m analyze.Moment) string {
	if name := clockNames[string(m.Clock)]; name != "" {
		return name
	}
	return string(m.Clock) + "'s"
}

// clocks says which clock stamped the query, its tasks, and its operators.
func clocks(q *analyze.Query) string {
	var parts []string
	if q.Start.Known {
		parts = append(parts, "query: "+clockName(q.Start)+" clock")
	}
	for _, t := range q.Tasks {
		if t.Ended.Known {
			parts = append(parts, "tasks: "+clockName(t.Ended))
			break
		}
	}
	for _, o := range q.Operators {
		if o.LastSeen.Known {
			text := "counters: " + clockName(o.LastSeen)
			if o.LastSeen.Clock == "recorder" {
				text += ", on arrival"
				if d := q.Trust.Delay; d.Events > 0 {
					text += fmt.Sprintf(" (median %s, at most %s after sending)", humanize.Duration(d.P50), humanize.Duration(d.Max))
				}
			}
			parts = append(parts, text)
			break
		}
	}
	if hasBusy(q) {
		clock := "driver"
		if q.Engine == analyze.EngineRay {
			clock = "worker"
		}
		parts = append(parts, "spans: "+clockNames[clock])
	}
	return strings.Join(parts, "; ")
}
