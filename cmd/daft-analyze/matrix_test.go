package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// matrixRuns are real recordings that differ in what there is to show: see
// testdata/README.md.
var matrixRuns = []string{"tutorial-slow", "several-native", "tpch-ray", "node-killed-ray", "burst-ray", "udf-fails-ray", "killed-recorder-native", "no-query"}

// matrixViews are all commands that show a recording as text.
var matrixViews = map[string]string{
	"explain":       "explain RUN",
	"explain-md":    "explain RUN --format markdown",
	"critical-path": "critical-path RUN --top 20",
	"skew":          "skew RUN",
	"hotspots":      "hotspots RUN",
	"shuffle":       "shuffle RUN",
	"io":            "io RUN",
	"memory":        "memory RUN",
	"what-if":       "what-if RUN",
	"operators":     "operators RUN",
	"tasks":         "tasks RUN --limit 10",
	"workers":       "workers RUN",
	"timeline":      "timeline RUN",
	"logs":          "logs RUN --tail 10",
	"info":          "info RUN",
	"graph":         "graph RUN --format dot -o -",
}

// Each view of each run, as a person gets it. A file is named by its row:
// testdata/matrix/RUN/VIEW.
func TestMatrix(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	goldens := filepath.Join(root, "cmd", "daft-analyze", "testdata", "matrix")
	t.Setenv("COLUMNS", "100")
	t.Chdir(t.TempDir())
	expected := []string{}
	for _, name := range matrixRuns {
		file := name + ".arrow"
		if err := os.Symlink(filepath.Join(root, "testdata", "recordings", file), file); err != nil {
			t.Fatal(err)
		}
		for view, command := range matrixViews {
			var stdout, stderr bytes.Buffer
			code := run(strings.Fields(strings.ReplaceAll(command, "RUN", file)), strings.NewReader(""), &stdout, &stderr)
			got := stdout.String()
			if stderr.Len() > 0 || code != 0 {
				got += "-- stderr --\n" + stderr.String() + "-- exit code " + string(rune('0'+code)) + " --\n"
			}
			golden := filepath.Join(goldens, name, view)
			expected = append(expected, filepath.Join(name, view))
			if *update {
				if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Errorf("%v; -update writes it", err)
			} else if got != string(want) {
				t.Errorf("%s of %s: -update rewrites it; it is\n%s", view, name, got)
			}
		}
	}
	files, err := filepath.Glob(filepath.Join(goldens, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if rel, err := filepath.Rel(goldens, f); err != nil || !slices.Contains(expected, rel) {
			t.Errorf("%s is of no row of the matrix (%v)", f, err)
		}
	}
}
