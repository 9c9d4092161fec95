package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// version is the program's version, kept in every recording it writes.
const version = "0.1.0"

// createdBy names this program in the recordings that it writes.
const createdBy = "daft-analyze " + version

// streams are a command's standard streams.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run executes the command line and returns the exit code. Errors are printed
// here, once, in one line.
func run(args []string, in io.Reader, out, errw io.Writer) (code int) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(errw, "daft-analyze: internal error: %s; please report it, with the recording if you can\n", oneLine(fmt.Sprint(p)))
			code = exitUsage
		}
	}()
	root := newRoot(streams{in, out, errw})
	root.SetArgs(args)
	err := root.Execute()
	var exit exitError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &exit):
		if exit.err != nil {
			fmt.Fprintf(errw, "daft-analyze: %s\n", oneLine(exit.err.Error()))
		}
		return exit.code
	}
	fmt.Fprintf(errw, "daft-analyze: %s\n", oneLine(err.Error()))
	return exitUsage
}

func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "daft-analyze",
		Short: "Record a Daft job and see where its time went",
		Long: `daft-analyze records what a Daft job did, and works out afterwards where its time went.

  daft-analyze record -o run.arrow -- python job.py    run a job and record it
  daft-analyze explain run.arrow                       where the time went
  daft-analyze demo                                    see it on a recording that comes with the program`,
		Version:       version,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fmt.Errorf("%w; see '%s --help'", err, c.CommandPath())
	})
	root.AddCommand(
		newRecord(s), newImport(s), newDemo(s),
		newExplain(s),
		newReport(s),
		newGraph(s),
		newTimeline(s),
		newWhatIf(s), newLogs(s),
		newDiff(s), newCheck(s),
		newInfo(s), newExport(s), newRecover(s), newDump(s), newAssemble(s),
		newVersion(s),
	)
	for _, t := range tableCommands {
		root.AddCommand(newTable(s, t))
	}
	for _, a := range analyses {
		root.AddCommand(newAnalysis(s, a))
	}
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.Args = cobra.ArbitraryArgs
			c.RunE = func(*cobra.Command, []string) error {
				return errors.New("name a shell: bash, zsh, fish or powershell")
			}
		}
	}
	group(root)
	return root
}

// oneLine keeps a message to one line that is safe to print on a terminal.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return strings.Map(func(r rune) rune {
		if r < ' ' || 0x7f <= r && r < 0xa0 {
			return '?'
		}
		return r
	}, s)
}

// oneRecording is the arguments rule of commands that read one recording.
func oneRecording(c *cobra.Command, args []string) error {
	switch len(args) {
	case 1:
		return nil
	case 0:
		return errors.New("no recording named. " + howToRecord)
	}
	return fmt.Errorf("%s takes one recording, not %d", c.Name(), len(args))
}

const howToRecord = "To get one: 'daft-analyze record -o run.arrow -- python job.py'; to see what it gives: 'daft-analyze demo'"
