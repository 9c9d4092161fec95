package recorder

import (
	"net"
	"sync"
	"time"
)

// addressesMost bounds how many remote addresses a rate limit tells apart. Beyond
// that all new ones share one bucket.
const addressesMost = 10_000

// A rateLimit lets each remote address make so many requests a second, and after
// a pause twice as many at once. It is safe for concurrent use.
//
// No limit is a nil rateLimit.
type rateLimit struct {
	perSecond float64
	now       func() time.Time

	mu      sync.Mutex
	buckets map[string]*bucket
}

// A bucket holds what an address may still ask at once.
type bucket struct {
	left float64
	at   time.Time
}

// newRateLimit returns a limit, or nil if perSecond is 0.
func newRateLimit(perSecond int, now func() time.Time) *rateLimit {
	if perSecond == 0 {
		return nil
	}
	return &rateLimit{perSecond: float64(perSecond), now: now, buckets: map[string]*bucket{}}
}

// allow reports whether a request from a remote address is within the limit.
func (r *rateLimit) allow(remote string) bool {
	if r == nil {
		return true
	}
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = ""
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	b := r.buckets[host]
	if b == nil {
		if len(r.buckets) >= addressesMost {
			r.forget(now)
		}
		if len(r.buckets) >= addressesMost {
			host = ""
		}
		if b = r.buckets[host]; b == nil {
			b = &bucket{left: r.burst(), at: now}
			r.buckets[host] = b
		}
	}
	r.fill(b, now)
	if b.left < 1 {
		return false
	}
	b.left--
	return true
}

func (r *rateLimit) burst() float64 { return 2 * r.perSecond }

func (r *rateLimit) fill(b *bucket, now time.Time) {
	b.left = min(b.left+now.Sub(b.at).Seconds()*r.perSecond, r.burst())
	b.at = now
}

// forget drops the buckets that are full again: they say nothing.
func (r *rateLimit) forget(now time.Time) {
	for host, b := range r.buckets {
		if r.fill(b, now); b.left == r.burst() {
			delete(r.buckets, host)
		}
	}
}
