package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/analyze/humanize"
	"github.com/daft-analyze/daft-analyze/graph"
	"github.com/daft-analyze/daft-analyze/report/html"
)

func newReport(s streams) *cobra.Command {
	var out output
	o := html.Options{CreatedBy: createdBy, DAGStyle: graph.CSS, DAG: func(c *finding.Case) ([]byte, error) {
		return graph.SVG(c, graph.Options{})
	}}
	noLogs := false
	c := &cobra.Command{
		Use:   "report [RUN] [-o run.html]",
		Short: "Write one HTML file to look at in a browser",
		Long: `Write what explain says, and what it has no room for, as one HTML file: findings, operators,
the plan as a graph, a timeline of all tasks, tables to sort and to filter, memory, logs.

The file needs no network and no server, and asks nothing of either. It holds what the
recording says: arguments, paths, expressions, errors and output; like a recording it is
written so that only its owner may read it.

Without RUN, run.arrow in the current folder is read. Without -o the file is called like the
recording, with .html, in the current folder; '-o -' is standard output.`,
		Example: `  daft-analyze report run.arrow -o run.html
  daft-analyze report run.arrow --query 2 -o slow.html`,
		Args: recordingOrDefault,
		RunE: func(_ *cobra.Command, args []string) error {
			o.Path = recordingPath(args)
			if out.path == "" {
				name := filepath.Base(o.Path)
				out.path = strings.TrimSuffix(name, filepath.Ext(name)) + ".html"
			}
			if err := out.refusesOf(o.Path); err != nil {
				return err
			}
			study, err := readStudy(o.Path, s)
			if err != nil {
				return err
			}
			if !noLogs {
				if o.Logs, err = readLogs(o.Path); err != nil {
					return err
				}
			}
			if out.path == "-" {
				return html.Write(s.out, study, o)
			}
			size := int64(0)
			err = out.write(func(f *os.File) error {
				if err := html.Write(f, study, o); err != nil {
					return err
				}
				info, err := f.Stat()
				if err == nil {
					size = info.Size()
				}
				return err
			})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(s.err, "wrote %s (%s); open it in a browser. It holds what the recording says, see 'daft-analyze report --help'\n", oneLine(out.path), humanize.Bytes(size))
			return err
		},
	}
	queryFlag(c, &o.Query)
	c.Flags().StringVarP(&out.path, "output", "o", "", "`FILE` to write, - for standard output; by default the recording's name with .html")
	c.Flags().BoolVar(&out.force, "force", false, "overwrite the output if it exists")
	c.Flags().BoolVar(&noLogs, "no-logs", false, "leave out what the job printed")
	return c
}

// readLogs reads what the job printed, as far as a page holds it.
func readLogs(path string) (*html.Logs, error) {
	r, err := openRecording(path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	logs := new(html.Logs)
	_, err = analyze.Logs(r, analyze.LogFilter{}, func(l *analyze.LogLine) error {
		logs.Add(l)
		return nil
	})
	if err != nil {
		return nil, withPath(path, err)
	}
	return logs, nil
}
