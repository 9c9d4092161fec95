package forward

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net"
	"slices"
	"sync"
	"syscall"
)

// Why a request was not delivered, beside what the destination answered.
const (
	whyFull    = "too many were waiting"
	whyStopped = "not sent before the recording ended"
	whySlow    = "no answer in time"
	whyRefused = "connection refused"
	whyUnknown = "no such host"
	whyBroken  = "the connection failed"
)

// A destination is where requests of one sort go. One goroutine sends them, in
// the order in which they came.
type destination struct {
	name  string // "dashboard", "traces", "metrics" or "logs"
	where string // for people: no path and no credentials
	send  func(context.Context, *Request) error

	queue *queue
	stop  context.CancelFunc
	done  chan struct{}

	mu          sync.Mutex
	requests    int64
	delivered   int64
	undelivered map[string]int64 // by why
}

func newDestination(name, where string, send func(context.Context, *Request) error) *destination {
	ctx, cancel := context.WithCancel(context.Background())
	d := &destination{
		name: name, where: where, send: send, queue: newQueue(queueRequests, queueBytes),
		stop: cancel, done: make(chan struct{}), undelivered: map[string]int64{},
	}
	go d.run(ctx)
	return d
}

// take queues a request, or counts it as undelivered. It never waits.
func (d *destination) take(r *Request) {
	ok := d.queue.put(r)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.requests++
	if !ok {
		d.undelivered[whyFull]++
	}
}

func (d *destination) run(ctx context.Context) {
	defer close(d.done)
	for r := d.queue.take(); r != nil; r = d.queue.take() {
		err := ctx.Err()
		if err == nil {
			err = d.send(ctx, r)
		}
		d.mu.Lock()
		switch {
		case err == nil:
			d.delivered++
		case ctx.Err() != nil:
			d.undelivered[whyStopped]++
		default:
			d.undelivered[reason(err)]++
		}
		d.mu.Unlock()
	}
}

// close sends what waits until ctx is done, and gives up the rest.
func (d *destination) close(ctx context.Context) {
	d.queue.close()
	select {
	case <-d.done:
	case <-ctx.Done():
	}
	d.stop()
	<-d.done // quickly: whatever is being sent is broken off
}

// An answer is an error that says what the destination answered.
type answer string

func (a answer) Error() string { return string(a) }

// reason returns a short reason without addresses, so that equal ones can be
// counted.
func reason(err error) string {
	var said answer
	var timeout net.Error
	var unknown *net.DNSError
	switch {
	case errors.As(err, &said):
		return string(said)
	case errors.Is(err, syscall.ECONNREFUSED):
		return whyRefused
	case errors.As(err, &unknown) && unknown.IsNotFound:
		return whyUnknown
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return whySlow
	}
	if s, ok := tlsReason(err); ok {
		return s
	}
	return whyBroken
}

// report returns how it went. It is for after close.
func (d *destination) report() Report {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := Report{Name: d.name, Where: d.where, Requests: d.requests, Delivered: d.delivered}
	for _, why := range slices.Sorted(maps.Keys(d.undelivered)) {
		r.Undelivered = append(r.Undelivered, Undelivered{Why: why, Count: d.undelivered[why]})
	}
	slices.SortStableFunc(r.Undelivered, func(a, b Undelivered) int { return cmp.Compare(b.Count, a.Count) })
	return r
}
