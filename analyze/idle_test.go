package analyze

import (
	"testing"

	"github.com/daft-analyze/daft-analyze/format"
)

func TestOccupancy(t *testing.T) {
	ran := func(from, to format.Time) *Task {
		return &Task{Outcome: TaskSucceeded, FirstScheduled: at(from, format.ClockRunner), Ended: at(to, format.ClockRunner)}
	}
	waiting := &Task{Outcome: TaskCancelled}
	open := &Task{Outcome: TaskRunning, FirstScheduled: at(5, format.ClockRunner)}
	for _, c := range []struct {
		name     string
		tasks    []*Task
		span     Interval
		taskTime int64
		idle     int64
		known    bool
	}{
		{"one after another", []*Task{ran(10, 20), ran(20, 30)}, Interval{10, 30}, 20, 0, true},
		{"a gap", []*Task{ran(25, 30), ran(10, 20)}, Interval{10, 30}, 15, 5, true},
		{"at a time, and a gap", []*Task{ran(10, 20), ran(12, 14), ran(18, 22), ran(30, 31)}, Interval{10, 31}, 17, 8, true},
		{"one never given out", []*Task{ran(10, 20), waiting}, Interval{10, 20}, 10, 0, true},
		{"an end is missing", []*Task{ran(10, 20), open}, Interval{}, 0, 0, false},
		{"none", nil, Interval{}, 0, 0, false},
		{"only such that never ran", []*Task{waiting}, Interval{}, 0, 0, false},
	} {
		o, known := (&Query{Tasks: c.tasks}).Occupancy()
		if known != c.known || known && (o.Span != c.span || o.TaskTime != c.taskTime || o.Idle != c.idle) {
			t.Errorf("%s: %+v %t", c.name, o, known)
		}
	}
	if _, known := (&Query{Tasks: []*Task{ran(1, 2)}, Trust: Trust{MissingTaskIDs: 1}}).Occupancy(); known {
		t.Error("known though a task was never seen")
	}
}
