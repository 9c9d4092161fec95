package finding_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/analyze/finding"
	"github.com/daft-analyze/daft-analyze/recorder/simulate"
)

// studied returns how many bytes the study of a run allocates, altogether: that
// is steady where time is not, and grows with whatever is done again and again.
func studied(run *analyze.Run) float64 {
	finding.Of(run).All() // what is worked out once a run, and what sorting keeps
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	finding.Of(run).All()
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc - before.TotalAlloc)
}

// TestStudyGrowsAsItsTasks compares stages of 1,000 and of 8,000 tasks.
func TestStudyGrowsAsItsTasks(t *testing.T) {
	few := studied(replayed(wide(1_000).Simulate(), simulate.Wire{}))
	many := studied(replayed(wide(8_000).Simulate(), simulate.Wire{}))
	if times := many / few; times > 8*1.3 {
		t.Errorf("eight times as many tasks take %.1f times as much, %.1f MB", times, many/1e6)
	}
}

// together is queries of 10 tasks that share a cluster, all at the same time.
func together(queries int) *analyze.Run {
	var jobs []*simulate.Job
	for i := range queries {
		j := simulate.Base(uint64(i+1), 10, simulate.FanOut).Simulate().Jobs[0].Job
		j.Name, j.Start = fmt.Sprintf("query-%04d", i), int64(i)*1e6
		jobs = append(jobs, j)
	}
	c := simulate.Cluster{Seed: 7}
	for range 20 {
		c.Slots, c.Speed = append(c.Slots, 4), append(c.Speed, 1)
	}
	return replayed(simulate.Simulate(c, jobs...), simulate.Wire{})
}

// TestStudyGrowsAsItsQueries compares 100 and 400 queries: none pays for the tasks
// of all the others.
func TestStudyGrowsAsItsQueries(t *testing.T) {
	few, many := studied(together(100)), studied(together(400))
	if times := many / few; times > 4*1.3 {
		t.Errorf("four times as many queries take %.1f times as much, %.1f MB", times, many/1e6)
	}
}
