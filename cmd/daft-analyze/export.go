package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// exportOptions say what of a recording is exported, and where to.
type exportOptions struct {
	query       string
	out         output
	outNamed    bool // out was given, and not made from the recording's name
	endpoint    string
	withoutLogs bool
}

func newExport(s streams) *cobra.Command {
	var to string
	var o exportOptions
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
			return target.export(recordingPath(args), o, s)
		},
	}
	f := c.Flags()
	f.StringVar(&to, "to", "", "`TARGET` to write: "+strings.Join(exportTargetNames(), ", "))
	f.StringVarP(&o.out.path, "output", "o", "", "`FILE` or folder to write, - for standard output")
	f.BoolVar(&o.out.force, "force", false, "overwrite the output if it exists")
	f.StringVar(&o.endpoint, "endpoint", "", "send it to this `URL`, such as http://localhost:4318, instead of writing it (otlp)")
	f.BoolVar(&o.withoutLogs, "no-logs", false, "leave out what the job printed")
	queryFlag(c, &o.query)
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

// export reads a recording and writes it, or sends it.
func (t exportTarget) export(path string, o exportOptions, s streams) error {
	if o.outNamed = o.out.path != ""; !o.outNamed {
		base := filepath.Base(path)
		o.out.path = strings.TrimSuffix(base, filepath.Ext(base)) + t.suffix
	}
	if err := t.refuses(path, o, s); err != nil {
		return err
	}
	study, cases, err := readCases(path, o.query, s)
	if err != nil {
		return err
	}
	in := exported{path: path, out: o.out.path, study: study, cases: cases, withoutLogs: o.withoutLogs, said: &said{open: t.open}}
	in.all = o.query == ""
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
	case o.endpoint != "":
		return t.send(in, o.endpoint, s)
	case t.folder != nil:
		err = o.out.writeFolder(func(create func(string) (io.WriteCloser, error)) error { return t.folder(in, create) })
	case in.out == "-":
		return t.file(in, s.out)
	default:
		err = o.out.write(func(f *os.File) error {
			b := bufio.NewWriterSize(f, 1<<16)
			if err := t.file(in, b); err != nil {
				return err
			}
			return b.Flush()
		})
	}
	if err != nil {
		return err
	}
	return sayWritten(s.err, in)
}

// refuses says why the output cannot be written, before any work is done for it.
func (t exportTarget) refuses(path string, o exportOptions, s streams) error {
	switch {
	case o.withoutLogs && !t.hasLogs:
		return fmt.Errorf("--no-logs is of exports that have logs, and %s has none", t.name)
	case o.withoutLogs && t.name == otlpLogsTarget.name:
		return errors.New("--no-logs leaves nothing of otlp-logs")
	case o.endpoint != "" && t.send == nil:
		return fmt.Errorf("--endpoint is of exports that can be sent, and %s is written to a file or a folder", t.name)
	case o.endpoint != "" && o.outNamed:
		return errors.New("--endpoint sends and -o writes: give one of them")
	case o.endpoint != "":
		return nil
	case t.folder != nil && o.out.path == "-":
		return fmt.Errorf("%s is a folder and does not go to standard output: name it with -o", t.name)
	case t.folder != nil && !sameFile(path, o.out.path):
		return o.out.folderRefuses()
	case t.binary && o.out.path == "-" && isTerminal(s.out):
		return fmt.Errorf("%s is not text: name a file with -o, or pipe it", t.name)
	}
	return o.out.refusesOf(path)
}

// sayWritten says in one line what was written, and how to open it.
func sayWritten(w io.Writer, in exported) error {
	text := "wrote " + in.out
	if len(in.cases) == 0 {
		text += ", of no query, as none is recorded"
	}
	for i, n := range in.said.notes {
		text += []string{": ", "; "}[min(i, 1)] + n
	}
	if in.said.open != "" {
		text += "; open it: " + strings.NewReplacer("'%s", "'"+in.out, "%s", quoted(in.out)).Replace(in.said.open) // quoted already, or not
	}
	_, err := fmt.Fprintln(w, oneLine(text))
	return err
}

// quoted writes a file's name so that a shell takes it for one word.
func quoted(name string) string {
	if strings.HasPrefix(name, "-") {
		name = "./" + name
	}
	plain := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("._-+/,:@%", r)
	}
	if strings.IndexFunc(name, func(r rune) bool { return !plain(r) }) < 0 {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}
