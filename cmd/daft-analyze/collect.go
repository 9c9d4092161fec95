package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/recorder"
	"github.com/daft-analyze/daft-analyze/recorder/collect"
)

// tokenVariable holds the token of a collector, so that it need not stand on a
// command line, which others can read.
const tokenVariable = "DAFT_ANALYZE_TOKEN"

// collector is what record needs to collect instead of running a job.
type collector struct {
	listen string
	limits collect.Limits
	quiet  bool
	given  bool // a token was given
}

// The flags that mean something with --listen only, and of these those of a
// directory.
var (
	listenFlags    = []string{"token", "max-rate", "max-connections"}
	directoryFlags = []string{"linger", "quiet-time", "max-open", "max-file-size", "max-file-age", "max-files", "max-size", "max-age"}
)

func (c *collector) flags(command *cobra.Command, o *recorder.Options) {
	f := command.Flags()
	c.limits = collect.DefaultLimits
	l := &c.limits
	f.StringVar(&c.listen, "listen", "", "collect on this `ADDRESS`, such as 127.0.0.1:0 (port 0 takes a free one), instead of running a job")
	f.StringVar(&o.Token, "token", "", "secret part of the collector's URL, better given as "+tokenVariable+"; a new one each time if neither is given, none on loopback")
	f.IntVar(&o.RequestsPerSecond, "max-rate", 10_000, "requests a second that one remote address may send to the collector, 0 for any number; more are answered 429 and counted as lost")
	f.Int64Var(&o.Connections, "max-connections", 2048, "connections that may be open to the collector at a time")
	f.DurationVar(&l.Linger, "linger", l.Linger, "of a directory: how long the file of a query that has ended waits for further events")
	f.DurationVar(&l.Quiet, "quiet-time", l.Quiet, "of a directory: finish the file of a query or job from which nothing has come for so long")
	f.IntVar(&l.Open, "max-open", l.Open, "of a directory: files that are written at a time; further queries share the collector's own file")
	f.Var((*sizeFlag)(&l.FileBytes), "max-file-size", "of a directory: go on in another file from this `SIZE` on, 0 for never")
	f.DurationVar(&l.FileAge, "max-file-age", l.FileAge, "of a directory: go on in another file after so long, 0 for never")
	f.IntVar(&l.Files, "max-files", l.Files, "of a directory: delete its oldest recordings when there are more, 0 for never")
	f.Var((*sizeFlag)(&l.Bytes), "max-size", "of a directory: delete its oldest recordings when all have more than this `SIZE`, 0 for never")
	f.DurationVar(&l.Age, "max-age", l.Age, "of a directory: delete its recordings that are older, 0 for never")
}

// prepare checks the flags and completes the options.
func (c *collector) prepare(command *cobra.Command, o *recorder.Options) error {
	f := command.Flags()
	directory := isDirectory(o.Output)
	for _, name := range listenFlags {
		if f.Changed(name) && !f.Changed("listen") {
			return fmt.Errorf("--%s is for a collector: give --listen too", name)
		}
	}
	for _, name := range directoryFlags {
		if f.Changed(name) && (!f.Changed("listen") || !directory) {
			return fmt.Errorf("--%s is for a collector that writes a directory: give --listen and -o DIRECTORY/ too", name)
		}
	}
	if !f.Changed("listen") {
		o.RequestsPerSecond, o.Connections = 0, 0
		return nil
	}
	if c.listen == "" {
		return errors.New("--listen needs an address, such as 127.0.0.1:0")
	}
	o.Address = c.listen
	if o.RequestsPerSecond < 0 || o.Connections <= 0 {
		return errors.New("--max-rate must not be below 0, --max-connections must be above")
	}
	if directory {
		if o.Force {
			return errors.New("--force is for one file: a collector that writes a directory never overwrites a recording")
		}
		o.Directory, o.Limits = o.Output, c.limits
	}
	if o.Token == "" {
		o.Token = os.Getenv(tokenVariable)
	}
	c.given = o.Token != ""
	return c.limits.Check()
}

// isDirectory reports whether an output is a directory, or is meant to become
// one.
func isDirectory(path string) bool {
	if strings.HasSuffix(path, "/") || strings.HasSuffix(path, string(os.PathSeparator)) {
		return true
	}
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// run collects until it is told to stop. The first signal ends it when all is
// written; the second when what has come is written; the third at once.
func (c *collector) run(s streams, o recorder.Options) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	hurry := make(chan struct{})
	o.Hurry = hurry
	caught := make(chan os.Signal, 2)
	signal.Notify(caught, syscall.SIGINT, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as it is under nohup
		signal.Notify(caught, syscall.SIGHUP)
	}
	defer signal.Stop(caught)
	go func() {
		<-caught
		stop()
		<-caught
		signal.Reset(syscall.SIGINT, syscall.SIGTERM)
		close(hurry)
	}()
	finished := newNotices(s.err)
	defer finished.stop()
	if !c.quiet {
		o.Closed = func(f collect.File) { finished.add(finishedLine(f)) }
	}
	var printed error
	result, err := recorder.Listen(ctx, o, func(url string) {
		if printed = c.announce(s, o, url); printed != nil {
			stop() // nobody knows where to report to
		}
	})
	if err != nil {
		return exitError{result.ExitCode, err}
	}
	if printed != nil {
		return exitError{recorder.ExitSetup, fmt.Errorf("cannot print the URL: %w", printed)}
	}
	finished.stop()
	summarize(s, o, result, c.quiet)
	if result.WriteError != nil {
		return exitError{code: exitUsage}
	}
	return nil
}

// announce prints the environment that jobs need. A token that was given is a
// secret that somebody keeps: it does not get into a log.
func (c *collector) announce(s streams, o recorder.Options, url string) error {
	if c.given {
		url = strings.TrimSuffix(url, o.Token) + "$" + tokenVariable
	}
	for _, v := range recorder.Variables(url, o) {
		if _, err := fmt.Fprintf(s.out, "export %s\n", v); err != nil {
			return err
		}
	}
	if c.quiet {
		return nil
	}
	fmt.Fprintf(s.err, "daft-analyze: recording to %s; start jobs with this environment, stop with Ctrl-C\n", o.Output)
	if o.Directory != "" {
		fmt.Fprintln(s.err, "daft-analyze: one file a query; add /job/NAME to the URL for one file a job")
	}
	return nil
}

func finishedLine(f collect.File) string {
	return fmt.Sprintf("daft-analyze: %s: %s, %s (%s)\n", oneLine(f.Path), humanize.Plural(f.Events, "event", "events"), humanize.Bytes(f.Bytes), f.Outcome)
}
