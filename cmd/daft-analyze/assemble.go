package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/format/eventtext"
)

func newAssemble(s streams) *cobra.Command {
	var out output
	c := &cobra.Command{
		Use:   "assemble TEXT -o RUN",
		Short: "Make a recording from the text that dump prints",
		Long: `Make a recording from the text that 'daft-analyze dump' prints; - reads standard input.

A text whose last event is recording_end makes a complete recording, with the
count and the digest computed anew; any other makes an interrupted one.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			in := s.in
			if args[0] != "-" {
				f, err := os.Open(args[0])
				if err != nil {
					return err
				}
				defer f.Close()
				in = f
			}
			n, err := out.rewrite(args[0], eventtext.NewReader(in), false, func() bool { return true })
			if err != nil {
				return err
			}
			fmt.Fprintf(s.err, "%s: %d events\n", out.path, n)
			return nil
		},
	}
	out.flags(c)
	return c
}
