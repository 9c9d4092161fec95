package simulate

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
	s.events.Push(e)
	s.events.up()
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

// up moves the last event to its place.
func (h events) up() {
	for i := len(h) - 1; i > 0; {
		parent := (i - 1) / 2
		if !h.Less(i, parent) {
			return
		}
		h.Swap(i, parent)
		i = parent
	}
}

// queue is the tasks that wait. What is tried again, or was held back, comes
// first.
type queue struct {
	ahead []*TaskRun // last one first
	tasks []*TaskRun
	head  int
}

func (q *queue) len() int         { return len(q.ahead) + len(q.tasks) - q.head }
func (q *queue) back(t *TaskRun)  { q.tasks = append(q.tasks, t) }
func (q *queue) front(t *TaskRun) { q.ahead = append(q.ahead, t) }

func (q *queue) first() *TaskRun {
	if n := len(q.ahead); n > 0 {
		return q.ahead[n-1]
	}
	return q.tasks[q.head]
}

func (q *queue) pop() {
	if n := len(q.ahead); n > 0 {
		q.ahead = q.ahead[:n-1]
		return
	}
	q.tasks[q.head] = nil
	q.head++
}
