package finding_test

import (
	"fmt"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// replayed is what is understood of a simulated run.
func replayed(run *simulate.Run, w simulate.Wire) *analyze.Run {
	r := analyze.NewReplayer()
	for e := range run.Events(w) {
		r.Add(e)
	}
	return r.Run()
}

// TestSimulatedPath holds the path against what the scheduler did.
func TestSimulatedPath(t *testing.T) {
	off := func(name string, spec simulate.Spec, w simulate.Wire) {
		run := spec.Simulate()
		job := run.Jobs[0]
		got := replayed(run, w)
		q := got.Query(job.Job.Name)
		p := critical.Of(got, q)
		if err := p.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		truth := map[string]int64{}
		for _, l := range job.Truth() {
			if l.Kind == "other" {
				l.Kind = "handoff" // what the path calls it: the wait for a slot
			}
			truth[l.Kind] += l.End - l.Start
		}
		wall := float64(job.Wall())
		line := ""
		for _, k := range []critical.Kind{critical.Plan, critical.Startup, critical.Driver, critical.Schedule, critical.Handoff, critical.Retry, critical.Run, critical.Consumer, critical.Tail, critical.Unrecorded} {
			d := float64(p.Sum(k) - truth[string(k)])
			if d > wall*0.005 || -d > wall*0.005 {
				line += fmt.Sprintf(" %s %.3f of %.3f s", k, float64(p.Sum(k))/1e9, float64(truth[string(k)])/1e9)
			}
		}
		if line != "" {
			fmt.Println(name, "wall", wall/1e9, line)
		}
	}
	for seed := range uint64(30) {
		off(fmt.Sprint("clean ", seed), simulate.Clean(seed, 60), simulate.Wire{Seed: seed})
	}
	for _, c := range simulate.Causes {
		for seed := range uint64(6) {
			off(fmt.Sprintf("%s %d", c.Name, seed), c.Make(seed, 60).With, simulate.Wire{Seed: seed})
		}
	}
}
