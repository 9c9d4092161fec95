package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/report"
)

func newInfo(s streams) *cobra.Command {
	var form formatFlag
	c := &cobra.Command{
		Use:   "info [RUN]",
		Short: "Say what a recording is, whether it is whole, and what it holds",
		Args:  recordingOrDefault,
		RunE: func(_ *cobra.Command, args []string) error {
			path := recordingPath(args)
			r, err := openRecording(path)
			if err != nil {
				return err
			}
			defer r.Close()
			counted := &kindCounter{Reader: r, counts: make(map[string]int64)}
			run, err := analyze.Outline(counted)
			if err != nil {
				return withPath(path, err)
			}
			file, err := describe(path, r, counted.counts)
			if err != nil {
				return err
			}
			if form == formatJSON {
				return report.InfoJSON(s.out, file, run)
			}
			var o report.InfoOptions
			o.Width, o.Color = terminal(s.out)
			return report.Info(s.out, file, run, o)
		},
	}
	form.flag(c)
	return c
}

// kindCounter counts the events that are read, by kind.
type kindCounter struct {
	*format.Reader
	counts map[string]int64
}

func (c *kindCounter) Next() bool {
	if !c.Reader.Next() {
		return false
	}
	c.counts[c.Event().KindName()]++
	return true
}

// describe puts together what is known of a recording that was read.
func describe(path string, r *format.Reader, kinds map[string]int64) (report.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return report.File{}, err
	}
	h, status := r.Header(), r.Status()
	f := report.File{
		Path: path, Size: info.Size(),
		Format: fmt.Sprintf("%d.%d", h.Major, h.Minor), CreatedBy: h.CreatedBy, Recovered: h.Recovered,
		State: status.State.String(), Reason: status.Reason, Closed: status.Closed,
		Events: status.Events, Batches: status.Batches, IntactBytes: status.Bytes, Offset: status.Offset,
	}
	for kind, n := range kinds {
		f.Kinds = append(f.Kinds, report.KindCount{Kind: kind, Count: n})
	}
	slices.SortFunc(f.Kinds, func(a, b report.KindCount) int { return strings.Compare(a.Kind, b.Kind) })
	return f, nil
}
