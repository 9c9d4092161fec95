package whatif

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// real is a query of a real run.
type real struct {
	name  string
	query *analyze.Query
	model *Model
}

// recordings returns the queries on Ray, or those of native runs, of all real
// runs in the repository.
func recordings(t testing.TB, engine analyze.Engine) []real {
	t.Helper()
	var paths []string
	for _, glob := range []string{"../../testdata/recordings/*.arrow", "../../testdata/progress/*.arrow", "../testdata/*.events"} {
		list, err := filepath.Glob(glob)
		if err != nil || len(list) == 0 {
			t.Fatalf("%s: %v", glob, err)
		}
		paths = append(paths, list...)
	}
	var all []real
	for _, path := range paths {
		run := replayOf(t, path)
		for i, q := range run.Queries {
			if q.Engine != engine {
				continue
			}
			name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(path), ".arrow"), ".events")
			if strings.HasSuffix(path, ".events") {
				name += " (capture)"
			}
			all = append(all, real{fmt.Sprintf("%s %d", name, i+1), q, Of(critical.Of(run, q))})
		}
	}
	slices.SortFunc(all, func(a, b real) int { return strings.Compare(a.name, b.name) })
	return all
}

func replayOf(t testing.TB, path string) *analyze.Run {
	t.Helper()
	if strings.HasSuffix(path, ".events") {
		run, err := analyze.Replay(formattest.NewReader(formattest.File(t, path)))
		if err != nil {
			t.Fatal(path, err)
		}
		return run
	}
	r, err := format.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	run, err := analyze.Replay(r)
	if err != nil {
		t.Fatal(path, err)
	}
	return run
}
