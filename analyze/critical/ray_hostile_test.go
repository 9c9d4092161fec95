package critical

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	. "github.com/daft-analyze/daft-analyze/analyze/taskgraph/tasktest"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/eventtext"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// checkPaths holds the paths of all queries of a run against their own rules.
func checkPaths(t testing.TB, run *analyze.Run) {
	t.Helper()
	for _, q := range run.Queries {
		p := Of(run, q)
		if err := p.Check(); err != nil {
			t.Errorf("query %s: %v", q.ID, err)
		}
	}
}

// Any value may stand in any column, and any event may be missing, or come twice.
func TestRayHostileValues(t *testing.T) {
	values := []int64{math.MinInt64, -1, 0, 1, 7, 1_795_395_867_560_933_000, 1_795_394_771_858_464_000, 7_258_118_400_000_000_000, math.MaxInt64 - 1, math.MaxInt64}
	files := []string{"fail-cluster", "node-killed-ray", "otlp-ray", "join-ray", "tpch-ray"}
	for seed := range uint64(150) {
		random := rand.New(rand.NewPCG(seed, 5))
		all := formattest.File(t, "../testdata/"+files[seed%uint64(len(files))]+".events")
		var kept []*format.Event
		for _, e := range all {
			if random.IntN(30) == 0 {
				continue
			}
			formattest.Disturb(e, random, 25, func(int64) int64 { return values[random.IntN(len(values))] })
			kept = append(kept, e)
			if random.IntN(50) == 0 {
				kept = append(kept, e)
			}
		}
		checkPaths(t, ReplayEvents(t, kept))
	}
}

// Whatever is lost of the events of tasks, the rest tiles.
func TestRayLossesTile(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 6))
		list := rayGenerated(random).Lines()
		var kept []string
		for _, l := range list {
			if !strings.HasPrefix(l, "task_") || random.IntN(4) > 0 {
				kept = append(kept, l)
			}
		}
		run := ReplayEvents(t, formattest.Events(t, strings.Join(kept, "\n")))
		p := rayPathOf(t, run, "q")
		if p.Wall() != run.Queries[0].Wall.V {
			t.Errorf("seed %d: %d of %d ns", seed, p.Wall(), run.Queries[0].Wall.V)
		}
	}
}

func FuzzRay(f *testing.F) {
	f.Add(formattest.Text(formattest.File(f, "../testdata/fail-cluster.events")))
	for seed := range uint64(8) {
		f.Add(strings.Join(rayGenerated(rand.New(rand.NewPCG(seed, 12))).Lines(), "\n"))
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := analyze.NewReplayer()
		src := eventtext.NewReader(strings.NewReader(text))
		for src.Next() {
			r.Add(src.Event())
		}
		checkPaths(t, r.Run())
	})
}
