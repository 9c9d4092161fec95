package simulate_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/recorder/dashboard"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// cases are a few queries of each kind.
func cases() map[string]simulate.Spec {
	all := map[string]simulate.Spec{}
	for seed := range uint64(8) {
		all[fmt.Sprintf("clean %d", seed)] = simulate.Clean(seed, 60)
	}
	for _, c := range simulate.Causes {
		for seed := range uint64(2) {
			all[fmt.Sprintf("%s %d", c.Name, seed)] = c.Make(seed, 40).With
		}
	}
	for _, c := range simulate.Changes {
		p := c.Make(1, 40)
		all[c.Name+", base"], all[c.Name+", new"] = p.Base, p.New
	}
	return all
}

// The truth is a chain without holes from the start of each query to its end,
// and no task begins before what it waited for.
func TestTruthTiles(t *testing.T) {
	for name, spec := range cases() {
		for _, j := range spec.Simulate().Jobs {
			at := j.Start
			for _, l := range j.Truth() {
				if l.Start != at || l.End <= l.Start {
					t.Fatalf("%s: %s from %d to %d does not follow on %d", name, l.Kind, l.Start, l.End, at)
				}
				at = l.End
			}
			if at != j.End {
				t.Fatalf("%s: the chain ends at %d, the query at %d", name, at, j.End)
			}
			for _, task := range j.Tasks {
				if e := task.Enabler; e != nil && task.Submit < e.End {
					t.Fatalf("%s: task %d was submitted before its input was there", name, task.ID)
				}
				first := task.Tries[0].Schedule
				if first < task.Submit || task.End < first || task.Freer != nil && first < task.Freer.End {
					t.Fatalf("%s: task %d: %+v", name, task.ID, task)
				}
			}
		}
	}
}

// No worker runs more tasks at a time than it has slots.
func TestSlotsHold(t *testing.T) {
	for name, spec := range cases() {
		run := spec.Simulate()
		for w, slots := range run.Cluster.Slots {
			delta := map[int64]int{}
			for _, j := range run.Jobs {
				for _, task := range j.Tasks {
					for _, try := range task.Tries {
						if try.Worker == w {
							end := task.End
							if try.Failed != 0 {
								end = try.Failed
							}
							delta[try.Schedule]++
							delta[end]--
						}
					}
				}
			}
			if most := highest(delta); most > slots {
				t.Fatalf("%s: worker %d ran %d tasks at a time in %d slots", name, w, most, slots)
			}
		}
	}
}

// What is sent is understood by the decoder, to the last member, and has all
// that Daft sends.
func TestWireIsDafts(t *testing.T) {
	for name, spec := range cases() {
		if spec.Tiny > 0 || spec.Pieces > 0 {
			continue // more of the same
		}
		seen := map[string]int{}
		run := spec.Simulate()
		arrival := format.Time(0)
		for r := range run.Requests(simulate.Wire{Seed: spec.Seed}) {
			if len(r.Body) > 0 && !json.Valid(r.Body) {
				t.Fatalf("%s: not JSON: %s", name, r.Body)
			}
			if r.Arrival <= arrival {
				t.Fatalf("%s: request %d does not arrive after the one before it", name, r.Payload)
			}
			arrival = r.Arrival
			for _, e := range dashboard.Decode(r) {
				formattest.CheckKind(t, e, "arrival_ns")
				seen[e.KindName()]++
				for _, a := range e.Attrs() {
					if a.Key != "ray_dashboard_url" {
						t.Fatalf("%s: %s has %s = %s, which has no column", name, e.KindName(), a.Key, a.Value)
					}
				}
			}
		}
		tasks := 0
		for _, j := range run.Jobs {
			tasks += len(j.Tasks)
		}
		if seen["task_submit"] != tasks || seen["task_end"] != tasks || seen["task_schedule"] < tasks || seen["operator_stats"] < 3*tasks ||
			seen["bad_request"]+seen["unknown_request"] > 0 || seen["query_end"] != len(run.Jobs) {
			t.Errorf("%s: %d tasks, %v", name, tasks, seen)
		}
	}
}

// Two runs of one seed are one.
func TestSeedDecides(t *testing.T) {
	spec := simulate.Causes[0].Make(7, 60).With
	text := func(seed uint64) string {
		spec.Seed = seed
		var all []*format.Event
		for e := range spec.Simulate().Events(simulate.Wire{Seed: 5, Lost: 0.02, Burst: true}) {
			all = append(all, e.Clone())
		}
		return formattest.Text(all)
	}
	if a := text(7); a != text(7) || a == text(8) {
		t.Error("a run depends on something else than its seed")
	}
}

// Each cause costs something, mostly.
func TestCausesCost(t *testing.T) {
	for _, c := range simulate.Causes {
		worse, n := 0, 9
		for seed := range uint64(n) {
			k := c.Make(seed, 40)
			with, without := k.With.Simulate().Jobs[0].Wall(), k.Without.Simulate().Jobs[0].Wall()
			if with-without > with/10 {
				worse++
			}
			if testing.Verbose() {
				fmt.Printf("%-28s %2d shape %d %dx%d waves %.1f mean %.2f: %.2f -> %.2f s (%.0f%%)\n", c.Name, seed, k.With.Shape, k.With.Workers, k.With.Slots, k.With.Waves, k.With.Mean,
					float64(without)/1e9, float64(with)/1e9, 100*float64(with-without)/float64(with))
			}
		}
		if worse < n/3 {
			t.Errorf("%s: costs more than a tenth of the wall in %d of %d", c.Name, worse, n)
		}
	}
}

// highest returns the largest sum of deltas in order of time. What ends at a
// moment makes room for what begins then.
func highest(delta map[int64]int) (most int) {
	times := make([]int64, 0, len(delta))
	for at := range delta {
		times = append(times, at)
	}
	slices.Sort(times)
	level := 0
	for _, at := range times {
		level += delta[at]
		most = max(most, level)
	}
	return most
}
