package analyze

import "github.com/daft-analyze/daft-analyze/analyze/saturate"

// Occupancy is how far a query on Ray kept its workers busy with tasks between
// its first task and its last.
type Occupancy struct {
	Span Interval // first schedule of a task to the last end of one
	// TaskTime is the time that all tasks took, added up: Span's length times
	// the mean number of tasks at a time.
	TaskTime int64
	Idle     int64 // part of Span in which no task was given out, nanoseconds
}

// Occupancy returns how busy the query kept its workers. It is not known where
// there are no tasks, or where the times of any that ran are missing.
func (q *Query) Occupancy() (o Occupancy, known bool) {
	var busy []Interval
	for _, t := range q.Tasks {
		if t.Outcome == TaskCancelled && !t.FirstScheduled.Known {
			continue
		}
		if !t.FirstScheduled.Known || !t.Ended.Known || t.Ended.Time < t.FirstScheduled.Time {
			return Occupancy{}, false
		}
		i := Interval{t.FirstScheduled.Time, t.Ended.Time}
		busy = append(busy, i)
		o.TaskTime = saturate.Add(o.TaskTime, i.Length())
	}
	if len(busy) == 0 || q.Trust.MissingTaskIDs > 0 {
		return Occupancy{}, false
	}
	busy = union(busy)
	o.Span = Interval{busy[0].Start, busy[len(busy)-1].End}
	o.Idle = o.Span.Length()
	for _, i := range busy {
		o.Idle -= i.Length()
	}
	return o, true
}
