package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/report"
)

// demoRecording is testdata/recordings/skew-ray.arrow: a real run of a join on
// a Ray cluster of three nodes, in which one key has most of the rows.
//
//go:embed demo.arrow
var demoRecording []byte

func newDemo(s streams) *cobra.Command {
	out := output{path: "demo.arrow"}
	c := &cobra.Command{
		Use:   "demo",
		Short: "Write and explain a real recording that comes with the program",
		Long: `Write a real recording that comes with the program to demo.arrow, and explain it.

It is a join on a Ray cluster of three nodes, in which one key has most of the rows.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := writeDemo(out); err != nil {
				return err
			}
			r, err := format.NewReader(bytes.NewReader(demoRecording), int64(len(demoRecording)))
			if err != nil {
				return err
			}
			defer r.Close()
			run, err := analyze.Replay(r)
			if err != nil {
				return err
			}
			o := report.ExplainOptions{Path: out.path}
			o.Width, o.Color = terminal(s.out)
			if err := report.Explain(s.out, finding.Of(run), o); err != nil {
				return err
			}
			fmt.Fprintf(s.err, "\nThe recording is %s. Yours: 'daft-analyze record -o run.arrow -- python job.py', then 'daft-analyze explain run.arrow'\n", out.path)
			return nil
		},
	}
	c.Flags().StringVarP(&out.path, "output", "o", out.path, "where to write the recording")
	c.Flags().BoolVar(&out.force, "force", false, "overwrite the output if it exists")
	return c
}

// writeDemo writes the recording; one that is there already is left alone.
func writeDemo(out output) error {
	if info, err := os.Stat(out.path); err == nil && info.Mode().IsRegular() && info.Size() == int64(len(demoRecording)) {
		if there, err := os.ReadFile(out.path); err == nil && bytes.Equal(there, demoRecording) {
			return nil
		}
	}
	return out.write(func(f *os.File) error {
		_, err := f.Write(demoRecording)
		return err
	})
}
