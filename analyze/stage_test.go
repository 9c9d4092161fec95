package analyze

import (
	"slices"
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

func TestStagesGroupTasksOfOneNameAndChain(t *testing.T) {
	w1, w2, w10 := &Worker{Label: "w1"}, &Worker{Label: "w2"}, &Worker{Label: "w10"}
	task := func(id int64, name string, submit, schedule, end format.Time, w *Worker, nodes ...int64) *Task {
		clock := format.ClockRunner
		return &Task{ID: id, Name: name, NodeIDs: nodes, Outcome: TaskSucceeded, Worker: w, Submitted: at(submit, clock),
			FirstScheduled: at(schedule, clock), LastScheduled: at(schedule, clock), Ended: at(end, clock),
			Schedules: []Schedule{{Time: at(schedule, clock), Worker: w}}}
	}
	q := &Query{Tasks: []*Task{
		task(0, "Scan", 0, 10, 30, w10, 1, 2),
		task(1, "Sort", 0, 10, 11, w1, 3),
		task(2, "Scan", 0, 20, 30, w2, 1, 2),
		task(3, "Scan", 5, 20, 120, w10, 1, 2),
		task(4, "Scan", 5, 20, 120, w10, 1), // another chain
		{ID: 5, Name: "Scan", NodeIDs: []int64{1, 2}, Outcome: TaskLost},
	}}
	q.Tasks[0].RowsIn = measured(7)
	q.Tasks[5].RowsIn = measured(70) // it did not succeed: these are not all
	stages := q.Stages()
	if len(stages) != 3 {
		t.Fatalf("%d stages, want 3", len(stages))
	}
	s := stages[0]
	if got := s.Counts; got != (TaskCounts{Total: 4, Succeeded: 3, Lost: 1}) {
		t.Errorf("counts %+v", got)
	}
	if want := (Spread{N: 3, Min: 10, Median: 20, Max: 100, Sum: 130}); s.Wall != want {
		t.Errorf("wall %+v, want %+v", s.Wall, want)
	}
	if want := (Spread{N: 3, Min: 10, Median: 15, Max: 20, Sum: 45}); s.Waited != want {
		t.Errorf("waited %+v, want %+v", s.Waited, want)
	}
	if want := (Spread{N: 1, Min: 7, Median: 7, Max: 7, Sum: 7}); s.RowsIn != want {
		t.Errorf("rows in %+v, want %+v", s.RowsIn, want)
	}
	if s.Schedules != 3 || !slices.Equal(s.Workers, []*Worker{w2, w10}) {
		t.Errorf("%d schedules, workers %v", s.Schedules, s.Workers)
	}
	q.Tasks[1].LastNode, q.Tasks[2].LastNode, q.Tasks[5].LastNode = measured(3), measured(2), measured(2)
	if got := q.Dispatched(); len(got) != 2 || got[3] != (TaskCounts{Total: 1, Succeeded: 1}) || got[2] != (TaskCounts{Total: 2, Succeeded: 1, Lost: 1}) {
		t.Errorf("dispatched %+v", got)
	}
	if got := CountTasks(q.Tasks); got != (TaskCounts{Total: 6, Succeeded: 5, Lost: 1}) {
		t.Errorf("all tasks %+v", got)
	}
	if got := (&Query{}).Stages(); got != nil {
		t.Errorf("stages of no tasks: %v", got)
	}
}
