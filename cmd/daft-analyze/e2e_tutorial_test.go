//go:build e2e

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// What docs/tutorial.md does, with real Daft: the first finding names the cause of
// the slow job, and once that is mended the job is as much faster as was said.
func TestE2ETutorial(t *testing.T) {
	type explained struct {
		Queries []struct {
			WallNS   int64 `json:"wall_ns"`
			Findings []struct {
				ID       string
				SavingNS int64 `json:"saving_ns"`
			}
		}
	}
	b := newBench(t)
	if err := os.Symlink(filepath.Join(b.data, "tpch"), b.path("tpch")); err != nil {
		t.Fatal(err)
	}
	var slow, fixed explained
	for job, doc := range map[string]*explained{"report.py": &slow, "report_fixed.py": &fixed} {
		b.record(0, b.job(job)...)
		if err := json.Unmarshal([]byte(b.ask("explain", b.path("run.arrow"), "--format", "json")), doc); err != nil {
			t.Fatal(err)
		}
		if len(doc.Queries) != 1 {
			t.Fatalf("%s: %d queries", job, len(doc.Queries))
		}
		if err := os.Remove(b.path("run.arrow")); err != nil {
			t.Fatal(err)
		}
	}
	if f := slow.Queries[0].Findings[0]; f.ID != "function-early" {
		t.Fatalf("the first finding is %s", f.ID)
	}
	said, gained := slow.Queries[0].Findings[0].SavingNS, slow.Queries[0].WallNS-fixed.Queries[0].WallNS
	t.Logf("said %d ms, gained %d ms", said/1e6, gained/1e6)
	if said < gained/2 || said > 2*gained {
		t.Errorf("it said that %d ns would be saved, and %d were", said, gained)
	}
	for _, f := range fixed.Queries[0].Findings {
		if f.ID == "function-early" {
			t.Error("it finds the same once it is mended")
		}
	}
}
