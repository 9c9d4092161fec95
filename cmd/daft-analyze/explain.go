package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/report"
)

func newExplain(s streams) *cobra.Command {
	var o report.ExplainOptions
	var form formatFlag
	var legend bool
	c := &cobra.Command{
		Use:   "explain [RUN]",
		Short: "Say what each query did and where its wall time went",
		Long: `Say per query how it ended, where its wall time went, what to change and what that would
save, and what its operators did. Operators with less than 1 % of the critical path are folded.

Without RUN, run.arrow in the current folder is read. --legend needs none.`,
		Example: `  daft-analyze explain run.arrow
  daft-analyze explain run.arrow --query 2 --full
  daft-analyze explain run.arrow --sort busy --top 5
  daft-analyze explain --legend`,
		Args: func(c *cobra.Command, args []string) error {
			if legend && len(args) == 0 {
				return nil
			}
			return recordingOrDefault(c, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			o.Width, o.Color = terminal(s.out)
			if legend {
				return report.Legend(s.out, report.LegendOptions{Width: o.Width, Color: o.Color})
			}
			if o.Top < 0 {
				return errors.New("--top is a number of operators, 0 for all")
			}
			o.Path = recordingPath(args)
			study, err := readStudy(o.Path, s)
			if err != nil {
				return err
			}
			switch form {
			case formatJSON:
				return report.ExplainJSON(s.out, study, o)
			case formatMarkdown:
				return report.ExplainMarkdown(s.out, study, o)
			case formatCSV:
				return explainCSV(s.out, study, o.Query)
			}
			return report.Explain(s.out, study, o)
		},
	}
	queryFlag(c, &o.Query)
	c.Flags().BoolVar(&o.Full, "full", false, "fold and shorten nothing: every query, operator, task, note, and whole error messages")
	c.Flags().IntVar(&o.Top, "top", 0, "only the `N` operators that come first by --sort; in the plan the others are folded")
	c.Flags().Var(orderFlag{&o.Sort}, "sort", "order of the operators: "+oneOf(orderNames())+"; all but plan make a list of them")
	complete(c, "sort", orderNames()...)
	c.Flags().BoolVar(&legend, "legend", false, "say what each number is, and what it is not")
	form.flag(c, formatCSV, formatMarkdown)
	return c
}

// orderFlag is the value of --sort.
type orderFlag struct{ order *report.Order }

func orderNames() (names []string) {
	for _, o := range report.Orders {
		names = append(names, string(o))
	}
	return names
}

func (f orderFlag) Type() string { return "ORDER" }

func (f orderFlag) String() string {
	if f.order == nil || *f.order == "" {
		return string(report.ByPlan)
	}
	return string(*f.order)
}

func (f orderFlag) Set(v string) error {
	for _, o := range report.Orders {
		if string(o) == v {
			*f.order = o
			return nil
		}
	}
	return fmt.Errorf("it is %s", oneOf(orderNames()))
}
