package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/report"
)

func newExplain(s streams) *cobra.Command {
	var o report.ExplainOptions
	var form formatFlag
	c := &cobra.Command{
		Use:   "explain [RUN]",
		Short: "Say what each query did and where its wall time went",
		Long: `Say per query how it ended, where its wall time went by phase, what its operators
and tasks did, and how far the numbers can be trusted.

Without RUN, run.arrow in the current folder is read.`,
		Args: recordingOrDefault,
		RunE: func(_ *cobra.Command, args []string) error {
			o.Path = recordingPath(args)
			study, err := readStudy(o.Path, s)
			if err != nil {
				return err
			}
			o.Width, o.Color = terminal(s.out)
			if form == formatJSON {
				return report.ExplainJSON(s.out, study, o)
			}
			return report.Explain(s.out, study, o)
		},
	}
	queryFlag(c, &o.Query)
	c.Flags().BoolVar(&o.Full, "full", false, "every query, every task, every note, and whole error messages")
	form.flag(c)
	return c
}

// formatFlag is the value of --format.
type formatFlag string

const (
	formatText formatFlag = "text"
	formatJSON formatFlag = "json"
)

func (f *formatFlag) flag(c *cobra.Command) {
	*f = formatText
	c.Flags().Var(f, "format", "text or json")
	values := cobra.FixedCompletions([]string{string(formatText), string(formatJSON)}, cobra.ShellCompDirectiveNoFileComp)
	if err := c.RegisterFlagCompletionFunc("format", values); err != nil {
		panic(err)
	}
}

func (f *formatFlag) String() string { return string(*f) }
func (f *formatFlag) Type() string   { return "format" }

func (f *formatFlag) Set(v string) error {
	switch formatFlag(v) {
	case formatText, formatJSON:
		*f = formatFlag(v)
		return nil
	}
	return errors.New("it is text or json")
}
