package report

import (
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// outputText says how much of what the job printed is recorded.
func outputText(o *analyze.Output) string {
	lines, lost := o.Lines()
	text := humanize.Plural(lines, "line", "lines") + " recorded"
	if len(o.Streams) > 1 {
		var parts []string
		for _, s := range o.Streams {
			parts = append(parts, humanize.Count(s.Lines)+" of "+safe(outputName(s.Stream)))
		}
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	if lost > 0 {
		text += ", " + humanize.Count(lost) + " more not kept"
	}
	return text
}

// printLastWords shows what the job printed last where it failed and no query
// says why.
func printLastWords(p *page, run *analyze.Run) {
	o := run.Output
	if o == nil || !unexplained(run) || len(o.Last) == 0 {
		return
	}
	const most = 5
	p.text(plain, 2, 2, "what it printed last:")
	for _, l := range o.Last[max(0, len(o.Last)-most):] {
		p.line(plain, "    "+clip(safe(strings.ReplaceAll(bounded(l.Text, longestCell), "\t", "    ")), p.width-4))
	}
}

// unexplained reports whether the job failed and no query says why.
func unexplained(run *analyze.Run) bool {
	if run.Job == nil || !run.Job.ExitCode.Positive() && !run.Job.Signal.Known() {
		return false
	}
	for _, q := range run.Queries {
		if q.Error != nil {
			return false
		}
	}
	return true
}

type outputJSON struct {
	Streams []streamJSON `json:"streams"`
	Last    []string     `json:"last"`
}

type streamJSON struct {
	Stream string `json:"stream"`
	Lines  int64  `json:"lines"`
	Lost   int64  `json:"lost"`
}

func outputOf(o *analyze.Output) *outputJSON {
	if o == nil {
		return nil
	}
	doc := &outputJSON{Streams: []streamJSON{}, Last: []string{}}
	for _, s := range o.Streams {
		doc.Streams = append(doc.Streams, streamJSON(s))
	}
	for _, l := range o.Last {
		doc.Last = append(doc.Last, l.Text)
	}
	return doc
}
