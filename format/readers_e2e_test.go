//go:build e2e

package format

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// TestE2EReaders opens recordings with the tools that docs/format.md names. It
// needs a Python with the packages of testdata/jobs/requirements.txt, named
// by DAFT_ANALYZE_PYTHON.
func TestE2EReaders(t *testing.T) {
	python := os.Getenv("DAFT_ANALYZE_PYTHON")
	if python == "" {
		t.Skip("DAFT_ANALYZE_PYTHON is not set")
	}
	for name, test := range map[string]struct {
		events    []*Event
		batchRows int
		end       *Event
	}{
		"of many batches": {rayEvents(20_000), 1000, closingEvent()},
		"of small ones":   {rayEvents(300), 1, closingEvent()},
		"of one":          {rayEvents(5000), 0, closingEvent()},
		"without end":     {rayEvents(100), 7, nil},
	} {
		t.Run(name, func(t *testing.T) {
			rows := len(test.events)
			if test.end != nil {
				rows++
			}
			path := filepath.Join(t.TempDir(), "run.arrow")
			if err := os.WriteFile(path, recording(t, test.events, test.batchRows, test.end), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(python, filepath.Join("..", "testdata", "readers", "check.py"), path, strconv.Itoa(rows)).CombinedOutput()
			t.Logf("%s", out)
			if err != nil {
				t.Error(err)
			}
		})
	}
}
