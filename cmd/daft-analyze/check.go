package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
	"github.com/daft-analyze/daft-analyze/cmd/daft-analyze/gatefile"
	"github.com/daft-analyze/daft-analyze/report/check"
)

// today is the day that suppressions are looked at on, in UTC.
var today = func() string { return time.Now().UTC().Format(time.DateOnly) }

// checkFlags are what check was asked.
type checkFlags struct {
	baseline []string
	config   string
	failOn   []string
	query    string
	print    bool
	history  string // a directory that is looked at, "" for none
	record   string // a directory that new runs are put into, "" for none
	keep     int    // recordings in it
	labels   []string
	o        checkOutputs
}

func newCheck(s streams) *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use: "check [NEW...]", Short: "Say whether runs got worse than those of a baseline, for CI",
		Long: `Hold runs of a job against those of a baseline and say whether they got worse.

First what is counted: rows, bytes and plans of each query are exact, and one run on each side is
enough. Then what has noise, such as wall time: by statistics, with a smallest effect that matters,
and "inconclusive" where so few runs cannot tell. Each regression of a query ends with its cause.

BASE and NEW are recordings, directories (their *.arrow) or quoted patterns, such as 'new/*.arrow'.
BASE may also be a history, a directory that --record-baseline keeps: its runs since the last
change are the baseline. --history DIR shows when its metrics changed, without NEW that alone.
--record-baseline without a baseline takes NEW for good: what was a regression is none from then on.

Exit code: 0 ok or inconclusive; 1 a regression; 3 the runs cannot be compared, or they are
inconclusive and --fail-on inconclusive was given; 2 wrong usage or unreadable files.`,
		Example: `  daft-analyze check --baseline base/ new.arrow
  daft-analyze check --baseline 'base/*.arrow' 'new/*.arrow' --config gate.toml --format markdown
  daft-analyze check --baseline history/ 'new/*.arrow' --record-baseline history/
  daft-analyze check --history history/
  daft-analyze check --print-config > gate.toml`,
		Args: func(_ *cobra.Command, args []string) error { return f.refuses(args) },
		RunE: func(_ *cobra.Command, args []string) error { return f.run(args, s) },
	}
	c.Flags().StringArrayVar(&f.baseline, "baseline", nil, "`BASE` that NEW is held against: a recording, a directory, a quoted pattern or a history; may be given more than once")
	c.Flags().StringVar(&f.config, "config", "", "read thresholds and suppressions from this TOML `FILE`")
	c.Flags().StringSliceVar(&f.failOn, "fail-on", nil, "fail also on these `NAMES`: "+strings.Join(gatefile.Names(), ", "))
	complete(c, "fail-on", gatefile.Names()...)
	c.Flags().StringVar(&f.query, "query", "", "only queries whose label or key matches this `PATTERN` of * and ?")
	c.Flags().StringVar(&f.history, "history", "", "show when the metrics of this history changed: a `DIR` that --record-baseline keeps; the baseline of NEW where none is named")
	c.Flags().StringVar(&f.record, "record-baseline", "", "put NEW into the history in this `DIR`, which is made where it is not there")
	c.Flags().IntVar(&f.keep, "keep-recordings", 10, "recordings of the newest `N` runs that a history keeps, to work out causes from")
	c.Flags().StringArrayVar(&f.labels, "label", nil, "`KEY=VALUE` that is kept of NEW, such as commit=1a2b3c4; by default the commit, where GitHub or GitLab tell it")
	c.Flags().BoolVar(&f.print, "print-config", false, "print a configuration with all that can be set, and its defaults")
	f.o.flags(c)
	return c
}

// refuses says what is wrong with the command line.
func (f *checkFlags) refuses(args []string) error {
	switch {
	case f.print && len(args)+len(f.baseline) > 0:
		return errors.New("--print-config prints the defaults: it takes no recordings")
	case f.print:
		return nil
	case f.keep < 0:
		return errors.New("--keep-recordings is a number of recordings, 0 for none")
	case len(args) == 0 && (f.record != "" || f.history == "" || len(f.baseline) > 0):
		return errors.New("name the runs that are asked about: check --baseline BASE NEW")
	case len(f.baseline) == 0 && f.history == "" && f.record == "":
		return errors.New("name what the runs are held against: --baseline BASE. " + howToRecord)
	}
	return f.o.refuses()
}

func (f *checkFlags) run(args []string, s streams) error {
	if f.print {
		_, err := fmt.Fprint(s.out, gatefile.Default())
		return err
	}
	file, err := f.policy()
	if err != nil {
		return err
	}
	labels, err := labelsOf(f.labels, os.Getenv)
	if err != nil {
		return err
	}
	base, current, err := f.runs(args, s)
	if err != nil {
		return err
	}
	for i := range current {
		current[i].Labels = labels
	}
	if len(current) > 0 && len(f.baseline) == 0 && f.history == "" {
		return f.keepRuns(current, "", s)
	}
	result := gate.Result{Verdict: gate.OK, Base: base.shown}
	causes := map[int]check.Cause{}
	if len(current) > 0 {
		result = gate.OfHistory(base.past, base.measured, current, file.Policy)
		causes = causesOf(&result, s)
	}
	result.Notes = append(base.notes, result.Notes...)
	if f.history != "" {
		result.Changes = gate.Changes(append(slices.Clone(base.shown), current...), file.Policy, false)
	}
	if err := f.o.write(s, check.Report{Result: &result, Causes: causes}); err != nil {
		return err
	}
	if f.record != "" {
		if err := f.keepRuns(current, result.Verdict, s); err != nil {
			return err
		}
	}
	switch result.Verdict {
	case gate.Regression:
		return exitError{code: exitRegression}
	case gate.Incomparable:
		return exitError{code: exitRefused}
	case gate.Inconclusive:
		if file.FailOnInconclusive {
			return exitError{code: exitRefused}
		}
	}
	return nil
}

// policy is by what is judged: the configuration, and what the command line adds.
func (f *checkFlags) policy() (gatefile.File, error) {
	file := gatefile.File{Policy: gate.DefaultPolicy()}
	if f.config != "" {
		var err error
		if file, err = gatefile.Read(f.config); err != nil {
			return file, err
		}
	}
	if err := file.FailOn(f.failOn); err != nil {
		return file, fmt.Errorf("--fail-on: %w", err)
	}
	file.Policy.Only, file.Policy.Today = f.query, today()
	return file, nil
}
