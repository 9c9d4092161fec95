package finding_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format"
)

// Natively there are neither tasks nor slots to speak of.
func TestFineSpeaksOfThreadsNatively(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/recordings/*-native.arrow")
	if err != nil || len(paths) == 0 {
		t.Fatal(err)
	}
	told := 0
	for _, path := range paths {
		r, err := format.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		run, err := analyze.Replay(r)
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		for _, c := range finding.Of(run).All() {
			for _, f := range c.Findings {
				if f.ID != "nothing-stands-out" {
					continue
				}
				text := strings.Join(f.Evidence, "\n")
				if strings.Contains(text, "slot") || strings.Contains(text, "tasks") {
					t.Errorf("%s: %s", c.Query.ID, text)
				}
				told += strings.Count(text, "thread")
			}
		}
	}
	if told == 0 {
		t.Error("no bound is told")
	}
}
