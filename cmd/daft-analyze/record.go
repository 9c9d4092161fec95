package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/recorder"
)

// defaultOutput is the recording that record writes and explain reads unless
// told otherwise.
const defaultOutput = "run.arrow"

func newRecord(s streams) *cobra.Command {
	o := recorder.Options{Output: defaultOutput, CreatedBy: createdBy}
	var listener collector
	var quiet bool
	show := viewFlags{when: progressAuto}
	spans := onOff(recorder.SpansByDefault)
	c := &cobra.Command{
		Use:   "record [flags] -- COMMAND [ARG ...]",
		Short: "Run a Daft job and record what happened",
		Long: `Run a Daft job, unchanged, and record what happened, on the native runner or on Ray.

The job's input, output, signals and exit code pass through. On a terminal its
output goes through a pseudo-terminal, so that colours and progress bars stay;
otherwise through pipes, and Python is made to print line by line. With --listen, run
no job but collect, until interrupted, from jobs that were started with the
environment that is printed; if the output is a directory, or ends in /, into one
file a query there (docs/collect.md).

On a terminal some lines at its bottom show how the open queries stand, and how long
they still take as far as that can be told; --like makes that better. They are left out
where standard error is no terminal, with --quiet or --progress=never, and where TERM is
dumb or CI is set.

What the job would have sent to a dashboard (DAFT_DASHBOARD_URL) or to an
OpenTelemetry endpoint of your own is forwarded there, unchanged.

The recording holds the job's command line, the paths of its files, its plans
with their expressions, its error messages, and what it prints, as it is.
Values of arguments that look like secrets are masked; in what it prints nothing
is. Only you can read the file. --no-logs leaves out what the job prints.

Exit codes: the job's own; 128+n if signal n ended it; 127 if there is no such
command, 126 if it cannot be executed; 125 if recording could not begin, in
which case the job was not run.`,
		Example: `  daft-analyze record -- python job.py
  daft-analyze record -o slow.arrow -- python job.py --table orders
  daft-analyze record --listen 127.0.0.1:0 -o all.arrow
  daft-analyze record --listen 0.0.0.0:7070 --advertise recorder.example -o runs/ --max-size 20GiB --max-age 720h`,
		RunE: func(c *cobra.Command, args []string) error {
			// A broken pipe on standard error is no reason to end: the job and its
			// exit code count. It is caught, not ignored, as the job would inherit that.
			signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
			o.Spans = bool(spans)
			o.Warn = func(line string) { fmt.Fprintf(s.err, "daft-analyze: %s\n", oneLine(line)) }
			if err := listener.prepare(c, &o); err != nil {
				return exitError{recorder.ExitSetup, err}
			}
			if c.Flags().Changed("listen") {
				if len(args) > 0 {
					return exitError{recorder.ExitSetup, errors.New("--listen runs no job: leave the command out, or leave --listen out")}
				}
				if show.like != "" {
					return exitError{recorder.ExitSetup, errors.New("--like is for a job that record runs, not for --listen")}
				}
				listener.quiet = quiet
				return listener.run(s, o)
			}
			if len(args) == 0 {
				return exitError{recorder.ExitSetup, errors.New("no job named: 'daft-analyze record -o run.arrow -- python job.py'")}
			}
			o.Arguments, o.Guard = args, guardCommand()
			if quiet {
				show.when = progressNever
			}
			return recordJob(s, o, show, quiet)
		},
	}
	f := c.Flags()
	f.SetInterspersed(false) // what follows the command is the command's
	f.StringVarP(&o.Output, "output", "o", o.Output, "recording to write; with --listen also a directory, which gets one file a query")
	f.BoolVar(&o.Force, "force", false, "overwrite the output if it exists")
	f.BoolVar(&o.BestEffort, "best-effort", false, "run the job even if recording cannot begin")
	listener.flags(c, &o)
	f.StringVar(&o.Advertise, "advertise", "", "`HOST[:PORT]` under which the job's processes reach the recorder, if not that of its address")
	f.BoolVar(&o.NoInject, "no-inject", false, "leave PYTHONPATH alone; then tasks are not recorded on a Ray cluster that ran before the job, and the end of the last query may be lost")
	f.Var(&spans, "spans", "`on|off`: have Daft tell of each batch how long it took and waited; costs most where batches are many and short, see docs/performance.md")
	f.BoolVar(&o.NoOTLP, "no-otlp", false, "leave out what Daft exports by OpenTelemetry's protocol: counters that are never dropped, spans, rows that UDFs failed on")
	f.BoolVar(&o.NoSamples, "no-samples", false, "leave out CPU, memory, I/O, threads and open files of the job's processes")
	f.BoolVar(&o.NoLogs, "no-logs", false, "leave the job's output alone: it gets this program's own streams, and what it prints is not recorded")
	f.Var(&show.when, "progress", "`auto|never`: show on a terminal how the queries stand")
	f.StringVar(&show.like, "like", "", "previous `RECORDING` of the same job, to estimate from what is left of a query")
	f.BoolVarP(&quiet, "quiet", "q", false, "print nothing but errors")
	c.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return exitError{recorder.ExitSetup, fmt.Errorf("%w; see '%s --help'", err, c.CommandPath())}
	})
	return c
}

// stepAside leaves the processors to the job: on two cores one thread takes a
// fifth less CPU for the same recording than two.
func stepAside() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(1)
	}
}

func recordJob(s streams, o recorder.Options, show viewFlags, quiet bool) error {
	end, err := show.begin(s, &o)
	if err != nil {
		return exitError{recorder.ExitSetup, err}
	}
	stepAside()
	result, err := recorder.Run(context.Background(), o)
	end()
	if err != nil {
		return exitError{result.ExitCode, err}
	}
	summarize(s, o, result, quiet)
	return exitError{code: result.ExitCode}
}

// summarize says what was recorded, and what to do with it.
func summarize(s streams, o recorder.Options, r recorder.Result, quiet bool) {
	if r.WriteError != nil && r.Path != "" { // else it was warned of before the job ran
		o.Warn(r.WriteError.Error())
	}
	for _, l := range r.Losses {
		o.Warn(fmt.Sprintf("the recording lacks %s %s: %s", humanize.Count(l.Count), l.What, l.Why))
	}
	for _, f := range r.Forwarded {
		if f.Missing() > 0 {
			o.Warn(f.String())
		}
	}
	if quiet || r.Path == "" || r.WriteError != nil && r.Events == 0 {
		return
	}
	if r.WriteError != nil && o.Directory == "" { // what was counted is not all in the file
		fmt.Fprintf(s.err, "daft-analyze: %s holds what could be written; see 'daft-analyze explain %s'\n", r.Path, r.Path)
		return
	}
	if o.Directory != "" {
		fmt.Fprintf(s.err, "daft-analyze: %s: %s, %s, %s, %s; see 'daft-analyze explain' of one of them\n", r.Path,
			humanize.Plural(r.Files, "file", "files"), humanize.Plural(int64(len(r.Queries)), "query", "queries"),
			humanize.Plural(r.Events, "event", "events"), humanize.Bytes(r.Bytes))
		return
	}
	fmt.Fprintf(s.err, "daft-analyze: %s: %s, %s, %s; see 'daft-analyze explain %s'\n", r.Path,
		humanize.Plural(int64(len(r.Queries)), "query", "queries"), humanize.Plural(r.Events, "event", "events"), humanize.Bytes(r.Bytes), r.Path)
}
