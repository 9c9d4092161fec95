package memory

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// Any value may stand in any column.
func TestHostileValues(t *testing.T) {
	values := []int64{math.MinInt64, -1, 0, 1, 7, 1_800_000_000_000_000_000, math.MaxInt64 - 1, math.MaxInt64}
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 6))
		r, err := format.Open(filepath.Join("..", "..", "testdata", "recordings", []string{"memory-native", "flight-ray"}[seed%2]+".arrow"))
		if err != nil {
			t.Fatal(err)
		}
		var all []*format.Event
		for r.Next() {
			e := r.Event().Clone()
			for _, c := range format.Columns() {
				v, known := e.Value(c)
				if !known || c.Type != format.TypeInt || random.IntN(20) > 0 {
					continue
				}
				v.Int = values[random.IntN(len(values))]
				e.SetValue(c, v)
			}
			all = append(all, e)
		}
		r.Close()
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
