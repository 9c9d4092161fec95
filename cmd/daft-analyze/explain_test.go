package main

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/report"
)

// What explain and diff point to is there.
func TestExplainPointsToCommands(t *testing.T) {
	root := newRoot(streams{strings.NewReader(""), io.Discard, io.Discard})
	for _, name := range append(slices.Clone(report.Pointed), report.DiffPointed...) {
		if c, _, err := root.Find([]string{name}); err != nil || c.Name() != name {
			t.Errorf("there is no command %s", name)
		}
	}
}
