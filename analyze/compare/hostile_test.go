package compare_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/compare"
	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

func understood(events []*format.Event) *analyze.Run {
	r := analyze.NewReplayer()
	for _, e := range events {
		r.Add(e)
	}
	return r.Run()
}

// small are recordings of testdata that read fast: both engines, and those that
// failed, died, were stopped, lost events or have no query.
var small = []string{"recordings/tpch-native", "recordings/tpch-ray", "recordings/skew-ray", "recordings/ctrl-c-native", "recordings/ctrl-c-ray", "recordings/udf-fails-native",
	"recordings/udf-fails-ray", "recordings/node-killed-ray", "recordings/no-query", "recordings/several-native", "recordings/killed-recorder-native", "recordings/slow-consumer-ray",
	"recordings/flight-ray", "recordings/tutorial-slow", "recordings/tutorial-fixed"}

// Whatever is compared with whatever, it sums.
func TestAnyPairSums(t *testing.T) {
	for i, a := range small {
		for k, b := range small {
			if k == i || (i+k)%3 == 0 { // a third of all, and each with itself
				mustSum(t, a+" and "+b, compared(studyOf(t, a).Run, studyOf(t, b).Run))
			}
		}
	}
}

// A run compared with itself has no difference.
func TestARunAndItself(t *testing.T) {
	for _, name := range small {
		run := studyOf(t, name).Run
		c := compared(run, run)
		mustSum(t, name, c)
		if len(c.Queries) != len(run.Queries) {
			t.Errorf("%s: %d of %d queries were paired", name, len(c.Queries), len(run.Queries))
		}
		for _, q := range c.Queries {
			if q.Pair.Base != q.Pair.New || q.Delta.V != 0 || len(q.Parts) > 0 || len(q.Causes) > 0 {
				t.Errorf("%s: %s compared with itself: %s, %d, %d parts, %d causes", name, q.Pair.Base.ID, q.Pair.New.ID, q.Delta.V, len(q.Parts), len(q.Causes))
			}
			if len(q.Pair.Operators.Pairs) != len(q.Pair.New.Operators) {
				t.Errorf("%s: %s: %d of %d operators were paired", name, q.Pair.Base.ID, len(q.Pair.Operators.Pairs), len(q.Pair.New.Operators))
			}
			for _, o := range q.Pair.Operators.Pairs {
				if o.Base != o.New || o.Changed != "" {
					t.Errorf("%s: %s: %s #%d was paired with #%d: %s", name, q.Pair.Base.ID, o.Base.Name, o.Base.ID, o.New.ID, o.Changed)
				}
			}
		}
	}
}

// The new side, or the base, ends anywhere.
func TestCutPairs(t *testing.T) {
	for _, name := range []string{"recordings/skew-ray", "recordings/tpch-native"} {
		events := formattest.Recorded(t, filepath.Join("..", "..", "testdata", filepath.FromSlash(name)+".arrow"))
		whole := understood(events)
		random := rand.New(rand.NewPCG(7, 1))
		for i := range 24 {
			n := random.IntN(len(events) + 1)
			if i < 6 {
				n = i * 5
			}
			part := understood(events[:n])
			mustSum(t, fmt.Sprintf("%s, base cut at %d", name, n), compared(part, whole))
			mustSum(t, fmt.Sprintf("%s, new cut at %d", name, n), compared(whole, part))
		}
	}
}

// Numbers and times of either side may be anything.
func TestDisturbedPairs(t *testing.T) {
	for _, name := range []string{"recordings/skew-ray", "recordings/tpch-native", "recordings/node-killed-ray"} {
		path := filepath.Join("..", "..", "testdata", filepath.FromSlash(name)+".arrow")
		whole := studyOf(t, name).Run
		for seed := range uint64(12) {
			random := rand.New(rand.NewPCG(seed, 2))
			number := func(was int64) int64 {
				switch random.IntN(5) {
				case 0:
					return -was
				case 1:
					return 1<<63 - 1
				case 2:
					return -1 << 63
				case 3:
					return was + random.Int64N(2_000_000_000) - 1_000_000_000
				}
				return random.Int64()
			}
			events := formattest.Recorded(t, path)
			for _, e := range events {
				formattest.Disturb(e, random, 1<<(1+seed), number)
			}
			other := understood(events)
			mustSum(t, fmt.Sprintf("%s, base disturbed with %d", name, seed), compared(other, whole))
			mustSum(t, fmt.Sprintf("%s, new disturbed with %d", name, seed), compared(whole, other))
			mustSum(t, fmt.Sprintf("%s, both disturbed with %d", name, seed), compared(other, other))
		}
	}
}

// A query of 4,000 tasks, 100,000 with -simulate, against one of 800, and plans
// of 4,000 operators.
func TestHugePairs(t *testing.T) {
	s := simulate.Base(1, 1000, simulate.FanOut)
	s.Workers, s.Slots = 100, 8
	s.Waves = 1
	few := replayed(s.Simulate(), simulate.Wire{})
	s.Waves = 5
	if *seeds > 0 {
		s.Waves = 125
	}
	many := replayed(s.Simulate(), simulate.Wire{})
	mustSum(t, "many tasks", compared(few, many))
	mustSum(t, "few tasks", compared(many, few))

	deep, deeper := replayed(chain(4000, 1), simulate.Wire{}), replayed(chain(4000, 2), simulate.Wire{})
	mustSum(t, "deep plans", compared(deep, deeper))
	mustSum(t, "a deep plan and a flat one", compared(deep, few))
}

// chain is a run of a plan of so many operators in one stage; every seventh is
// slower by a factor.
func chain(n int, slower float64) *simulate.Run {
	var plan *simulate.Operator
	stage := &simulate.Stage{Name: "PhysicalScan->Project", Last: int64(n), Tasks: make([]simulate.Task, 4)}
	for i := range n {
		o := &simulate.Operator{ID: int64(i + 1), Name: fmt.Sprint("Project ", i%5)}
		if plan != nil {
			o.Children = []*simulate.Operator{plan}
		}
		plan = o
		per := 100.0
		if i%7 == 0 {
			per *= slower
		}
		stage.Steps = append(stage.Steps, simulate.Step{Operator: o, PerRow: per, Ratio: 1, Width: 8})
		stage.Nodes = append(stage.Nodes, o.ID)
	}
	for i := range stage.Tasks {
		stage.Tasks[i].Rows = 1000
	}
	return simulate.Simulate(simulate.Cluster{Slots: []int{2}, Speed: []float64{1}}, &simulate.Job{Name: "deep", Plan: plan, Stages: []*simulate.Stage{stage}})
}

// A run's ids say nothing: a new run in which queries, workers and tasks have
// other ones is told the same of.
func TestOtherIDs(t *testing.T) {
	for seed := range uint64(4) {
		p := simulate.Changes[int(seed)*5].Make(seed, 40)
		var events []*format.Event
		for e := range p.New.Simulate().Events(simulate.Wire{}) {
			events = append(events, e.Clone())
		}
		base := replayed(p.Base.Simulate(), simulate.Wire{})
		want := digest(compared(base, understood(events)))
		for _, e := range events {
			e.SetLabel(format.QueryID, "another-"+e.Label(format.QueryID))
			if e.HasLabel(format.WorkerID) {
				e.SetLabel(format.WorkerID, "w"+e.Label(format.WorkerID))
			}
			if id, ok := e.Int(format.TaskID); ok {
				e.SetInt(format.TaskID, 7*id+3)
			}
		}
		if got := digest(compared(base, understood(events))); got != want {
			t.Errorf("seed %d: with other ids\n%s\nwithout\n%s", seed, got, want)
		}
	}
}

// digest is what a comparison says, without ids of tasks, workers and queries.
func digest(c *compare.Comparison) (text string) {
	for _, q := range c.Queries {
		text += fmt.Sprintln(q.Delta.V)
		for _, p := range q.Parts {
			text += fmt.Sprintln(idOf(p.Base), idOf(p.New), p.Kind, p.Cause, p.NS, p.Estimated)
		}
		for _, x := range q.Causes {
			text += fmt.Sprintln(x.Kind, idOf(x.Base), idOf(x.New), x.NS)
		}
	}
	return text
}

func idOf(o *analyze.Operator) int64 {
	if o == nil {
		return -1
	}
	return o.ID
}
