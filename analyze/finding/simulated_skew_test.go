package finding_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/skew"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// TestSimulatedSkew: where a stage is made uneven and that costs a tenth of the
// wall, it is called skewed for the right cause and the saving is near the
// truth; where nothing is wrong no stage is.
func TestSimulatedSkew(t *testing.T) {
	for _, c := range []struct {
		cause  string
		verify func(skew.Stage) bool
	}{
		{"data skew", func(s skew.Stage) bool { return s.Cause == skew.Data }},
		{"hot key in a join", func(s skew.Stage) bool { return s.Cause == skew.Data }},
		{"giant file", func(s skew.Stage) bool { return s.Cause == skew.Data }},
		{"retries", func(s skew.Stage) bool { return s.Cause == skew.Retry }},
		{"function's cold start", func(s skew.Stage) bool { return s.Cause == skew.ColdStart }}, // which takes three times as long as the others by the rule, and so is not always skew
	} {
		cause := simulate.Causes[slices.IndexFunc(simulate.Causes, func(x *simulate.Cause) bool { return x.Name == c.cause })]
		var off []float64
		n, found := 0, 0
		for seed := range cases(16) {
			k := cause.Make(seed, tasksOf(seed))
			run := k.With.Simulate()
			job := run.Jobs[0]
			cost := float64(job.Wall() - k.Without.Simulate().Jobs[0].Wall())
			if cost < 0.1*float64(job.Wall()) {
				continue
			}
			n++
			got := replayed(run, simulate.Wire{Seed: seed})
			best := skew.Stage{}
			for _, s := range skew.Stages(whatif.Of(critical.Of(got, got.Query(job.Job.Name)))) {
				if s.Verdict == skew.Skewed && s.Saving >= best.Saving {
					best = s
				}
			}
			if best.Stage != nil && c.verify(best) {
				found++
				off = append(off, (float64(best.Saving)-cost)/float64(job.Wall()))
			} else {
				t.Logf("%s, seed %d, cost %.0f %%: %s %s", c.cause, seed, 100*cost/float64(job.Wall()), best.Verdict, best.Cause)
			}
		}
		size := make([]float64, len(off))
		for i, x := range off {
			size[i] = math.Abs(x)
		}
		slices.Sort(size)
		line := fmt.Sprintf("%-22s %4d of %4d found", c.cause, found, n)
		if len(size) > 0 {
			line += fmt.Sprintf(", the saving off by %4.1f %% of the wall at the median, nine tenths within %4.1f %%", 100*size[len(size)/2], 100*size[len(size)*9/10])
		}
		t.Log(line)
		if float64(found) < 0.75*float64(n) || len(size) == 0 || size[len(size)/2] > 0.05 {
			t.Error(line)
		}
	}
	wrong, n := 0, 0
	for seed := range cases(30) {
		run := simulate.Clean(seed, tasksOf(seed)).Simulate()
		got := replayed(run, simulate.Wire{Seed: seed})
		n++
		for _, s := range skew.Stages(whatif.Of(critical.Of(got, got.Query(run.Jobs[0].Job.Name)))) {
			if s.Verdict == skew.Skewed {
				wrong++
				t.Logf("clean, seed %d: %s is called skewed: %s, saving %.3f s", seed, s.Stage.Name, s.Cause, float64(s.Saving)/1e9)
			}
		}
	}
	if wrong > n/20 {
		t.Errorf("%d of %d clean runs have a skewed stage", wrong, n)
	}
}

// TestSimulatedSlowWorker: a worker that makes the query a tenth longer is
// found, and no other.
func TestSimulatedSlowWorker(t *testing.T) {
	cause := simulate.Causes[slices.IndexFunc(simulate.Causes, func(x *simulate.Cause) bool { return x.Name == "slow worker" })]
	n, found, wrong := 0, 0, 0
	for seed := range cases(20) {
		k := cause.Make(seed, tasksOf(seed))
		run := k.With.Simulate()
		job := run.Jobs[0]
		cost := job.Wall() - k.Without.Simulate().Jobs[0].Wall()
		got := replayed(run, simulate.Wire{Seed: seed})
		slow := slices.Index(run.Cluster.Speed, slices.Min(run.Cluster.Speed))
		hit := false
		for _, w := range skew.SlowWorkers(whatif.Of(critical.Of(got, got.Query(job.Job.Name)))) {
			if w.Worker.ID == run.Cluster.WorkerID(slow) {
				hit = true
			} else {
				wrong++
			}
		}
		if 10*cost >= job.Wall() {
			n++
			if hit {
				found++
			} else {
				t.Logf("seed %d: a worker %.1f times as slow costs %.0f %% and is not found: %d workers of %d slots, %.1f waves", seed, k.With.Slow, 100*float64(cost)/float64(job.Wall()), k.With.Workers, k.With.Slots, k.With.Waves)
			}
		}
	}
	line := fmt.Sprintf("slow worker: %d of %d found, %d others accused", found, n, wrong)
	t.Log(line)
	if found*10 < n*9 || wrong > n/20 {
		t.Error(line)
	}
}
