package graph

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// recordings lists the real recordings that the repository has.
func recordings(t testing.TB) []string {
	t.Helper()
	paths := formattest.Recordings(t, "../testdata/recordings/*.arrow")
	if len(paths) < 10 {
		t.Fatal(paths)
	}
	return paths
}

func nameOf(path string) string { return strings.TrimSuffix(filepath.Base(path), ".arrow") }

// The DOT of the longest query of each recording: what is in a picture, readable.
func TestGoldenDOT(t *testing.T) {
	for _, path := range recordings(t) {
		cases := casesOf(t, formattest.Recorded(t, path))
		if len(cases) == 0 {
			continue
		}
		longest := cases[0]
		for _, c := range cases {
			if c.Query.Wall.V > longest.Query.Wall.V {
				longest = c
			}
		}
		got, err := DOT([]*finding.Case{longest}, Options{})
		if err != nil {
			t.Fatal(path, err)
		}
		formattest.Golden(t, filepath.Join("testdata", nameOf(path)+".dot"), got, *update)
	}
}

// The tasks of one stage: with an outlier, and with tasks that were tried again.
func TestGoldenTasks(t *testing.T) {
	for name, stage := range map[string]string{"skew-ray": "s3", "node-killed-ray": "s1"} {
		c := caseOf(t, formattest.Recorded(t, "../testdata/recordings/"+name+".arrow"), 0)
		got, err := DOT([]*finding.Case{c}, Options{Tasks: stage})
		if err != nil {
			t.Fatal(name, err)
		}
		formattest.Golden(t, filepath.Join("testdata", name+"-tasks.dot"), got, *update)
	}
}

// Several queries in one file, and a plan that is folded.
func TestGoldenOthers(t *testing.T) {
	cases := casesOf(t, formattest.Recorded(t, "../testdata/recordings/several-native.arrow"))
	got, err := DOT(cases[:2], Options{Theme: Dark})
	if err != nil {
		t.Fatal(err)
	}
	formattest.Golden(t, "testdata/two-queries-dark.dot", got, *update)
	folded, err := DOT([]*finding.Case{simulated(t, wide(125))}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	formattest.Golden(t, "testdata/folded.dot", folded, *update)
}
