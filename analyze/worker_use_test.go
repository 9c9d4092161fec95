package analyze

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

func TestWorkerUseIsOfOneQuery(t *testing.T) {
	w1, w2 := &Worker{Label: "w1"}, &Worker{Label: "w2", Tasks: TaskCounts{Total: 99}, Schedules: 99}
	m := func(ns format.Time) Moment { return at(ns, format.ClockRunner) }
	done := &Task{ID: 0, Outcome: TaskSucceeded, Worker: w1, Ended: m(50), FirstScheduled: m(20), LastScheduled: m(30),
		Schedules: []Schedule{{m(20), w2}, {m(30), w1}}}
	open := &Task{ID: 1, Outcome: TaskRunning, Worker: w2, FirstScheduled: m(5), LastScheduled: m(5), Schedules: []Schedule{{m(5), w2}}}
	w2.Death = &WorkerDeath{Tasks: []*Task{{ID: 1}, open}}
	uses := (&Query{Workers: []*Worker{w1, w2}, Tasks: []*Task{done, open}}).WorkerUse()
	want := []WorkerUse{
		{Worker: w1, Counts: TaskCounts{Total: 1, Succeeded: 1, Retried: 1}, Schedules: 1, Wall: Spread{N: 1, Min: 20, Median: 20, Max: 20, Sum: 20}, First: m(30), Last: m(50)},
		{Worker: w2, Counts: TaskCounts{Total: 1, Running: 1}, Schedules: 2, First: m(5), Last: m(20), Died: true},
	}
	for i := range want {
		if uses[i] != want[i] {
			t.Errorf("use %d is %+v, want %+v", i, uses[i], want[i])
		}
	}
	other := (&Query{Workers: []*Worker{w2}, Tasks: []*Task{{ID: 1, Outcome: TaskSucceeded, Worker: w2}}}).WorkerUse()
	if other[0].Died {
		t.Error("the worker died in another query")
	}
}
