package analyze

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// captures are recordings of real Daft runs; see testdata/README.md.
func captures(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.events")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	return paths
}

func replay(t testing.TB, events []*format.Event) *Run {
	t.Helper()
	run, err := Replay(formattest.NewReader(events))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func replayFile(t testing.TB, name string) *Run {
	t.Helper()
	return replay(t, formattest.File(t, filepath.Join("testdata", name+".events")))
}

func TestGolden(t *testing.T) {
	for _, path := range captures(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			got := show(replay(t, formattest.File(t, path)))
			golden := strings.TrimSuffix(path, ".events") + ".golden"
			formattest.Golden(t, golden, got, *update)
		})
	}
}
