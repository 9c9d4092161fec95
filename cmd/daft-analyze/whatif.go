package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/report"
)

func newWhatIf(s streams) *cobra.Command {
	var ask finding.Ask
	var o report.ViewOptions
	var form formatFlag
	var workers timesFlag
	c := &cobra.Command{
		Use: "what-if [RUN]", Short: "Say how long a query would have taken under other circumstances",
		Long: `Replay each query under other circumstances and say how long it would have taken. Without a
question, what one would ask first is tried.

On Ray the schedule of tasks is replayed. The unchanged run is replayed first, and a model
that is off by more than 10 % refuses. Natively there is no schedule to replay: savings are
upper bounds from the critical path. Exit code 3: no query could be answered for.

Without RUN, run.arrow in the current folder is read.`,
		Example: `  daft-analyze what-if run.arrow
  daft-analyze what-if run.arrow --workers 2x --no-skew
  daft-analyze what-if run.arrow --speedup '#5=2x' --speedup Sort=free`,
		Args: recordingOrDefault,
		RunE: func(_ *cobra.Command, args []string) error {
			o.Path, ask.Workers = recordingPath(args), float64(workers)
			study, cases, err := readCases(o.Path, o.Query, s)
			if err != nil {
				return err
			}
			answers := make([]report.Answer, 0, len(cases))
			answered := len(cases) == 0
			var missing error
			for _, x := range cases {
				results, err := ask.Answer(x)
				if err != nil {
					missing = err // an operator may be of one query and not of another
					continue
				}
				for _, r := range results {
					answered = answered || r.Refusal == ""
				}
				answers = append(answers, report.Answer{Case: x, Results: results})
			}
			if missing != nil && len(answers) == 0 {
				return missing
			}
			o.Width, o.Color = terminal(s.out)
			if form == formatJSON {
				err = report.WhatIfJSON(s.out, answers)
			} else {
				err = report.WhatIf(s.out, study, answers, o)
			}
			if err == nil && !answered {
				return exitError{code: exitRefused}
			}
			return err
		},
	}
	queryFlag(c, &o.Query)
	c.Flags().Var(&workers, "workers", "so many times as many workers, such as 2x or 0.5x")
	c.Flags().BoolVar(&ask.NoSkew, "no-skew", false, "the outliers of skewed stages take as long as their stage's median")
	c.Flags().BoolVar(&ask.NoRetries, "no-retries", false, "what was given out again ran the first time")
	c.Flags().BoolVar(&ask.NoColdStart, "no-cold-start", false, "workers are there from the start, and warm")
	c.Flags().StringArrayVar(&ask.Speedup, "speedup", nil, "an operator so many times as fast: `OPERATOR=FACTOR`, such as '#5=2x', HashJoin=2x, Sort=free")
	form.flag(c)
	return c
}

// timesFlag is a factor, such as 2x or 0.5.
type timesFlag float64

func (f *timesFlag) String() string { return "" }
func (f *timesFlag) Type() string   { return "FACTOR" }

func (f *timesFlag) Set(v string) error {
	n, err := strconv.ParseFloat(strings.TrimSuffix(v, "x"), 64)
	if err != nil || !(n > 0) || n > 1e6 {
		return fmt.Errorf("it is a factor above 0, such as 2x or 0.5x")
	}
	*f = timesFlag(n)
	return nil
}
