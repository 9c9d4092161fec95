package main

import (
	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/report"
)

func newTimeline(s streams) *cobra.Command {
	var o report.TimelineOptions
	var form formatFlag
	var from, to logTime
	c := &cobra.Command{
		Use: "timeline [RUN]", Short: "Draw each query over time: what ran where, and what it waited for",
		Args: recordingOrDefault,
		RunE: func(_ *cobra.Command, args []string) error {
			o.Path, o.From, o.To = recordingPath(args), from.bound, to.bound
			study, err := readStudy(o.Path, s)
			if err != nil {
				return err
			}
			o.Width, o.Color = terminal(s.out)
			if form == formatJSON {
				return report.TimelineJSON(s.out, study, o)
			}
			return report.Timeline(s.out, study, o)
		},
	}
	queryFlag(c, &o.Query)
	fs := c.Flags()
	fs.BoolVar(&o.Full, "full", false, "every lane, every query and every mark")
	fs.IntVar(&o.Top, "top", 0, "show at most `N` lanes")
	fs.Var(&from, "from", "only from this `TIME` on: since the query's start, such as 2.5s, or absolute, such as 2026-01-31T09:00:00Z")
	fs.Var(&to, "to", "only up to this `TIME`")
	form.flag(c)
	return c
}
