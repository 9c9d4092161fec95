package skew

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// workersOf makes a query of several stages, whose tasks on worker slow (0:
// none) take factor times as long, and whose rows vary.
func workersOf(seed uint64, workers, stages, tasks int, sigma, factor float64, slow int) *made {
	random := rand.New(rand.NewPCG(seed, 9))
	m := newQuery()
	for s := range stages {
		at := float64(100 * s)
		free := make([]float64, workers)
		for range tasks {
			next := 0
			for k := range free {
				if free[k] < free[next] {
					next = k
				}
			}
			rows := math.Exp(0.4 * random.NormFloat64())
			wall := rows * math.Exp(sigma*random.NormFloat64())
			if next+1 == slow {
				wall *= factor
			}
			m.add(spec{stage: s, worker: next + 1, submit: at, first: at + free[next], wall: wall, rows: int64(100_000 * rows), counted: true})
			free[next] += wall
		}
	}
	return m
}

func TestSlowWorkers(t *testing.T) {
	for _, c := range []struct {
		workers, stages, tasks int
		factor                 float64
		sure                   analyze.Sureness // "": none is slow
	}{
		{2, 3, 12, 3, analyze.Probable},
		{4, 3, 16, 3, analyze.Probable},
		{16, 4, 64, 3, analyze.Probable},
		{100, 4, 400, 3, analyze.Probable},
		{4, 1, 80, 3, analyze.Possible}, // one stage: it may be what these tasks had to do
		{4, 1, 4, 3, ""},                // one task each
		{1, 3, 16, 3, ""},               // nothing to hold it against
		{4, 3, 16, 1.2, ""},
	} {
		found, wrong := 0, 0
		var factor float64
		const seeds = 30
		for seed := range uint64(seeds) {
			m := workersOf(seed, c.workers, c.stages, c.tasks, 0.2, c.factor, 1)
			for _, w := range SlowWorkers(m.model()) {
				if w.Worker.Label != "w1" {
					wrong++
				} else if w.Sure == c.sure {
					found++
					factor += w.Factor / seeds
				}
			}
		}
		switch {
		case wrong > 1 || c.sure == "" && found > 0:
			t.Errorf("%+v: found %d times, another worker %d times", c, found, wrong)
		case c.sure != "" && (found < seeds*9/10 || factor < 0.85*c.factor || factor > 1.15*c.factor):
			t.Errorf("%+v: found %d times of %d, %.2f times as slow", c, found, seeds, factor)
		}
	}
}

// Workers that differ by chance alone are not slow.
func TestNoSlowWorkers(t *testing.T) {
	cried, seeds := 0, 0
	for _, sigma := range []float64{0.1, 0.3, 0.5} {
		for _, workers := range []int{2, 4, 32} {
			for seed := range uint64(40) {
				seeds++
				if len(SlowWorkers(workersOf(seed, workers, 3, 4*workers, sigma, 1, 0).model())) > 0 {
					cried++
				}
			}
		}
	}
	if cried*50 > seeds {
		t.Errorf("%d of %d queries have a slow worker by chance", cried, seeds)
	}
}

// A slow worker is the cause of the stages that it makes uneven.
func TestSlowWorkerAsCause(t *testing.T) {
	m := newQuery()
	random := rand.New(rand.NewPCG(3, 3))
	for s := range 3 {
		for i, w := range varied(random, 24, 1, 0.1) {
			on := i%8 + 1
			if on == 3 {
				w *= 5
			}
			m.add(spec{stage: s, worker: on, submit: float64(100 * s), first: float64(100*s) + 6*float64(i/8), wall: w})
		}
	}
	for _, g := range Stages(m.model()) {
		if g.Verdict != Skewed || g.Cause != SlowWorker || g.Worker == nil || g.Worker.Label != "w3" || len(g.Outliers) != 3 {
			t.Errorf("%s: %s, %q, worker %v, %d outliers, causes %v", g.Stage.Name, g.Verdict, g.Cause, g.Worker, len(g.Outliers), g.Causes)
		}
	}
}
