package report

import (
	"fmt"
	"strings"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
)

// jobEnd says how the job ended, and whether that is bad.
func jobEnd(job *analyze.Job) (text string, bad bool) {
	switch {
	case job.ExitCode.Known():
		return fmt.Sprintf("the job exited %d", job.ExitCode.V), job.ExitCode.V != 0
	case job.Signal.Known():
		return "the job was killed by " + signalName(job.Signal.V), true
	case job.End.Known:
		return "the job ended", false
	}
	return "the job was still running when the recording ends", false
}

// printJob splits the wall time of the job.
func printJob(p *page, run *analyze.Run) {
	job, queries := run.Job, len(run.Queries)
	text, bad := jobEnd(job)
	look := plain
	if bad {
		look = red
	}
	text = strings.TrimPrefix(strings.TrimPrefix(text, "the job "), "was ")
	split := job.Split
	parts := []int64{split.Before.V, split.Queries.V, split.Between.V, split.After.V}
	known := queries > 0 && split.Before.Known() && split.Queries.Known() && split.Between.Known() && split.After.Known()
	switch {
	case known && job.Wall.Known():
		total, each := humanize.Parts(job.Wall.V, parts)
		names := []string{"before the first query", "in queries", "between", "after"}
		if queries == 1 {
			names = []string{"before the query", "in it", "between", "after"}
		}
		var list []string
		for i, name := range names {
			if parts[i] != 0 {
				list = append(list, each[i]+" "+name)
			}
		}
		text += " after " + total + " = " + strings.Join(list, " + ")
	case job.Wall.Known():
		text += " after " + humanize.Duration(job.Wall.V)
	}
	if !known && split.Before.Known() && queries > 0 {
		text += fmt.Sprintf("; %s before the first query", humanize.Duration(split.Before.V))
	}
	if len(job.Signals) > 0 {
		var names []string
		for _, n := range job.Signals {
			names = append(names, signalName(n))
		}
		text += "; signals passed on: " + strings.Join(names, ", ")
	}
	if run.Output != nil {
		if lines, _ := run.Output.Lines(); lines > 0 {
			text += "; printed " + humanize.Plural(lines, "line", "lines")
		}
	}
	p.field(look, "job", text)
}
