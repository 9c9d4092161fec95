package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/recorder"
)

// What is said at a recording's end is true of the file.
func TestSummary(t *testing.T) {
	full := errors.New("the recording run.arrow is incomplete: no space left on device")
	for _, c := range []struct {
		name   string
		result recorder.Result
		want   string
	}{
		{"whole", recorder.Result{Path: "run.arrow", Events: 1500, Bytes: 2048, Queries: []string{"q"}}, `
daft-analyze: run.arrow: 1 query, 1,500 events, 2.0 KiB; see 'daft-analyze explain run.arrow'
`},
		{"lines not kept", recorder.Result{Path: "run.arrow", Events: 1, Bytes: 2048, Losses: []recorder.Loss{{What: "lines of stdout", Why: "too many", Count: 12345}}}, `
daft-analyze: the recording lacks 12,345 lines of stdout: too many
daft-analyze: run.arrow: 0 queries, 1 event, 2.0 KiB; see 'daft-analyze explain run.arrow'
`},
		{"disk full", recorder.Result{Path: "run.arrow", Events: 150, WriteError: full}, `
daft-analyze: the recording run.arrow is incomplete: no space left on device
daft-analyze: run.arrow holds what could be written; see 'daft-analyze explain run.arrow'
`},
		{"nothing written", recorder.Result{Path: "run.arrow", WriteError: full}, `
daft-analyze: the recording run.arrow is incomplete: no space left on device
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var errw strings.Builder
			o := recorder.Options{Warn: func(s string) { errw.WriteString("daft-analyze: " + s + "\n") }}
			summarize(streams{err: &errw}, o, c.result, false)
			if got := errw.String(); got != c.want[1:] {
				t.Errorf("got\n%swant\n%s", got, c.want[1:])
			}
		})
	}
}
