package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/analyze/relation"
	"github.com/daft-analyze/daft-analyze/report"
	"github.com/daft-analyze/daft-analyze/report/export/tables"
)

// logsFlags are the flags of logs.
type logsFlags struct {
	query          string
	task, operator int64
	from, to       logTime
	streams        []string
	grep           string
	tail           int
	form           formatFlag
	others         int64 // tasks that ran while the chosen one did
}

func newLogs(s streams) *cobra.Command {
	var f logsFlags
	c := &cobra.Command{
		Use:   "logs [RUN]",
		Short: "Print what the job printed, and when",
		Long: `Print what the job printed while it was recorded, line by line, with the time
since the job's start, or with --query since that query's. Log records that Daft
sent, such as rows that a UDF failed on, stand among the lines.

--query, --operator and --task choose by the time: what was printed while the
query, the operator or the task ran. On Ray what the driver itself printed is left
out for an operator or a task, and what workers printed is shown until half a second
after the end, as Ray hands it on so much later. Other tasks that ran meanwhile may
have printed some of it: 'pid' says which process did.

Where one line of a progress bar was drawn many times, its last state is shown.`,
		Example: `  daft-analyze logs run.arrow --tail 20
  daft-analyze logs run.arrow --query 2 --task 17
  daft-analyze logs run.arrow --from 2.5s --to 10s --stream stderr
  daft-analyze logs run.arrow --grep '(?i)error' --format json`,
		Args: recordingOrDefault,
		RunE: func(c *cobra.Command, args []string) error {
			path := recordingPath(args)
			filter, err := f.filter(c, path, s)
			if err != nil {
				return err
			}
			return printLogs(path, filter, f, s)
		},
	}
	fs := c.Flags()
	fs.StringVar(&f.query, "query", "", "only while this query was open: its `ID`, the beginning of it, or its number from 1")
	fs.Int64Var(&f.operator, "operator", 0, "only while this operator of the query worked: its `NODE` id")
	fs.Int64Var(&f.task, "task", 0, "only while this task of the query ran: its `ID`")
	fs.Var(&f.from, "from", "only from this `TIME` on: since the job's or the query's start, such as 2.5s, or absolute, such as 2026-01-31T09:00:00Z")
	fs.Var(&f.to, "to", "only up to this `TIME`")
	fs.StringSliceVar(&f.streams, "stream", nil, "only this `STREAM`: stdout, stderr, or both, as lines are called where the two were one terminal or file")
	fs.StringVar(&f.grep, "grep", "", "only lines that match this regular expression (`RE2`)")
	fs.IntVar(&f.tail, "tail", 0, "only the last `N` of them")
	f.form.flag(c, formatCSV)
	return c
}

// filter makes the filter that the flags ask for. Where they ask for a part of
// a query, the recording is read to find it.
func (f *logsFlags) filter(c *cobra.Command, path string, s streams) (analyze.LogFilter, error) {
	filter := analyze.LogFilter{From: f.from.bound, To: f.to.bound, Streams: f.streams}
	for _, stream := range f.streams {
		if stream != "stdout" && stream != "stderr" && stream != "both" {
			return filter, fmt.Errorf("--stream is stdout, stderr or both, not %q", stream)
		}
	}
	if f.tail < 0 {
		return filter, errors.New("--tail is a number of lines")
	}
	if f.grep != "" {
		match, err := regexp.Compile(f.grep)
		if err != nil {
			return filter, fmt.Errorf("--grep: %w", err)
		}
		filter.Match = match
	}
	if err := checkWindow(filter.From, filter.To); err != nil {
		return filter, err
	}
	byTask, byOperator := c.Flags().Changed("task"), c.Flags().Changed("operator")
	if f.query == "" && !byTask && !byOperator {
		return filter, nil
	}
	run, err := readRun(path, streams{s.in, s.out, io.Discard}) // what is wrong with it is said when it is read for its lines
	if err != nil {
		return filter, err
	}
	queries, numbers, err := report.ChooseQueries(run, f.query)
	if err != nil {
		return filter, err
	}
	if len(queries) != 1 {
		return filter, fmt.Errorf("--task and --operator are of one query, and there are %d: choose one by --query", len(queries))
	}
	q, name := queries[0], fmt.Sprintf("query %d", numbers[0])
	if f.query != "" {
		filter.Base = q.Start
		filter.Spans = append(filter.Spans, q.LogSpan())
	}
	if byOperator {
		o := q.Operator(f.operator)
		if o == nil {
			return filter, fmt.Errorf("%s has no operator %d: 'daft-analyze explain' lists them", name, f.operator)
		}
		if !o.First.Known {
			return filter, fmt.Errorf("%s: when operator %d worked is not known", name, f.operator)
		}
		filter.Spans = append(filter.Spans, q.OperatorLogSpan(o))
	}
	if byTask {
		t := q.Task(f.task)
		if t == nil {
			return filter, fmt.Errorf("%s has no task %d: 'daft-analyze explain --full' lists them", name, f.task)
		}
		span := q.TaskLogSpan(t)
		if !span.Start.Known {
			return filter, fmt.Errorf("%s: when task %d ran is not known", name, f.task)
		}
		filter.Spans = append(filter.Spans, span)
		f.others = span.Others
	}
	return filter, nil
}

// A logsWriter draws lines.
type logsWriter interface {
	Line(*analyze.LogLine) error
	Close() error
}

func printLogs(path string, filter analyze.LogFilter, f logsFlags, s streams) error {
	r, err := openRecording(path)
	if err != nil {
		return err
	}
	defer r.Close()
	var out logsWriter
	switch f.form {
	case formatJSON:
		out = report.NewLogsJSON(s.out)
	case formatCSV:
		if out, err = newLogsCSV(s.out); err != nil {
			return err
		}
	default:
		_, color := terminal(s.out)
		out = report.NewLogs(s.out, color)
	}
	last := tail{n: f.tail}
	counts, err := analyze.Logs(r, filter, func(l *analyze.LogLine) error {
		if f.tail > 0 {
			last.add(l)
			return nil
		}
		return out.Line(l)
	})
	if err != nil {
		return withPath(path, err)
	}
	if err := last.each(out.Line); err != nil {
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	warnUnlessComplete(s.err, path, r.Status())
	if f.others > 0 && counts.Shown > 0 {
		fmt.Fprintf(s.err, "daft-analyze: while task %d ran so did %s, whose lines are among these\n",
			f.task, humanize.Plural(f.others, "other task", "other tasks"))
	}
	if note := logsNote(counts, filter); note != "" {
		fmt.Fprintf(s.err, "daft-analyze: %s\n", note)
	}
	return nil
}

// logsCSV writes the table of logs.
type logsCSV struct {
	*relation.LogRows
	*tables.CSV
}

func newLogsCSV(w io.Writer) (logsCSV, error) {
	_, _, columns := relation.LogColumns()
	c, err := tables.NewCSV(w, columns, isTerminal(w))
	if err != nil {
		return logsCSV{}, err
	}
	return logsCSV{relation.NewLogRows(logRows, c.Write), c}, nil
}

func (l logsCSV) Line(line *analyze.LogLine) error { return l.Add(line) }

func (l logsCSV) Close() error {
	if err := l.LogRows.Close(); err != nil {
		return err
	}
	return l.CSV.Close()
}

// logsNote says what the lines that were printed do not.
func logsNote(c analyze.LogCounts, f analyze.LogFilter) string {
	var notes []string
	switch {
	case c.Lines == 0 && c.Lost == 0:
		notes = append(notes, "no line is recorded: the job printed nothing, or it was recorded with --no-logs, by a collector or an import")
	case c.Shown == 0:
		notes = append(notes, noneChosen(c.Lines))
	}
	if c.Lost > 0 && f.Match != nil {
		notes = append(notes, humanize.Plural(c.Lost, "line", "lines")+" were not kept when recorded, and may have matched")
	}
	return strings.Join(notes, "; ")
}

// noneChosen says that the filters leave nothing of so many lines.
func noneChosen(lines int64) string {
	if lines == 1 {
		return "the one line that is recorded does not match"
	}
	return "none of the " + humanize.Count(lines) + " lines that are recorded matches"
}

// A tail keeps the last lines that it is given.
type tail struct {
	n     int
	lines []analyze.LogLine
	next  int
}

func (t *tail) add(l *analyze.LogLine) {
	if len(t.lines) < t.n {
		t.lines = append(t.lines, *l)
		return
	}
	t.lines[t.next] = *l
	t.next = (t.next + 1) % t.n
}

func (t *tail) each(f func(*analyze.LogLine) error) error {
	for i := range t.lines {
		if err := f(&t.lines[(t.next+i)%len(t.lines)]); err != nil {
			return err
		}
	}
	return nil
}
