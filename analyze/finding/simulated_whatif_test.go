package finding_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/analyze/whatif"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// change is something that can both be asked of the model and simulated.
type change struct {
	name   string
	shapes []simulate.Shape
	before func(*simulate.Spec)
	after  func(*simulate.Spec)
	ask    func(*analyze.Query) whatif.Scenario
}

var changes = []change{
	{"nothing", nil, nil, nil, func(*analyze.Query) whatif.Scenario { return whatif.Scenario{} }},
	{"twice the workers", nil, nil,
		func(s *simulate.Spec) { s.Workers *= 2; s.Waves /= 2 },
		func(*analyze.Query) whatif.Scenario { return whatif.Scenario{Workers: 2} }},
	{"half the workers", nil,
		func(s *simulate.Spec) { s.Workers *= 2; s.Waves /= 2 },
		func(s *simulate.Spec) { s.Workers /= 2; s.Waves *= 2 },
		func(*analyze.Query) whatif.Scenario { return whatif.Scenario{Workers: 0.5} }},
	{"no retries", nil,
		func(s *simulate.Spec) { s.Retries = 3 }, func(s *simulate.Spec) { s.Retries = 0 },
		func(*analyze.Query) whatif.Scenario { return whatif.Scenario{NoRetries: true} }},
	{"a scan twice as fast", []simulate.Shape{simulate.FanOut, simulate.UDF},
		nil, func(s *simulate.Spec) { s.ScanTimes = 0.5 },
		func(q *analyze.Query) whatif.Scenario {
			return whatif.Scenario{Speedup: map[*analyze.Operator]float64{q.Operator(1): 2}}
		}},
	{"no start-up", nil,
		func(s *simulate.Spec) { s.Startup = 5 }, func(s *simulate.Spec) { s.Startup = 0 },
		func(*analyze.Query) whatif.Scenario { return whatif.Scenario{NoColdStart: true} }},
}

// TestSimulatedWhatIf simulates a change and holds the wall against what the
// model predicted from the run before: half of the predictions within 4 %, nine
// tenths within 15 %.
func TestSimulatedWhatIf(t *testing.T) {
	for _, c := range changes {
		var off []float64
		refused := 0
		for seed := range cases(16) {
			spec := simulate.Base(seed, tasksOf(seed), simulate.AnyShape(seed, c.shapes...))
			if c.before != nil {
				c.before(&spec)
			}
			other := spec
			if c.after != nil {
				c.after(&other)
			}
			run := spec.Simulate()
			got := replayed(run, simulate.Wire{Seed: seed})
			q := got.Query(run.Jobs[0].Job.Name)
			m := whatif.Of(critical.Of(got, q))
			r := m.Try(c.ask(q))
			if r.Refusal != "" {
				refused++
				continue
			}
			truth := float64(other.Simulate().Jobs[0].Wall())
			off = append(off, (float64(r.Wall)-truth)/truth)
		}
		size := make([]float64, len(off))
		for i, x := range off {
			size[i] = math.Abs(x)
		}
		slices.Sort(size)
		slices.Sort(off)
		if len(size) == 0 {
			t.Errorf("%s: the model refused %d times", c.name, refused)
			continue
		}
		line := fmt.Sprintf("%-22s %4d cases, %d refused: off by %5.1f %% at the median, nine tenths within %5.1f %%, from %+.1f to %+.1f %%",
			c.name, len(size), refused, 100*size[len(size)/2], 100*size[len(size)*9/10], 100*off[0], 100*off[len(off)-1])
		t.Log(line)
		if size[len(size)/2] > 0.04 || size[len(size)*9/10] > 0.15 || refused > len(size)/10 {
			t.Error(line)
		}
	}
}
