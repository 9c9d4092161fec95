package parallel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// check holds profiles against what must be true of any.
func check(t testing.TB, what string, run *analyze.Run) {
	t.Helper()
	for _, f := range profiles(run) {
		if f.Unit == "" {
			if !math.IsNaN(f.Mean) || f.OneOfMany || f.Curve != nil {
				t.Errorf("%s: a profile of nothing: %+v", what, f)
			}
			continue
		}
		length := int64(f.To - f.From)
		sum := int64(0)
		for _, ns := range f.Level {
			if ns < 0 {
				t.Errorf("%s: levels %v", what, f.Level)
			}
			sum += ns
		}
		if sum != length {
			t.Errorf("%s: levels sum to %d of %d", what, sum, length)
		}
		if len(f.Curve) > MostPoints || len(f.Queue) > MostPoints {
			t.Errorf("%s: %d and %d points", what, len(f.Curve), len(f.Queue))
		}
		if area := integral(f.Curve, f.To); length > 0 && math.Abs(area-f.Mean*float64(length)) > 1+1e-6*area {
			t.Errorf("%s: the curve comes to %v, the mean to %v", what, area, f.Mean*float64(length))
		}
		if f.Mean < 0 || length > 0 && f.Mean > float64(f.Most)+1e-9 || f.Unit == "tasks" && f.Room.V < f.Most {
			t.Errorf("%s: mean %v most %d room %d", what, f.Mean, f.Most, f.Room.V)
		}
		for _, w := range f.Workers {
			if w.Busy < 0 || w.Idle < 0 || w.Busy+w.Idle != length || w.Tasks < w.Busy || len(w.Curve) > MostPoints {
				t.Errorf("%s: worker %+v", what, w)
			}
		}
		for _, w := range f.Waits {
			for _, v := range []analyze.Value{w.Busy, w.Input, w.Output, w.Slot} {
				if v.V < 0 {
					t.Errorf("%s: operator %d: %+v", what, w.Operator.ID, w)
				}
			}
			if w.Input.V+w.Output.V > length || w.Mean > w.Most+1e-6 {
				t.Errorf("%s: operator %d: waited %d and %d of %d, mean %v most %v", what, w.Operator.ID, w.Input.V, w.Output.V, length, w.Mean, w.Most)
			}
		}
	}
}

func TestRecordings(t *testing.T) {
	names, _ := filepath.Glob("../testdata/*.events")
	more, _ := filepath.Glob("../../testdata/recordings/*-ray.arrow")
	native, _ := filepath.Glob("../../testdata/recordings/*-native.arrow")
	if len(names) < 10 || len(more) < 5 || len(native) < 3 {
		t.Fatal(len(names), len(more), len(native))
	}
	for _, path := range append(append(names, more...), native...) {
		name := filepath.Base(path)
		if name == "killed-recorder-native.arrow" {
			continue // it has no end
		}
		check(t, name, replayed(t, recorded(t, name)))
	}
}

// Any value may stand in any column, and any event be missing.
func TestHostileValues(t *testing.T) {
	values := []int64{math.MinInt64, -1, 0, 1, 7, epoch, epoch + 1, math.MaxInt64 - 1, math.MaxInt64}
	var all [][]*format.Event
	for _, f := range []string{"join-ray.events", "otlp-native.events", "node-killed-ray.events", "slow-udf-native.events"} {
		all = append(all, recorded(t, f))
	}
	for seed := range uint64(120) {
		random := rand.New(rand.NewPCG(seed, 5))
		var events []*format.Event
		for _, e := range all[seed%uint64(len(all))] {
			e = e.Clone()
			formattest.Disturb(e, random, 12, func(int64) int64 { return values[random.IntN(len(values))] })
			if random.IntN(20) > 0 {
				events = append(events, e)
			}
		}
		check(t, fmt.Sprint("seed ", seed), replayed(t, events))
	}
}

// BenchmarkTasks works out the profile of 100,000 tasks on 200 workers.
func BenchmarkTasks(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	q := randomQuery(random, 100_000)
	for i, x := range q.Tasks {
		from := i / 200 * 40
		x.Submitted, x.FirstScheduled, x.LastScheduled, x.Ended = ms(0), ms(from), ms(from), ms(from+30+random.IntN(30))
	}
	run := &analyze.Run{Queries: []*analyze.Query{q}}
	b.ReportAllocs()
	for range b.N {
		if f := (&Profile{Query: q}); len(f.Waits) == 0 {
			f.ofTasks(&critical.Path{Query: q}, SeenIn(run))
		}
	}
}
