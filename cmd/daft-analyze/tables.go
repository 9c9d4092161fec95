package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze/relation"
	"github.com/daft-analyze/daft-analyze/report"
)

const formatCSV formatFlag = "csv"

// tableCommand is a command that lists the rows of one table.
type tableCommand struct {
	name, short, long string
	sort              string // by itself
	order             string // the same in words
	example           string
	none              string // why there may be no rows
}

var tableCommands = []tableCommand{
	{
		name: "tasks", short: "List tasks: filter, sort, and choose what to see of them",
		long: "List the tasks of queries on Ray, longest first.",
		sort: "-wall_ns", order: "longest first", none: "tasks are of queries on Ray: natively there are operators only, which 'daft-analyze operators' lists",
		example: `  daft-analyze tasks run.arrow
  daft-analyze tasks run.arrow --where 'wall>1s and worker=w1' --sort rows_in
  daft-analyze tasks run.arrow --where 'outcome!=success' --columns task,worker,cause
  daft-analyze tasks run.arrow --format csv > tasks.csv`,
	},
	{
		name: "operators", short: "List operators: filter, sort, and choose what to see of them",
		long: "List the operators of queries, those first that the query waited for longest.",
		sort: "-path_ns", order: "longest on the critical path first", none: "no operator is recorded",
		example: `  daft-analyze operators run.arrow
  daft-analyze operators run.arrow --where 'share>10%' --columns id,name,path,busy,rows_out
  daft-analyze operators run.arrow --query 2 --sort bytes_out --limit 5`,
	},
	{
		name: "workers", short: "List workers: filter, sort, and choose what to see of them",
		long: "List the workers of queries on Ray, and what each did in a query.",
		none: "workers are of queries on Ray: natively there is one process",
		example: `  daft-analyze workers run.arrow
  daft-analyze workers run.arrow --where 'idle>1s' --sort idle --format markdown`,
	},
}

// tableLimit is how many rows are shown to people unless more are asked for.
const tableLimit = 50

// tableFlags are the flags of a tableCommand.
type tableFlags struct {
	query, sort, columns string
	where                []string
	limit                int
	limited              bool // limit was given
	form                 formatFlag
}

func newTable(s streams, t tableCommand) *cobra.Command {
	var f tableFlags
	c := &cobra.Command{
		Use: t.name + " [RUN]", Short: t.short,
		Long: t.long + `

--where chooses rows: a column, one of = != < <= > >= ~ !~ and a value, put together with
'and', 'or', 'not' and parentheses. Times and sizes have units (1.5s, 20ms, 10MiB), counts may
(20k, 1e6); ~ matches a regular expression (RE2); a value with blanks stands in quotes; ? is
what is not known, as in 'wait=?', and what is not known matches nothing else. Quote it all for
the shell. '--columns help' lists the columns and what they mean.

CSV and JSON have every row and every column, in nanoseconds and bytes, unless told otherwise.
Without RUN, run.arrow in the current folder is read.`,
		Example: t.example,
		Args: func(c *cobra.Command, args []string) error {
			if f.columns == "help" {
				return nil
			}
			return recordingOrDefault(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if f.columns == "help" {
				return report.Columns(s.out, t.name, t.columns(), terminalWidth(s.out))
			}
			f.limited = c.Flags().Changed("limit")
			return listTable(recordingPath(args), t, f, s)
		},
	}
	fs := c.Flags()
	queryFlag(c, &f.query)
	fs.StringArrayVar(&f.where, "where", nil, "only rows of which this `EXPR` holds, such as 'wall>1s'; of several all must")
	fs.StringVar(&f.sort, "sort", t.sort, "`COLUMN` to sort by, amounts largest first, all else upward; -COLUMN or COLUMN:desc downward, COLUMN:asc upward; several with commas between")
	fs.StringVar(&f.columns, "columns", "", "`COLUMNS` to show, with commas between; help lists them")
	fs.IntVar(&f.limit, "limit", tableLimit, "at most `N` rows, 0 for all; CSV and JSON have all unless this is given")
	f.form.flag(c, formatCSV, formatMarkdown)
	completeColumns(c, "columns", t, "")
	completeColumns(c, "sort", t, "-")
	completeWhere(c, t)
	return c
}

// columns returns what the command's table has.
func (t tableCommand) columns() []relation.Column {
	kind, _ := relation.KindOf(t.name)
	return kind.Columns()
}

// chosen is what the flags of a tableCommand ask for.
type chosen struct {
	filters []*relation.Filter
	keys    []relation.Key
	columns []int // nil: not chosen
}

// chosen reads the flags, so that an error of theirs comes before a long read.
func (f *tableFlags) chosen(columns []relation.Column) (c chosen, err error) {
	if f.limit < 0 {
		return c, errors.New("--limit is a number of rows, 0 for all")
	}
	for _, text := range f.where {
		filter, err := relation.ParseFilter(columns, text)
		if err != nil {
			return c, fmt.Errorf("--where: %w", err)
		}
		c.filters = append(c.filters, filter)
	}
	if f.sort != "" {
		if c.keys, err = relation.ParseKeys(columns, f.sort); err != nil {
			return c, fmt.Errorf("--sort: %w", err)
		}
	}
	if f.columns != "" {
		if c.columns, err = relation.FindAll(columns, strings.Split(f.columns, ",")); err != nil {
			return c, fmt.Errorf("--columns: %w", err)
		}
	}
	return c, nil
}

func listTable(path string, t tableCommand, f tableFlags, s streams) error {
	c, err := f.chosen(t.columns())
	if err != nil {
		return err
	}
	study, cases, err := readCases(path, f.query, s)
	if err != nil {
		return err
	}
	kind, _ := relation.KindOf(t.name)
	all := kind.Of(study, cases)
	rows := all.Match(c.filters...)
	all.Sort(rows, c.keys)
	matching, limit := len(rows), f.limit
	if !f.limited && (f.form == formatCSV || f.form == formatJSON) {
		limit = 0
	}
	if limit > 0 && limit < len(rows) {
		rows = rows[:limit]
	}
	shown := all.Pick(rows)
	if f.form == formatCSV || f.form == formatJSON {
		return writeTable(shown, c.columns, matching-len(rows), f.form, s.out)
	}
	o := report.TableOptions{Columns: c.columns, All: all.Rows(), Matching: matching, Several: len(cases) > 1}
	o.Width, o.Color = terminal(s.out)
	if f.sort == t.sort {
		o.Order = t.order
	}
	switch {
	case len(study.Run.Queries) == 0:
		o.Note = "the recording has no query"
	case all.Rows() == 0:
		o.Note = t.none
	case matching == 0:
		o.Note = report.NoMatch(all, c.filters)
	}
	if f.form == formatMarkdown {
		return report.TableMarkdown(s.out, shown, o)
	}
	return report.Table(s.out, shown, o)
}
