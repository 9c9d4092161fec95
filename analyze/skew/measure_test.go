package skew

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The measures of unevenness, worked out from their definitions.
func TestShapeAgainstDefinitions(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 2))
		n := 2 + random.IntN(30)
		walls := varied(random, n, 1, 0.8)
		m := newQuery()
		m.run(0, 0, 3, 2, walls, nil)
		got := Stages(m.model())[0]
		var took []float64
		for _, x := range m.query.Tasks {
			took = append(took, float64(x.Wall().V))
		}
		var sum, squares, between float64
		for _, a := range took {
			sum += a
			for _, b := range took {
				between += math.Abs(a - b)
			}
		}
		mean, longest := sum/float64(n), slices.Max(took)
		for _, a := range took {
			squares += (a - mean) * (a - mean)
		}
		for _, c := range []struct {
			what      string
			got, want float64
		}{
			{"CV", got.CV, math.Sqrt(squares/float64(n)) / mean},
			{"Gini", got.Gini, between / (2 * float64(n*n) * mean)},
			{"imbalance", got.Imbalance, (longest - mean) / longest * float64(n) / float64(n-1)},
			{"effective parallelism", got.Effective, sum / longest},
			{"longest", float64(got.Longest), longest},
		} {
			if math.Abs(c.got-c.want) > 1e-6*math.Abs(c.want)+1e-9 {
				t.Errorf("seed %d: %s is %v, want %v", seed, c.what, c.got, c.want)
			}
		}
		if got.Gini < 0 || got.Gini >= 1 || got.Imbalance < -1e-9 || got.Imbalance > 1+1e-9 || got.Effective > float64(n)+1e-9 || got.P99ToMedian < 1 {
			t.Errorf("seed %d: impossible %+v", seed, got)
		}
	}
}

// What a task waited although not all of its stage's slots were in use,
// millisecond by millisecond.
func TestWaitsAgainstSteps(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 4))
		m := newQuery()
		const step = 0.001
		for range 1 + random.IntN(12) {
			submit := float64(random.IntN(60)) * step
			m.add(spec{submit: submit, first: submit + float64(random.IntN(40))*step, wall: float64(1+random.IntN(50)) * step})
		}
		list := samplesOf(m.query.Stages()[0], m.query.Wall)
		waits(list)
		running := func(ms int) (n int) {
			at := seconds((float64(ms) + 0.5) * step).Time
			for _, x := range list {
				if x.first <= at && at < x.end {
					n++
				}
			}
			return n
		}
		most := 0
		for ms := range 200 {
			most = max(most, running(ms))
		}
		for _, x := range list {
			var want int64
			for ms := range 200 {
				if at := seconds((float64(ms) + 0.5) * step).Time; x.submit <= at && at < x.first && running(ms) < most {
					want += 1_000_000
				}
			}
			if x.wait != want {
				t.Errorf("seed %d: task %d waited %d ns, want %d", seed, x.task.ID, x.wait, want)
			}
		}
	}
}

func TestDeviation(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 7))
		values := make([]float64, 1+random.IntN(9))
		for i := range values {
			values[i] = float64(random.IntN(6))
		}
		slices.Sort(values)
		m := middle(values)
		var far []float64
		for _, v := range values {
			far = append(far, math.Abs(v-m))
		}
		slices.Sort(far)
		if got, want := deviation(values, m), middle(far); got != want {
			t.Errorf("%v: %v, want %v", values, got, want)
		}
	}
}

func TestMiddleWithout(t *testing.T) {
	for seed := range uint64(100) {
		random := rand.New(rand.NewPCG(seed, 6))
		values := make([]float64, 2+random.IntN(9))
		for i := range values {
			values[i] = float64(random.IntN(5))
		}
		slices.Sort(values)
		for i, v := range values {
			want := middle(slices.Delete(slices.Clone(values), i, i+1))
			if got := middleWithout(values, v); got != want {
				t.Errorf("%v without %v: %v, want %v", values, v, got, want)
			}
		}
	}
}
