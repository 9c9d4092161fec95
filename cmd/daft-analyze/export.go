package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/report"
)

func newExport(s streams) *cobra.Command {
	var to, query string
	out := output{}
	c := &cobra.Command{
		Use:   "export [RUN] --to TARGET",
		Short: "Write a recording in the form of another tool",
		Long: `Write what was worked out of a recording in the form of another tool.

` + exportTargetList() + `
Without -o the output is named after the recording, in the current folder; '-o -' is standard
output. What is there already is left alone, unless --force is given. A target that is a folder
then replaces its own files in it, and no others.

An export holds what the job said, as the recording does: paths, expressions, errors, output.
Without RUN, run.arrow in the current folder is read.`,
		Example: `  daft-analyze export run.arrow --to pprof && go tool pprof -http=: run.pb.gz`,
		Args:    recordingOrDefault,
		RunE: func(_ *cobra.Command, args []string) error {
			target, err := exportTargetOf(to)
			if err != nil {
				return err
			}
			return exportRun(recordingPath(args), query, target, out, s)
		},
	}
	f := c.Flags()
	f.StringVar(&to, "to", "", "`TARGET` to write: "+strings.Join(exportTargetNames(), ", "))
	f.StringVarP(&out.path, "output", "o", "", "`FILE` or folder to write, - for standard output")
	f.BoolVar(&out.force, "force", false, "overwrite the output if it exists")
	queryFlag(c, &query)
	values := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var list []string
		for _, t := range exportTargets {
			list = append(list, t.name+"\t"+t.doc)
		}
		return list, cobra.ShellCompDirectiveNoFileComp
	}
	if err := c.RegisterFlagCompletionFunc("to", values); err != nil {
		panic(err)
	}
	return c
}

// exportTargetList says what each target is.
func exportTargetList() string {
	var b strings.Builder
	for _, t := range exportTargets {
		what := "a file"
		if t.folder != nil {
			what = "a folder"
		}
		fmt.Fprintf(&b, "  %-9s %s: %s\n", t.name, what, t.doc)
	}
	return b.String()
}

// exportTargetOf finds a target by its name.
func exportTargetOf(name string) (exportTarget, error) {
	for _, t := range exportTargets {
		if t.name == name {
			return t, nil
		}
	}
	names := strings.Join(exportTargetNames(), ", ")
	if name == "" {
		return exportTarget{}, fmt.Errorf("say what to export to: --to %s", names)
	}
	return exportTarget{}, fmt.Errorf("there is no export to %q; --to is one of %s", name, names)
}

// exportRun reads a recording and writes it to a target.
func exportRun(path, query string, t exportTarget, out output, s streams) error {
	if out.path == "" {
		base := filepath.Base(path)
		out.path = strings.TrimSuffix(base, filepath.Ext(base)) + t.suffix
	}
	if err := t.refuses(path, out, s); err != nil {
		return err
	}
	study, err := readStudy(path, s)
	if err != nil {
		return err
	}
	in := exported{path: path, out: out.path, study: study}
	if in.cases, err = report.Cases(study, query); err != nil {
		return err
	}
	in.all = len(in.cases) == len(study.Run.Queries)
	in.logs = func(f analyze.LogFilter, emit func(*analyze.LogLine) error) error {
		r, err := openRecording(path)
		if err != nil {
			return err
		}
		defer r.Close()
		if _, err := analyze.Logs(r, f, emit); err != nil {
			return withPath(path, err)
		}
		return nil
	}
	switch {
	case t.folder != nil:
		err = out.writeFolder(func(create func(string) (io.WriteCloser, error)) error { return t.folder(in, create) })
	case out.path == "-":
		return t.file(in, s.out)
	default:
		err = out.write(func(f *os.File) error { return t.file(in, f) })
	}
	if err != nil {
		return err
	}
	return saidWritten(s.err, t, in)
}

// refuses says why the output cannot be written, before any work is done for it.
func (t exportTarget) refuses(path string, out output, s streams) error {
	if out.path != "-" {
		if sameFile(path, out.path) {
			return fmt.Errorf("the output is the recording itself: name another with -o")
		}
		if t.folder != nil {
			return out.folderRefuses()
		}
		return out.refuses()
	}
	if t.folder != nil {
		return fmt.Errorf("%s is a folder and does not go to standard output: name it with -o", t.name)
	}
	if t.binary && isTerminal(s.out) {
		return fmt.Errorf("%s is not text: name a file with -o, or pipe it", t.name)
	}
	return nil
}

// saidWritten says in one line what was written, and how to open it.
func saidWritten(w io.Writer, t exportTarget, in exported) error {
	text := "wrote " + in.out
	if len(in.cases) == 0 {
		text += ", of no query, as none is recorded"
	}
	if t.open != "" {
		text += "; open it: " + strings.ReplaceAll(t.open, "%s", in.out)
	}
	_, err := fmt.Fprintln(w, oneLine(text))
	return err
}
