package finding_test

import (
	"flag"
	"fmt"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/critical"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// The tests of this file and those beside it hold what is said of simulated
// recordings against what was put into them. A few cases of each kind run
// always; -simulate N runs N.
var (
	seeds = flag.Uint64("simulate", 0, "simulated cases of each kind")
	from  = flag.Uint64("simulate.from", 0, "seed of the first of them")
)

// fresh returns the seed of the n-th case of a score: for the table of the
// documentation these are others than those by which faults were found.
func fresh(n uint64) uint64 { return *from + n }

// cases returns how many cases of a kind to run, and of how many tasks the n-th
// is. Without the flag they are few and small; with it they are of 10 to 100,000
// tasks: three of four of up to 300, one in two hundred of 100,000.
func cases(few uint64) uint64 {
	if *seeds > 0 {
		return *seeds
	}
	return few
}

func tasksOf(seed uint64) int {
	if *seeds == 0 {
		return 40
	}
	x := seed * 0x9e3779b97f4a7c15 >> 40
	switch {
	case seed%200 == 199:
		return 100_000
	case x%32 == 0:
		return 10_000
	case x%32 < 8:
		return 1_000
	}
	return int(10 + x%290)
}

// replayed is what is understood of a simulated run.
func replayed(run *simulate.Run, w simulate.Wire) *analyze.Run {
	r := analyze.NewReplayer()
	for e := range run.Events(w) {
		r.Add(e)
	}
	return r.Run()
}

// TestSimulatedPath holds the path against what the scheduler did: each kind of
// segment sums to what it should within 0.5 % of the wall, and 10 % where a
// worker died or another query had the slots, as then it cannot be told whose
// turn it was.
func TestSimulatedPath(t *testing.T) {
	for seed := range cases(8) {
		checkPath(t, fmt.Sprint("clean ", seed), simulate.Clean(seed, tasksOf(seed)), 0.005)
	}
	for _, c := range simulate.Causes {
		for seed := range cases(2) {
			spec := c.Make(seed, tasksOf(seed)).With
			most := 0.005
			if spec.Death > 0 || spec.Other > 0 {
				most = 0.1
			}
			checkPath(t, fmt.Sprintf("%s %d", c.Name, seed), spec, most)
		}
	}
}

func checkPath(t *testing.T, name string, spec simulate.Spec, most float64) {
	t.Helper()
	run := spec.Simulate()
	job := run.Jobs[0]
	got := replayed(run, simulate.Wire{Seed: spec.Seed})
	p := critical.Of(got, got.Query(job.Job.Name))
	if err := p.Check(); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	truth := map[critical.Kind]int64{}
	for _, l := range job.Truth() {
		k := critical.Kind(l.Kind)
		if k == "other" {
			k = critical.Handoff // what the path calls it: the wait for a slot
		}
		truth[k] += l.End - l.Start
	}
	for _, k := range []critical.Kind{critical.Plan, critical.Startup, critical.Driver, critical.Schedule, critical.Handoff, critical.Retry,
		critical.Run, critical.Consumer, critical.Tail, critical.Unrecorded} {
		d := float64(p.Sum(k) - truth[k])
		if bound := most * float64(job.Wall()); d > bound || -d > bound {
			t.Errorf("%s: %s takes %.3f s of a wall of %.3f s, in truth %.3f s", name, k, float64(p.Sum(k))/1e9, float64(job.Wall())/1e9, float64(truth[k])/1e9)
		}
	}
}
