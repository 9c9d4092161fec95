package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/timeline"
	"github.com/daft-analyze/daft-analyze/graph/gantt"
	"github.com/daft-analyze/daft-analyze/report"
)

// timelineFlags are the flags of timeline.
type timelineFlags struct {
	report   report.TimelineOptions
	from, to logTime
	form     formatFlag
	out      output
	width    int
}

func newTimeline(s streams) *cobra.Command {
	var f timelineFlags
	c := &cobra.Command{
		Use: "timeline [RUN]", Short: "Draw each query over time: what ran where, and what it waited for",
		Long: `Draw each query over time: on Ray a row for each slot of each worker with its tasks, natively a
row for each operator; above them what the query waited for, below them findings, how much ran at
a time, what was queued, and the memory of the job's processes. Of several queries the whole job
comes first.

Rows are chosen where there are many: those that the query waited for and those with failures
and retries first, then the busiest; --full shows all. In a terminal a sign stands for what a
column of time holds most of; the signs are explained below the drawing, and colours add nothing
to them.

-o t.svg writes the same as a picture for a browser, light or dark as the reader has it, with more
said where one points at it. 'export --to perfetto' writes a trace for Perfetto's own viewer.

Without RUN, run.arrow in the current folder is read.`,
		Example: `  daft-analyze timeline run.arrow
  daft-analyze timeline run.arrow --query 2 --from 1.5s --to 3s
  daft-analyze timeline run.arrow -o timeline.svg`,
		Args: recordingOrDefault,
		RunE: func(c *cobra.Command, args []string) error {
			o := &f.report
			o.Path, o.From, o.To = recordingPath(args), f.from.bound, f.to.bound
			if err := f.check(c.Flags().Changed); err != nil {
				return err
			}
			study, err := readStudy(o.Path, s)
			if err != nil {
				return err
			}
			if f.out.path != "" {
				return f.draw(study, s)
			}
			if f.form == formatJSON {
				return report.TimelineJSON(s.out, study, *o)
			}
			o.Width, o.Color = terminal(s.out)
			return report.Timeline(s.out, study, *o)
		},
	}
	queryFlag(c, &f.report.Query)
	fs := c.Flags()
	fs.BoolVar(&f.report.Full, "full", false, "every lane, every query and every mark")
	fs.IntVar(&f.report.Top, "top", 0, "show at most `N` lanes, 0 for all that fit")
	fs.Var(&f.from, "from", "only from this `TIME` on: since each query's start, such as 2.5s, or absolute, such as 2026-01-31T09:00:00Z")
	fs.Var(&f.to, "to", "only up to this `TIME`")
	fs.StringVarP(&f.out.path, "output", "o", "", "write a picture to this `FILE`, something.svg or - for standard output, instead of text")
	fs.BoolVar(&f.out.force, "force", false, "overwrite the output if it exists")
	fs.IntVar(&f.width, "width", 0, fmt.Sprintf("of the picture, in `PIXELS` (default %d)", gantt.DefaultWidth))
	f.form.flag(c)
	return c
}

// check finds what is asked for wrongly before anything is read.
func (f *timelineFlags) check(given func(flag string) bool) error {
	o, picture := f.report, f.out.path != ""
	switch {
	case o.Top < 0:
		return errors.New("--top is a number of lanes, 0 for all that fit")
	case given("width") && !picture:
		return errors.New("--width is of the picture: give -o something.svg as well")
	case given("width") && (f.width < gantt.LeastWidth || f.width > gantt.MostWidth):
		return fmt.Errorf("--width is %d to %d pixels", gantt.LeastWidth, gantt.MostWidth)
	case picture && given("format"):
		return errors.New("-o writes a picture, and --format is of what is printed: give one of them")
	case picture && f.out.path != "-" && !strings.EqualFold(filepath.Ext(f.out.path), ".svg"):
		return fmt.Errorf("%s: the picture is SVG: name it something.svg", f.out.path)
	case picture:
		if err := f.out.refusesOf(o.Path); err != nil {
			return err
		}
	}
	return checkWindow(o.From, o.To)
}

// draw writes the picture: of several queries the job, and those that the text
// shows.
func (f *timelineFlags) draw(study *finding.Study, s streams) error {
	queries, err := report.TimelineQueries(study, f.report)
	if err != nil {
		return err
	}
	var job *timeline.Job
	if len(study.Run.Queries) > 1 && f.report.Query == "" || len(queries) == 0 {
		job = timeline.OfJob(study)
	}
	list := make([]*timeline.Timeline, len(queries))
	for i, c := range study.Cases(queries) {
		list[i] = timeline.Of(c)
	}
	o := gantt.Options{From: f.from.bound, To: f.to.bound, Width: f.width}
	if err := f.out.to(s.out, func(w io.Writer) error { return gantt.Write(w, job, list, o) }); err != nil {
		return err
	}
	return f.out.said(s.err)
}
