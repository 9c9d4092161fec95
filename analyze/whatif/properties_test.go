package whatif

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/taskgraph"
)

// What must be true of any job, whatever is tried on it.
func TestProperties(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 3))
		j := randomJob(random, 1+random.IntN(6), 12)
		path := j.path(j.simulate())
		operators := []*analyze.Operator{{ID: 1}, {ID: 2}, {ID: 3}}
		for _, n := range path.Graph.Nodes {
			n.Merged = 1
			for _, o := range operators {
				n.Shares = append(n.Shares, taskgraph.Contribution{Operator: o, Duration: 1 + random.Int64N(2*n.Wall())})
			}
		}
		m := Of(path)
		if !m.Usable {
			t.Fatal(m.Refusal)
		}
		if b := m.Bounds; b.Slotted.V > m.Wall || b.Span.V > b.Slotted.V || b.Work.V > b.Slots.V*b.Slotted.V || b.OverSlotted < 1 {
			t.Errorf("seed %d: a wall of %d with bounds %+v", seed, m.Wall, b)
		}
		all := map[*analyze.Operator]float64{}
		for i, o := range operators {
			all[o] = math.Inf(1)
			free := try(t, m, Scenario{Speedup: map[*analyze.Operator]float64{o: math.Inf(1)}})
			twice := try(t, m, Scenario{Speedup: map[*analyze.Operator]float64{o: 2}})
			gone := int64(0)
			for k := range m.schedule.tasks {
				gone += scaled(m.schedule.wall[k], m.schedule.shares.parts(k)[i].fraction) + 1
			}
			if free.Saving < 0 || free.Low < 0 || twice.Saving < 0 || free.Saving > gone || free.High > gone {
				t.Errorf("seed %d: %d ns of operator %d gone: %+v", seed, gone, o.ID, free)
			}
			if d := m.Drag(o); !d.Known() || d.V != free.Saving {
				t.Errorf("seed %d: a drag of %v, and a saving of %d", seed, d, free.Saving)
			}
		}
		least := m.Wall
		for _, s := range []Scenario{{}, {Workers: 3}, {Workers: 100}, {NoSkew: true}, {NoColdStart: true}, {NoDispatch: true}, {NoDriver: map[*analyze.Operator]bool{nil: true}}, {Speedup: all},
			{Workers: 3, NoSkew: true, NoColdStart: true, NoDispatch: true, Speedup: all}} {
			r := try(t, m, s)
			least = min(least, r.Wall)
			if r.Saving < 0 || r.Low < 0 {
				t.Errorf("seed %d: %+v costs time", seed, r)
			}
			if again := m.Try(s); again.Wall != r.Wall || again.Low != r.Low || again.High != r.High {
				t.Errorf("seed %d: %+v, then %+v", seed, r, again)
			}
		}
	}
}

// Of tasks that wait for nothing and are given out as they come, none can start
// later with more workers, or earlier with fewer. With stages that is not true:
// Graham's anomalies.
func TestMoreWorkersWithoutStages(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 4))
		j := &job{slots: []int{2, 2, 2}, lead: 10}
		driver := int64(0)
		for range 1 + random.IntN(60) {
			j.tasks = append(j.tasks, jobTask{wall: 1 + random.Int64N(50), driver: driver})
			driver += random.Int64N(4)
		}
		m := j.model()
		before := int64(math.MaxInt64)
		for _, workers := range []float64{1. / 3, 2. / 3, 1, 2, 3, 50} {
			end, ok := newReplayer(m.schedule).replay(m.schedule.under(Scenario{Workers: workers}), byPriority)
			if !ok || end > before {
				t.Errorf("seed %d: %v times the workers: %d, with fewer %d", seed, workers, end, before)
			}
			before = end
		}
	}
}

// A scheduler that gives tasks out by another rule than the model thinks makes the
// model wrong by some percent. Taking the error off makes the prediction better,
// and the bounds hold what really happens then.
func TestErrorIsTakenOff(t *testing.T) {
	var taken, raw, difference float64
	tried, held := 0, 0
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 2))
		j := randomJob(random, 1+random.IntN(5), 14)
		j.submit = true
		for i := range j.tasks {
			j.tasks[i].handover = random.Int64N(6)
		}
		m := j.model()
		if !m.Usable || m.Error == 0 {
			continue
		}
		stage := random.IntN(5)
		walls := map[*analyze.Task]int64{}
		changed := *j
		changed.tasks = append([]jobTask(nil), j.tasks...)
		for _, n := range m.schedule.nodes {
			if j.tasks[n.Task.ID].stage == stage {
				walls[n.Task] = n.Wall() / 2
				changed.tasks[n.Task.ID].wall = n.Wall() / 2
			}
		}
		if len(walls) == 0 {
			continue
		}
		_, want := changed.simulate()
		end, _ := newReplayer(m.schedule).replay(m.schedule.under(Scenario{TaskWall: walls}), byPriority)
		off := func(wall int64) float64 { return math.Abs(float64(wall-want)) / float64(m.Wall) }
		raw += off(m.schedule.wallOf(end))
		difference += off(m.schedule.wallOf(end) + m.Wall - m.Replayed)
		r := try(t, m, Scenario{TaskWall: walls})
		taken += off(r.Wall)
		tried++
		if saved := m.Wall - want; saved >= r.Low && saved <= r.High {
			held++
		}
	}
	n := float64(tried)
	t.Logf("%d jobs: off by %.2f %% of wall on average, without taking the error off %.2f %%, by its difference %.2f %%; bounds held %.1f %%", tried, 100*taken/n, 100*raw/n, 100*difference/n, 100*float64(held)/n)
	if tried < 300 || taken > 0.7*raw || taken > 1.05*difference || float64(held) < 0.93*n {
		t.Error("see the log")
	}
}
