package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/align"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
	"github.com/daft-analyze/daft-analyze/report"
)

func newDiff(s streams) *cobra.Command {
	var o report.DiffOptions
	var form formatFlag
	var query string
	var legend bool
	c := &cobra.Command{
		Use: "diff BASE NEW", Short: "Say how two runs differ, and why one took longer",
		Long: `Say how long two runs of a job took, and split the difference in wall time of each query that
both have over causes and operators, so that the parts sum to it exactly.

Queries belong together whose plans are the same, or nearly; --query BASE=NEW says so of two
that do not look alike. Queries that hardly differ are one line, and so are operators.

One run a side cannot tell a change from noise. Rows, bytes and plans are exact all the same.
Exit code 3: the two cannot be compared, and what is said says why.`,
		Example: `  daft-analyze diff base.arrow new.arrow
  daft-analyze diff base.arrow new.arrow --query 2 --full
  daft-analyze diff native.arrow ray.arrow --query keen-sage=calm-fox
  daft-analyze diff base.arrow new.arrow --format markdown >> "$GITHUB_STEP_SUMMARY"`,
		Args: func(_ *cobra.Command, args []string) error {
			if legend && len(args) == 0 {
				return nil
			}
			return twoRecordings(args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			o.Width, o.Color = terminal(s.out)
			if legend {
				return report.DiffLegend(s.out, report.LegendOptions{Width: o.Width, Color: o.Color})
			}
			if o.Top < 0 {
				return errors.New("--top is a number of queries, 0 for those that differ")
			}
			o.BasePath, o.NewPath, o.Asked = args[0], args[1], query != ""
			comparison, err := compareRuns(o.BasePath, o.NewPath, query, s)
			if err != nil {
				return err
			}
			switch form {
			case formatJSON:
				err = report.DiffJSON(s.out, comparison, o)
			case formatCSV:
				err = writeTable(relation.Causes(comparison), nil, 0, form, s.out)
			case formatMarkdown:
				err = report.DiffMarkdown(s.out, comparison, o)
			default:
				err = report.Diff(s.out, comparison, o)
			}
			if err == nil && comparison.Incomparable() {
				return exitError{code: exitRefused}
			}
			return err
		},
	}
	c.Flags().StringVar(&query, "query", "", "only this query: its `ID`, the beginning of it, or its number from 1, in NEW; or one of each run, BASE=NEW")
	c.Flags().BoolVar(&o.Full, "full", false, "fold and shorten nothing: every query, cause and operator")
	c.Flags().IntVar(&o.Top, "top", 0, "in detail the `N` queries that differ most")
	c.Flags().BoolVar(&legend, "legend", false, "say what each number is, and what it is not")
	form.flag(c, formatCSV, formatMarkdown)
	return c
}

// twoRecordings is the arguments rule of commands that read two recordings.
func twoRecordings(args []string) error {
	switch {
	case len(args) == 2 && args[0] != args[1] && !sameFile(args[0], args[1]):
		return nil
	case len(args) == 2:
		return fmt.Errorf("%s and %s are the same file: name two runs, the older one first", args[0], args[1])
	case len(args) > 2:
		return fmt.Errorf("diff takes two recordings, BASE and NEW, not %d", len(args))
	}
	return errors.New("name two recordings, BASE and NEW: the run that it is held against, and the run that is asked about. " + howToRecord)
}

// compareRuns reads two recordings and holds them against each other, or one
// query of each.
func compareRuns(basePath, newPath, query string, s streams) (*compare.Comparison, error) {
	base, err := readStudy(basePath, s)
	if err != nil {
		return nil, err
	}
	current, err := readStudy(newPath, s)
	if err != nil {
		return nil, err
	}
	for _, x := range []struct {
		path string
		run  *analyze.Run
	}{{basePath, base.Run}, {newPath, current.Run}} {
		if len(x.run.Queries) == 0 {
			return nil, exitError{exitRefused, fmt.Errorf("%s holds no query: there is nothing to compare; 'daft-analyze explain' says why", x.path)}
		}
	}
	queries, err := chooseQueries(base, current, query)
	if err != nil {
		return nil, err
	}
	return compare.Of(base, current, queries), nil
}

// chooseQueries aligns the queries of two runs, all of them, or those that are
// asked for.
func chooseQueries(base, current *finding.Study, query string) (align.Queries, error) {
	if before, after, ok := strings.Cut(query, "="); ok {
		b, err := oneQuery(base.Run, before, "BASE")
		if err != nil {
			return align.Queries{}, err
		}
		n, err := oneQuery(current.Run, after, "NEW")
		if err != nil {
			return align.Queries{}, err
		}
		return align.Queries{Pairs: []align.QueryPair{align.Pair(b, n, align.ByName)}}, nil
	}
	all := align.Of(base.Run, current.Run)
	if query == "" {
		return all, nil
	}
	chosen, _, err := report.ChooseQueries(current.Run, query)
	if err != nil {
		if inBase, _, baseErr := report.ChooseQueries(base.Run, query); baseErr == nil {
			chosen, err = inBase, nil
		}
	}
	if err != nil {
		return align.Queries{}, err
	}
	pairs := slices.DeleteFunc(slices.Clone(all.Pairs), func(p align.QueryPair) bool {
		return !slices.Contains(chosen, p.Base) && !slices.Contains(chosen, p.New)
	})
	if len(pairs) == 0 {
		return align.Queries{}, fmt.Errorf("query %q has no counterpart in the other run: name both, --query BASE=NEW", query)
	}
	return align.Queries{Pairs: pairs}, nil
}

func oneQuery(run *analyze.Run, name, of string) (*analyze.Query, error) {
	if name == "" {
		return nil, errors.New("--query BASE=NEW names a query of each run, by id or number")
	}
	list, _, err := report.ChooseQueries(run, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", of, err)
	}
	if len(list) != 1 {
		return nil, fmt.Errorf("%s: %d queries are called %q", of, len(list), name)
	}
	return list[0], nil
}
