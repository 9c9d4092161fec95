package main

import (
	"bufio"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/format/eventtext"
)

func newDump(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "dump RUN",
		Short: "Print every event of a recording as text",
		Long: `Print every event of a recording as text, one event a line.

The text holds all that the recording holds; 'daft-analyze assemble' turns it
back into a recording.`,
		Args: oneRecording,
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := openRecording(args[0])
			if err != nil {
				return err
			}
			defer r.Close()
			out := bufio.NewWriterSize(s.out, 1<<16)
			var line []byte
			for r.Next() {
				line = eventtext.Append(line[:0], r.Event())
				if _, err := out.Write(line); err != nil {
					return err
				}
			}
			if err := out.Flush(); err != nil {
				return err
			}
			if err := r.Err(); err != nil {
				return err
			}
			warnUnlessComplete(s.err, args[0], r.Status())
			return nil
		},
	}
}
