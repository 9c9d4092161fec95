package whatif

import (
	"math/rand/v2"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
)

// The unchanged replay of a schedule that a slot simulator made is exact, task by
// task, whatever the number of slots.
func TestUnchangedReplayIsExact(t *testing.T) {
	for seed := range uint64(400) {
		random := rand.New(rand.NewPCG(seed, 1))
		j := randomJob(random, 1+random.IntN(6), 12)
		out, wall := j.simulate()
		m := Of(j.path(out, wall))
		if !m.Usable && wall > 0 {
			t.Fatalf("seed %d: %s", seed, m.Refusal)
		}
		if m.Replayed != wall {
			t.Errorf("seed %d: replayed %d, the run took %d", seed, m.Replayed, wall)
		}
		if got := m.schedule.wallOf(m.schedule.recorded(m.schedule.unchanged())); got != wall {
			t.Errorf("seed %d: with the slots of the run %d, want %d", seed, got, wall)
		}
	}
}

// A replay of other walls is what a naive simulator makes of them, where all slots
// were seen in use.
func TestReplayAgainstNaive(t *testing.T) {
	tried := 0
	for seed := range uint64(600) {
		random := rand.New(rand.NewPCG(seed, 2))
		j := randomJob(random, 1+random.IntN(5), 14)
		out, wall := j.simulate()
		m := Of(j.path(out, wall))
		slots := 0
		for _, n := range j.slots {
			slots += n
		}
		if m.Bounds.Slots.V != int64(slots) {
			continue
		}
		tried++
		walls := map[*analyze.Task]int64{}
		changed := *j
		changed.tasks = append([]jobTask(nil), j.tasks...)
		for _, n := range m.schedule.nodes {
			if random.IntN(3) == 0 {
				walls[n.Task] = 1 + random.Int64N(90)
				changed.tasks[n.Task.ID].wall = walls[n.Task]
			}
		}
		_, want := changed.simulate()
		end, ok := newReplayer(m.schedule).replay(m.schedule.under(Scenario{TaskWall: walls}), byPriority)
		if got := m.schedule.wallOf(end); !ok || got != want {
			t.Errorf("seed %d: replayed %d, simulated %d", seed, got, want)
		}
	}
	if tried < 100 {
		t.Errorf("only %d jobs used all of their slots", tried)
	}
}
