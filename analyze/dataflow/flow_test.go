package dataflow

import (
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// open reads a recording of testdata/recordings, or with the ending .events a
// capture of analyze/testdata.
func open(t testing.TB, name string) *analyze.Run {
	t.Helper()
	var run *analyze.Run
	var err error
	if strings.HasSuffix(name, ".events") {
		run, err = analyze.Replay(formattest.NewReader(formattest.File(t, filepath.Join("..", "testdata", name))))
	} else {
		r, openErr := format.Open(recording(name))
		if openErr != nil {
			t.Fatal(openErr)
		}
		defer r.Close()
		run, err = analyze.Replay(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func recording(name string) string {
	return filepath.Join("..", "..", "testdata", "recordings", name+".arrow")
}

// recordings are all that are in the repository.
func recordings(t testing.TB) (names []string) {
	t.Helper()
	for _, p := range formattest.Recordings(t, recording("*"), filepath.Join("..", "testdata", "*.events")) {
		names = append(names, strings.TrimSuffix(filepath.Base(p), ".arrow"))
	}
	slices.Sort(names)
	return names
}

func flows(t testing.TB, run *analyze.Run) (all []*Flow) {
	t.Helper()
	for _, q := range run.Queries {
		all = append(all, Of(critical.Of(run, q)))
	}
	return all
}

// What moved in real runs. Time on the path is left out: it is another
// package's, and checked below.
func TestGolden(t *testing.T) {
	for _, name := range []string{"skew-ray", "tpch-ray", "flight-ray", "movements-ray", "files-native", "tpch-native", "node-killed-ray", "burst-ray", "join-ray.events"} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			for _, q := range open(t, name).Queries {
				b.WriteString(show(Of(&critical.Path{Query: q})))
			}
			formattest.Golden(t, filepath.Join("testdata", name+".golden"), b.String(), *update)
		})
	}
}

// The parts of a flow have disjoint nanoseconds of the path.
func TestPathIsSharedOnce(t *testing.T) {
	for _, name := range recordings(t) {
		run := open(t, name)
		for _, q := range run.Queries {
			p := critical.Of(run, q)
			f, sum := Of(p), int64(0)
			for _, h := range f.Hotspots() {
				if h.PathNS < 0 {
					t.Errorf("%s %s: %s has %d ns of the path", name, q.ID, h.Evidence, h.PathNS)
				}
				sum += h.PathNS
			}
			if sum > p.Wall() {
				t.Errorf("%s %s: the parts have %d ns of a path of %d", name, q.ID, sum, p.Wall())
			}
		}
	}
}
