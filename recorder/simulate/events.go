package simulate

import "container/heap"

// event is something that the scheduler has to see to.
type event struct {
	time  int64
	order int
	kind  eventKind
	job   *progress
	stage int      // evSubmit: of the job; evNoticed: the worker
	index int      // evSubmit: of the task in its stage
	by    *TaskRun // evSubmit: whose end it waited for; evFree: the task
}

type eventKind uint8

const (
	evSubmit  eventKind = iota // a task is submitted
	evFree                     // a task, or an attempt, is over
	evNoticed                  // a worker is known to be dead
)

func (s *scheduler) push(e event) {
	e.order = s.order
	s.order++
	heap.Push(&s.events, e)
}

// events is a heap by time, then by when they were made.
type events []event

func (h events) Len() int { return len(h) }
func (h events) Less(i, j int) bool {
	return h[i].time < h[j].time || h[i].time == h[j].time && h[i].order < h[j].order
}
func (h events) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *events) Push(x any)   { *h = append(*h, x.(event)) }
func (h *events) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

// queue is the tasks that wait, as a heap: of the query that began first, then
// of the operator with the highest id, then the first (SwordfishTaskPriority in
// Daft's src/daft-distributed/src/scheduling/task.rs).
type queue []*TaskRun

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q queue) Less(i, j int) bool {
	a, b := q[i], q[j]
	if a.job != b.job {
		return a.job.Start < b.job.Start
	}
	if x, y := a.job.Job.Stages[a.Stage].Last, b.job.Job.Stages[b.Stage].Last; x != y {
		return x > y
	}
	return a.ID < b.ID
}
func (q *queue) Push(x any) { *q = append(*q, x.(*TaskRun)) }
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}
