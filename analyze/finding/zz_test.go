package finding_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

func TestZZ(t *testing.T) {
	name := os.Getenv("ZZ")
	if name == "" {
		t.Skip()
	}
	for seed := range uint64(12) {
		var cs simulate.Case
		for _, c := range simulate.Causes {
			if c.Name == name {
				cs = c.Make(seed, tasksOf(seed))
			}
		}
		if name == "clean" {
			cs = simulate.Case{With: simulate.Clean(seed, tasksOf(seed))}
		}
		run := cs.With.Simulate()
		got := replayed(run, simulate.Wire{Seed: seed})
		c := finding.Of(got).Case(got.Query(run.Jobs[0].Job.Name))
		fmt.Println("== seed", seed, "wall", float64(c.Path.Wall())/1e9, "shape", cs.With.Shape, "workers", cs.With.Workers, "slots", cs.With.Slots, "room", c.Profile.Room.V, "mean", c.Profile.Mean, "bounds", c.Model.Bounds.Slots.V)
		for _, f := range c.Findings {
			fmt.Println("   ", f.ID, float64(f.Cost.V)/1e9, float64(f.Saving.V)/1e9, f.Title)
		}
		for i := range c.Stages {
			s := &c.Stages[i]
			fmt.Printf("    stage %s n %d median %.3f longest %.3f waited %.3f verdict %s cause %s rows %v outliers %d\n", s.Stage.Name, len(s.Stage.Tasks), float64(s.Median)/1e9, float64(s.Longest)/1e9, float64(s.Stage.Waited.Max)/1e9, s.Verdict, s.Cause, s.RowsRatio, len(s.Outliers))
			if len(s.Outliers) > 0 {
				fmt.Println("        ", s.Outliers[0].Inputs)
			}
		}
		for _, j := range c.Flow.Joins {
			fmt.Println("    join", j.Strategy, j.Evidence, j.BuildBytes, j.ProbeBytes, j.BuildRows, j.ProbeRows)
		}
		for _, j := range c.Flow.Exchanges {
			fmt.Println("    exch", j.Operator.Type, j.Kind, j.BytesWritten.V, j.Evidence, j.PathNS)
		}
		for _, j := range c.Flow.Scans {
			fmt.Println("    scan", j.Files.V, j.StorageBytes.V, j.Tasks, j.Evidence, j.PathNS)
		}
		for _, w := range c.Profile.Waits {
			fmt.Println("    wait", w.Operator.Type, w.Operator.Name, w.Most, w.Mean)
		}
		for _, o := range c.Path.Operators() {
			if o.Operator != nil {
				fmt.Println("    path", o.Operator.Type, float64(o.NS)/1e9)
			} else {
				fmt.Println("    path nobody", float64(o.NS)/1e9)
			}
		}
	}
}
