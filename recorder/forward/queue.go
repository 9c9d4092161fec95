package forward

import "sync"

// Bounds of what waits for one destination.
const (
	queueRequests = 8192
	queueBytes    = 16 << 20
)

// A queue holds requests in order. Neither end waits for the other: what does
// not fit is refused.
type queue struct {
	mu       sync.Mutex
	waiting  []*Request
	bytes    int64
	most     int
	mostSize int64
	closed   bool
	more     chan struct{} // has room for one: something waits, or the queue is closed
}

func newQueue(most int, mostSize int64) *queue {
	return &queue{most: most, mostSize: mostSize, more: make(chan struct{}, 1)}
}

// put appends a request and reports whether there was room. A single request is
// taken whatever its size.
func (q *queue) put(r *Request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	size := r.size()
	if q.closed || len(q.waiting) >= q.most || len(q.waiting) > 0 && q.bytes+size > q.mostSize {
		return false
	}
	q.waiting = append(q.waiting, r)
	q.bytes += size
	q.signal()
	return true
}

// take removes the first request. It waits for one until the queue is closed
// and empty, and then returns nil.
func (q *queue) take() *Request {
	for {
		q.mu.Lock()
		if len(q.waiting) > 0 {
			r := q.waiting[0]
			q.waiting[0] = nil
			if q.waiting = q.waiting[1:]; len(q.waiting) == 0 {
				q.waiting = nil // lets go of the array
			}
			q.bytes -= r.size()
			q.mu.Unlock()
			return r
		}
		closed := q.closed
		q.mu.Unlock()
		if closed {
			return nil
		}
		<-q.more
	}
}

// close lets nothing in any more.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.signal()
}

func (q *queue) signal() {
	select {
	case q.more <- struct{}{}:
	default:
	}
}
