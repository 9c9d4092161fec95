package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/eventlog"
)

func newImport(s streams) *cobra.Command {
	var out output
	c := &cobra.Command{
		Use:   "import PATH... -o RUN",
		Short: "Make a recording from Daft's own event logs",
		Long: `Make a recording from Daft's own event logs (events.jsonl), compressed by gzip or not.

A folder stands for all *.jsonl and *.jsonl.gz files below it. Natively a job writes such logs
where it calls daft.subscribers.event_log.enable_event_log(FOLDER), on Ray where
DAFT_EVENT_LOG_DIR=FOLDER is set.

A log knows less than a recording: nothing of the job's process, no error messages, and
durations in whole milliseconds; on Ray no tasks, no plan, and no end of a query. Lines that
cannot be read, such as the last one of a job that crashed, are kept and counted.

The recording holds what the logs hold: plans with their expressions, the job's command line,
the names of hosts. Only you can read the file.`,
		Example: `  daft-analyze import ~/.daft/events -o run.arrow
  daft-analyze import events/hardy-phoenix-260fd4/events.jsonl -o run.arrow`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("no event log named: 'daft-analyze import ~/.daft/events -o run.arrow'")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			files, err := eventlog.Find(args)
			if err != nil {
				return err
			}
			var r eventlog.Result
			var events int64
			err = out.write(func(f *os.File) error {
				w, err := format.NewWriter(f, format.WriterOptions{CreatedBy: createdBy})
				if err != nil {
					return err
				}
				r, err = eventlog.Import(w, files)
				events = w.Count()
				return err
			})
			if err != nil {
				return err
			}
			summarizeImport(s, out.path, r, events)
			return nil
		},
	}
	out.flags(c)
	return c
}

// summarizeImport says what was imported and what was not.
func summarizeImport(s streams, path string, r eventlog.Result, events int64) {
	warn := func(n int64, what string) {
		if n > 0 {
			fmt.Fprintf(s.err, "daft-analyze: warning: %s %s\n", humanize.Plural(n, "line", "lines"), what)
		}
	}
	for _, file := range r.Skipped {
		fmt.Fprintf(s.err, "daft-analyze: warning: left out, as it holds no event of Daft's: %s\n", oneLine(file))
	}
	warn(r.Bad, "could not be read: 'daft-analyze dump' shows them as bad_line")
	warn(r.Unknown, "with an event that this version does not know: kept as unknown_event")
	warn(r.Lost, "left out: the recording cannot take as many different names")
	fmt.Fprintf(s.err, "daft-analyze: %s: %s, %s from %s; see 'daft-analyze explain %s'\n", path,
		humanize.Plural(int64(r.Queries), "query", "queries"), humanize.Plural(events, "event", "events"),
		humanize.Plural(int64(r.Files), "file", "files"), path)
}
