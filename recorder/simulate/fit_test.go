package simulate_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// profile is what the simulator was fitted to, in milliseconds but for sigma.
type profile struct {
	sigma    []float64 // of ln(wall), one a stage of 8 tasks or more
	overhead []float64 // wall less Daft's duration, one a stage that scans
	handoff  []float64 // from an end to the next schedule of a task that waited
	dispatch []float64 // from submit to schedule of a task that did not
	submit   []float64 // from submit to submit within a stage
	stage    []float64 // from the last end before a stage to its first submit
	startup  []float64 // from the start of execution to the first schedule, where actors were there
	tail     []float64 // from the last end to that of execution
	planning []float64
}

// The simulator's quiet runs have the numbers of the recorded ones: medians
// within a factor of two and a half, and nine tenths within a factor of four.
func TestFitsRecordings(t *testing.T) {
	var real, made profile
	for _, name := range []string{"progress/ray-a", "progress/ray-b", "recordings/tpch-ray", "recordings/skew-ray", "recordings/node-killed-ray", "recordings/udf-fails-ray"} {
		r, err := format.Open("../../testdata/" + name + ".arrow")
		if err != nil {
			t.Fatal(err)
		}
		run, err := analyze.Replay(r)
		if err != nil {
			t.Fatal(name, err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		real.take(run)
	}
	for seed := range uint64(30) {
		r := analyze.NewReplayer()
		for e := range simulate.Clean(seed, 80).Simulate().Events(simulate.Wire{Seed: seed}) {
			r.Add(e)
		}
		made.take(r.Run())
	}
	for _, c := range []struct {
		name       string
		real, made []float64
	}{
		{"sigma", real.sigma, made.sigma}, {"overhead", real.overhead, made.overhead}, {"handoff", real.handoff, made.handoff},
		{"dispatch", real.dispatch, made.dispatch}, {"submit", real.submit, made.submit}, {"stage", real.stage, made.stage},
		{"startup", real.startup, made.startup}, {"tail", real.tail, made.tail}, {"planning", real.planning, made.planning},
	} {
		line := fmt.Sprintf("%-9s recorded %4d: median %8.3f, nine tenths below %8.3f; simulated %4d: %8.3f, %8.3f",
			c.name, len(c.real), quantile(c.real, 0.5), quantile(c.real, 0.9), len(c.made), quantile(c.made, 0.5), quantile(c.made, 0.9))
		t.Log(line)
		if far(quantile(c.real, 0.5), quantile(c.made, 0.5), 2.5) || far(quantile(c.real, 0.9), quantile(c.made, 0.9), 4) {
			t.Error(line)
		}
	}
}

// finalizes is stages of which Daft does not count all of the work.
var finalizes = regexp.MustCompile(`RepartitionWrite|PhysicalWrite|Join|Sort|ShuffleRead|InMemoryScan`)

func far(a, b, factor float64) bool { return !(a/b < factor && b/a < factor) }

func quantile(x []float64, p float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	x = slices.Clone(x)
	slices.Sort(x)
	return x[int(p*float64(len(x)-1))]
}

func (p *profile) take(run *analyze.Run) {
	for _, q := range run.Queries {
		if q.Outcome != analyze.OutcomeFinished || q.Trust.MissingTaskSubmits > 0 {
			continue
		}
		ms := func(from, to analyze.Moment) float64 { return float64(to.Time-from.Time) / 1e6 }
		p.planning = append(p.planning, ms(q.Start, q.ExecStart))
		p.tail = append(p.tail, ms(q.LastWork, q.ExecEnd))
		if s := ms(q.ExecStart, q.FirstWork); s < 500 {
			p.startup = append(p.startup, s)
		}
		var ends []int64
		for _, task := range q.Tasks {
			ends = append(ends, int64(task.Ended.Time))
			if len(task.Schedules) > 1 {
				ends = nil
				break
			}
		}
		slices.Sort(ends)
		before := func(at format.Time) (float64, bool) {
			i, _ := slices.BinarySearch(ends, int64(at)+1)
			if i == 0 {
				return 0, false
			}
			return float64(int64(at)-ends[i-1]) / 1e6, true
		}
		for _, s := range q.Stages() {
			p.takeStage(s, before)
		}
	}
}

func (p *profile) takeStage(s *analyze.Stage, before func(format.Time) (float64, bool)) {
	var walls, over, submits []float64
	for _, t := range s.Tasks {
		walls = append(walls, math.Log(float64(t.Wall().V)))
		over = append(over, float64(t.Wall().V-t.DaftDuration.V)/1e6)
		submits = append(submits, float64(t.Submitted.Time)/1e6)
		wait := float64(t.Waited().V) / 1e6
		if gap, ok := before(t.FirstScheduled.Time); wait > 5 && ok {
			p.handoff = append(p.handoff, gap)
		} else if wait > 0 && wait <= 1 {
			p.dispatch = append(p.dispatch, wait)
		}
	}
	if len(s.Tasks) >= 8 {
		middle := quantile(walls, 0.5)
		for i := range walls {
			walls[i] = math.Abs(walls[i] - middle)
		}
		p.sigma = append(p.sigma, 1.4826*quantile(walls, 0.5))
		if !finalizes.MatchString(s.Name) {
			p.overhead = append(p.overhead, max(1, quantile(over, 0.5)))
		}
	}
	slices.Sort(submits)
	for i := 1; i < len(submits); i++ {
		p.submit = append(p.submit, submits[i]-submits[i-1])
	}
	if gap, ok := before(format.Time(submits[0] * 1e6)); ok && gap < 100 {
		p.stage = append(p.stage, gap)
	}
}
