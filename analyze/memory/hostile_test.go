package memory

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// Any value may stand in any column.
func TestHostileValues(t *testing.T) {
	values := []int64{math.MinInt64, -1, 0, 1, 7, 1_800_000_000_000_000_000, math.MaxInt64 - 1, math.MaxInt64}
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 6))
		all := formattest.Recorded(t, filepath.Join("..", "..", "testdata", "recordings", []string{"memory-native", "flight-ray"}[seed%2]+".arrow"))
		for _, e := range all {
			formattest.Disturb(e, random, 20, func(int64) int64 { return values[random.IntN(len(values))] })
		}
		run, err := analyze.Replay(formattest.NewReader(all))
		if err != nil {
			t.Fatal(err)
		}
		a := Of(run)
		for i, s := range a.Samples {
			if s.Bytes < 0 || s.Shared < 0 || s.Shared > s.Bytes || i > 0 && s.Time <= a.Samples[i-1].Time {
				t.Errorf("seed %d: sample %+v", seed, s)
			}
		}
		for _, m := range a.Queries {
			for _, v := range []analyze.Value{m.Before, m.Most, m.After, m.Climb, m.Allocated} {
				if v.V < 0 {
					t.Errorf("seed %d: %+v", seed, m)
				}
			}
			for _, x := range m.Active {
				if x.Held.V < 0 || x.Tasks < 0 {
					t.Errorf("seed %d: %+v", seed, x)
				}
			}
		}
	}
}
