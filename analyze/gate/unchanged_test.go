package gate_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/gate"
)

var update = flag.Bool("update", false, "rewrite golden files")

// counted is a run without what has noise.
func counted(m gate.Measurement) gate.Measurement {
	m.Metrics = nil
	m.Queries = slices.Clone(m.Queries)
	for i := range m.Queries {
		m.Queries[i].Metrics = nil
	}
	return m
}

// Of 66 runs of a job that did not change each is held against each other, twice, so
// that all its counters pass for exact: whatever runs are made the baseline, no
// counter is a regression, nor is anything but times inconclusive.
func TestUnchangedRunsHaveTheSameCounters(t *testing.T) {
	sets := corpus(t)
	pairs := 0
	for _, set := range []string{"native-base", "ray-base", "noisy-base"} {
		if len(sets[set]) < 12 {
			t.Fatalf("only %d runs of %s", len(sets[set]), set)
		}
		for _, a := range sets[set] {
			for _, b := range sets[set] {
				pairs++
				r := gate.Of([]gate.Measurement{counted(a), counted(a)}, []gate.Measurement{counted(b)}, gate.DefaultPolicy())
				if r.Verdict != gate.OK {
					t.Errorf("%s against %s: %s", b.Path, a.Path, r.Verdict)
				}
				seen := map[string]bool{}
				for _, c := range r.Checks {
					seen[c.Metric] = true
					if c.Verdict != gate.OK || c.Notable && c.Metric != gate.Findings {
						t.Errorf("%s against %s: %s %s: %s", b.Path, a.Path, c.Metric, c.Verdict, c.Why)
					}
				}
				for _, m := range []string{gate.Outcome, gate.Input, gate.Plan, gate.Rows, gate.Bytes} {
					if !seen[m] {
						t.Fatalf("%s against %s: %s was not checked", b.Path, a.Path, m)
					}
				}
			}
		}
	}
	if pairs < 24*24+24*24+12*12 {
		t.Errorf("only %d pairs", pairs)
	}
}

// What each change of the job is called: from ten runs against four, and from one
// against one.
func TestChangesAreFound(t *testing.T) {
	sets := corpus(t)
	var b strings.Builder
	for _, set := range slices.Sorted(maps.Keys(sets)) {
		engine, change, _ := strings.Cut(set, "-")
		if change == "base" {
			continue
		}
		for _, n := range [][2]int{{10, 4}, {1, 1}} {
			base, now := sets[engine+"-base"][:n[0]], sets[set][:n[1]]
			r := gate.Of(base, now, gate.DefaultPolicy())
			fmt.Fprintf(&b, "%s, %d against %d: %s\n", set, n[1], n[0], r.Verdict)
			for _, c := range r.Checks {
				if c.Verdict == gate.OK && !c.Notable {
					continue
				}
				verdict := string(c.Verdict)
				if !c.Gated {
					verdict = "(" + verdict + ")"
				}
				of := c.Label
				if c.Query == "" {
					of = "job"
				}
				why := c.Why
				if !c.Exact {
					why = fmt.Sprintf("%.2f times the baseline", c.Times.Ratio) // the rest is times_test.go's
				}
				fmt.Fprintf(&b, "  %-14s %-9s %s: %s\n", verdict, c.Metric, of, why)
			}
			for _, note := range r.Notes {
				fmt.Fprintf(&b, "  note %s\n", note)
			}
		}
	}
	golden(t, "testdata/changes.golden", b.String())
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs; -update rewrites it:\n%s", path, got)
	}
}
