package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/format"
)

func newRecover(s streams) *cobra.Command {
	var out output
	c := &cobra.Command{
		Use:   "recover BROKEN -o RUN",
		Short: "Rewrite what is intact of a broken recording as a file that every Arrow tool opens",
		Long: `Rewrite what is intact of a broken recording as a closed Arrow file.

Every daft-analyze command reads a broken recording as it is; other Arrow tools
need the footer that a killed recorder could not write. The new file holds the
intact events and stays marked as interrupted.`,
		Args: oneRecording,
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := openRecording(args[0])
			if err != nil {
				return err
			}
			defer r.Close()
			if sameFile(args[0], out.path) {
				return fmt.Errorf("%s is the broken recording itself: name another output, for what is not intact would be lost", out.path)
			}
			n, err := out.rewrite(args[0], r, true, func() bool { return r.Status().State == format.Complete })
			if err != nil {
				return err
			}
			status := r.Status()
			if status.State == format.Complete {
				fmt.Fprintf(s.err, "%s: %d events; %s was complete, there was nothing to recover\n", out.path, n, args[0])
				return nil
			}
			fmt.Fprintf(s.err, "%s: %d events recovered from %s, which is %s: %s\n", out.path, n, args[0], status.State, oneLine(status.Reason))
			return nil
		},
	}
	out.flags(c)
	return c
}
