package simulate_test

import (
	"fmt"
	"testing"

	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// Each change costs something, mostly; one that was taken back saves it. A hot
// partition that runs first takes rows off the others and may save time.
func TestChangesCost(t *testing.T) {
	for _, c := range simulate.Changes {
		worse, n := 0, 9
		for seed := range uint64(n) {
			p := c.Make(seed, 40)
			base, truth := p.Base.Simulate().Jobs[0], p.Truth()
			if p.Back != (truth < 0) && !p.Base.Even && max(truth, -truth) > base.Wall()/20 {
				t.Errorf("%s %d: taken back %v, and the new run takes %.2f s longer", c.Name, seed, p.Back, float64(truth)/1e9)
			}
			if 10*max(truth, -truth) > max(base.Wall(), base.Wall()+truth) {
				worse++
			}
			if testing.Verbose() {
				fmt.Printf("%-28s %2d shape %d %dx%d waves %.1f: %.2f s, %+.2f s for the change, %+.2f s in all\n", c.Name, seed, p.Base.Shape, p.Base.Workers, p.Base.Slots, p.Base.Waves,
					float64(base.Wall())/1e9, float64(truth)/1e9, float64(p.New.Simulate().Jobs[0].Wall()-base.Wall())/1e9)
			}
		}
		if worse < n/3 {
			t.Errorf("%s: costs more than a tenth of the wall in %d of %d", c.Name, worse, n)
		}
	}
}

// What is the same in two runs of a pair is the same, and what is noise is not.
func TestPairsDifferInNoise(t *testing.T) {
	for seed := range uint64(6) {
		p := simulate.Same(seed, 60)
		a, b := p.Base.Simulate().Jobs[0], p.New.Simulate().Jobs[0]
		if a.Job.Name == b.Job.Name || a.Wall() == b.Wall() || len(a.Tasks) != len(b.Tasks) {
			t.Errorf("seed %d: %s takes %d with %d tasks, %s %d with %d", seed, a.Job.Name, a.Wall(), len(a.Tasks), b.Job.Name, b.Wall(), len(b.Tasks))
		}
		for i, s := range a.Job.Stages {
			for k := range s.Tasks {
				if s.Tasks[k].Rows != b.Job.Stages[i].Tasks[k].Rows {
					t.Fatalf("seed %d: task %d of stage %d has %d rows, and %d", seed, k, i, s.Tasks[k].Rows, b.Job.Stages[i].Tasks[k].Rows)
				}
			}
		}
		if p.Truth() != 0 {
			t.Errorf("seed %d: nothing changed, and it costs %d", seed, p.Truth())
		}
	}
}
