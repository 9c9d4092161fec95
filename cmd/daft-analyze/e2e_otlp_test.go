//go:build e2e

package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/eventtext"
)

// events returns the events of a recording of one kind and source.
func (b *bench) events(run string, kind format.Kind, source format.Source) []*format.Event {
	b.t.Helper()
	r := eventtext.NewReader(strings.NewReader(b.ask("dump", run)))
	var found []*format.Event
	for r.Next() {
		if e := r.Event(); e.Kind == kind && e.Label(format.SourceName) == string(source) {
			found = append(found, e.Clone())
		}
	}
	if err := r.Err(); err != nil {
		b.t.Fatal(err)
	}
	return found
}
