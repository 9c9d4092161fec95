package whatif

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// Any number may stand anywhere: nothing panics or wraps around, and what is said
// is possible.
func TestHostileValues(t *testing.T) {
	paths, err := filepath.Glob("../testdata/*-ray.events")
	if err != nil || len(paths) == 0 {
		t.Fatal(err)
	}
	paths = append(paths, "../testdata/fail-cluster.events", "../testdata/otlp-native.events")
	values := []int64{math.MinInt64, -1, 0, 1, 7, 1_800_000_000_000_000_000, math.MaxInt64 - 1, math.MaxInt64}
	usable := 0
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 5))
		events := formattest.File(t, paths[seed%uint64(len(paths))])
		one := 12 << random.IntN(10) // one value in so many is odd
		for _, e := range events {
			formattest.Disturb(e, random, one, func(int64) int64 {
				v := values[random.IntN(len(values))]
				if random.IntN(2) == 0 {
					v = jobStart - random.Int64N(1e11)
				}
				return v
			})
		}
		run, err := analyze.Replay(formattest.NewReader(events))
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range run.Queries {
			m := Of(critical.Of(run, q))
			if m.Usable {
				usable++
			}
			checkModel(t, m)
		}
	}
	if usable < 30 {
		t.Errorf("only %d models were usable", usable)
	}
}

// checkModel tries everything on a model.
func checkModel(t *testing.T, m *Model) {
	t.Helper()
	if m.Usable != (m.Refusal == "") {
		t.Errorf("usable %v: %q", m.Usable, m.Refusal)
	}
	if m.Usable && (m.Wall <= 0 || m.Replayed < 0 || math.Abs(m.Error) > MostError) {
		t.Errorf("wall %d replayed %d error %v", m.Wall, m.Replayed, m.Error)
	}
	for _, v := range []analyze.Value{m.Bounds.Span, m.Bounds.Work, m.Bounds.Slots, m.Bounds.Slotted} {
		if v.V < 0 {
			t.Errorf("bounds %+v", m.Bounds)
		}
	}
	for _, r := range m.Table() {
		checkResult(t, m, r)
	}
	for _, o := range m.Path.Query.Operators {
		if d := m.Drag(o); d.V < 0 || d.V > m.Wall {
			t.Errorf("operator %d drags %d of %d", o.ID, d.V, m.Wall)
		}
	}
	walls := map[*analyze.Task]int64{}
	for i, task := range m.Path.Query.Tasks {
		walls[task] = []int64{0, 1, math.MaxInt64}[i%3]
	}
	for _, s := range []Scenario{{NoDispatch: true, NoDriver: map[*analyze.Operator]bool{nil: true}}, {TaskWall: walls}, {Workers: 1e300}, {Workers: 1e-300}} {
		checkResult(t, m, m.Try(s))
	}
}
