package main

import (
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
	"github.com/daft-analyze/daft-analyze/report"
)

// analysis is a command that shows one analysis of a recording.
type analysis struct {
	use, short, long string
	text, json       func(io.Writer, *finding.Study, report.ViewOptions) error
	table            string // of analyze/relation: what CSV and Markdown show
	rows             bool   // it has --top
	ordered          bool   // it has --worst
}

// analyses are the commands that show one analysis, each as text and as JSON.
var analyses = []analysis{
	{
		use: "critical-path", short: "Show what each query waited for, from its start to its end",
		long: `Show the critical path of each query: segments that tile its wall time exactly, each with
what the query waited for in it.

On Ray it is a walk backward over tasks, by what arrived last. Natively, where all operators
run at once, each interval goes to the operator that kept the query from going on.`,
		text: report.CriticalPath, json: report.CriticalPathJSON, table: "segments", rows: true, ordered: true,
	},
	{
		use: "skew", short: "Show which stages were uneven, and why",
		long: `Show for each stage of each query on Ray how even its tasks were, why not, and what the query
would have gained if the outliers had taken as long as the median.`,
		text: report.Skew, json: report.SkewJSON, table: "stages",
	},
	{
		use: "hotspots", short: "List exchanges, scans and writes, those waited for longest first",
		long: `List all exchanges, scans and writes of each query, those that it waited for longest first.`,
		text: report.Hotspots, json: report.HotspotsJSON, table: "hotspots", rows: true,
	},
	{
		use: "shuffle", short: "Show what was exchanged between stages",
		long: `Show each exchange between stages: rows, bytes, partitions and how they differ in size, and the
time that the query waited for it.`,
		text: report.Shuffle, json: report.ShuffleJSON, table: "exchanges",
	},
	{
		use: "io", short: "Show what was scanned and written",
		long: `Show each scan, with files and their estimated and real sizes, and each write.`,
		text: report.InputOutput, json: report.InputOutputJSON, table: "io",
	},
	{
		use: "memory", short: "Show how memory went, and what ran at its peak",
		long: `Show the memory of the job's processes over time, the operators that were active when it was
highest, and what each query added.`,
		text: report.Memory, json: report.MemoryJSON, table: "memory", rows: true,
	},
}

func newAnalysis(s streams, a analysis) *cobra.Command {
	var o report.ViewOptions
	var form formatFlag
	c := &cobra.Command{
		Use: a.use + " [RUN]", Short: a.short, Long: a.long + "\n\nWithout RUN, run.arrow in the current folder is read.",
		Args: recordingOrDefault,
		RunE: func(_ *cobra.Command, args []string) error {
			if o.Top < 0 {
				return errors.New("--top is a number of rows, 0 for all")
			}
			o.Path = recordingPath(args)
			study, err := readStudy(o.Path, s)
			if err != nil {
				return err
			}
			switch form {
			case formatJSON:
				return a.json(s.out, study, o)
			case formatCSV, formatMarkdown:
				return a.rowsOf(study, o, form, s.out)
			}
			o.Width, o.Color = terminal(s.out)
			return a.text(s.out, study, o)
		},
	}
	queryFlag(c, &o.Query)
	if a.rows {
		c.Flags().IntVar(&o.Top, "top", 0, "show at most `N` rows, 0 for all")
	}
	if a.ordered {
		c.Flags().BoolVar(&o.Worst, "worst", false, "longest first, instead of in order")
	}
	form.flag(c, formatCSV, formatMarkdown)
	return c
}

// rowsOf writes the table of an analysis as CSV or Markdown. In Markdown, which
// is read by people, it has no more rows than a page holds.
func (a analysis) rowsOf(study *finding.Study, o report.ViewOptions, form formatFlag, w io.Writer) error {
	cases, err := report.Cases(study, o.Query)
	if err != nil {
		return err
	}
	kind, _ := relation.KindOf(a.table)
	t := kind.Of(study, cases)
	rows := t.Match()
	shown := report.TableOptions{All: t.Rows(), Matching: t.Rows(), Several: len(cases) > 1}
	if o.Worst {
		keys, err := relation.ParseKeys(t.Columns, "-ns")
		if err != nil {
			return err
		}
		t.Sort(rows, keys)
		shown.Order = "longest first"
	}
	limit := o.Top
	if limit == 0 && form == formatMarkdown {
		limit = tableLimit
	}
	if limit > 0 && limit < len(rows) {
		rows = rows[:limit]
	}
	t = t.Pick(rows)
	if form == formatCSV {
		return writeTable(t, nil, 0, form, w)
	}
	return report.TableMarkdown(w, t, shown)
}

// readStudy reads and studies a recording, as readRun does.
func readStudy(path string, s streams) (*finding.Study, error) {
	run, err := readRun(path, s)
	if err != nil {
		return nil, err
	}
	return finding.Of(run), nil
}

// readCases reads a recording, and works out the queries of it that are asked for.
func readCases(path, query string, s streams) (*finding.Study, []*finding.Case, error) {
	study, err := readStudy(path, s)
	if err != nil {
		return nil, nil, err
	}
	cases, err := report.Cases(study, query)
	return study, cases, err
}

// queryFlag is --query of the commands that show queries.
func queryFlag(c *cobra.Command, query *string) {
	c.Flags().StringVar(query, "query", "", "only this query: its `ID`, the beginning of it, or its number from 1")
}

// recordingOrDefault is the arguments rule of commands that read run.arrow
// where none is named.
func recordingOrDefault(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		if _, err := os.Stat(defaultOutput); err == nil {
			return nil
		}
	}
	return oneRecording(c, args)
}

// recordingPath is the recording that recordingOrDefault lets through.
func recordingPath(args []string) string {
	if len(args) == 0 {
		return defaultOutput
	}
	return args[0]
}
