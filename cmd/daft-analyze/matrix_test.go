package main

import (
	"bytes"
	"errors"
	"io/fs"
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

// matrixPairs are pairs of real recordings that differ in other ways: one query that
// was mended, native and Ray, two jobs that have little in common, and a run whose
// recorder was killed.
var matrixPairs = [][2]string{{"tutorial-slow", "tutorial-fixed"}, {"tpch-native", "tpch-ray"}, {"skew-ray", "tpch-ray"}, {"several-native", "killed-recorder-native"}}

// matrixDiffs are the views of a pair.
var matrixDiffs = map[string]string{
	"diff":      "diff BASE NEW",
	"diff-full": "diff BASE NEW --full",
	"diff-md":   "diff BASE NEW --format markdown",
}

// matrixRow is the views of one run, or of one pair of runs.
type matrixRow struct {
	name     string
	files    []string
	commands map[string]string
}

func matrixRows() (rows []matrixRow) {
	for _, name := range matrixRuns {
		row := matrixRow{name, []string{name}, map[string]string{}}
		for view, command := range matrixViews {
			row.commands[view] = strings.ReplaceAll(command, "RUN", name+".arrow")
		}
		rows = append(rows, row)
	}
	for _, pair := range matrixPairs {
		row := matrixRow{pair[0] + "_" + pair[1], pair[:], map[string]string{}}
		for view, command := range matrixDiffs {
			row.commands[view] = strings.NewReplacer("BASE", pair[0]+".arrow", "NEW", pair[1]+".arrow").Replace(command)
		}
		rows = append(rows, row)
	}
	return rows
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
	for _, row := range matrixRows() {
		name := row.name
		for _, file := range row.files {
			file += ".arrow"
			if err := os.Symlink(filepath.Join(root, "testdata", "recordings", file), file); err != nil && !errors.Is(err, fs.ErrExist) {
				t.Fatal(err)
			}
		}
		for view, command := range row.commands {
			var stdout, stderr bytes.Buffer
			code := run(strings.Fields(command), strings.NewReader(""), &stdout, &stderr)
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
