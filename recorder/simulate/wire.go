package simulate

import (
	"iter"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/dashboard"
)

// Wire says how what happened reaches a recorder.
type Wire struct {
	Epoch        int64   // nanoseconds since 1970 at which the first query starts
	Milliseconds bool    // times are cut to whole milliseconds
	Offset       int64   // by how much the runner's clock is ahead of the driver's
	Lost         float64 // share of the runner's requests that are lost, each on its own
	Burst        bool    // Daft's sender drops what does not fit its queue
	Seed         uint64  // of what is lost and of how late things arrive
}

// Daft's sender holds 512 requests and drops what comes while it is full
// (src/daft-context, the dashboard subscriber's try_send). burst-ray, with 1,500
// tasks submitted within 0.5 s, shows some 0.35 ms for each.
const (
	senderQueue = 512
	senderEach  = 350 * microsecond
)

// DefaultEpoch is when simulated queries start unless told otherwise.
const DefaultEpoch = 1_790_000_000 * second

// Requests returns what a recorder receives of a run, in order of arrival.
func (r *Run) Requests(w Wire) iter.Seq[dashboard.Request] {
	if w.Epoch == 0 {
		w.Epoch = DefaultEpoch
	}
	return func(yield func(dashboard.Request) bool) {
		x := &sender{Wire: w, draw: draw(w.Seed), yield: yield}
		x.send(r)
	}
}

// Events returns the events of a run, as a recorder's decoder makes them.
func (r *Run) Events(w Wire) iter.Seq[*format.Event] {
	return func(yield func(*format.Event) bool) {
		for request := range r.Requests(w) {
			for _, e := range dashboard.Decode(request) {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// sender turns happenings into requests.
type sender struct {
	Wire
	draw    draw
	yield   func(dashboard.Request) bool
	done    bool
	posts   int   // that Daft made
	number  int64 // of the request
	arrival int64
	drained int64 // when the sender's queue will be empty
}

// post sends one request that Daft made at a time. Those of the driver are not
// lost: they are few.
func (x *sender) post(at int64, driver bool, path string, body []byte) {
	if x.done {
		return
	}
	x.posts++
	if !driver {
		if x.Lost > 0 && x.draw.chance(x.Lost, forLoss, x.posts, 0) {
			return
		}
		if x.Burst {
			if waiting := (x.drained - at) / senderEach; waiting >= senderQueue {
				return
			}
			x.drained = max(x.drained, at) + senderEach
		}
	}
	at += x.draw.delay(float64(millisecond), 1.25, 43*float64(millisecond), forArrival, x.posts, 0)
	x.arrival = max(x.arrival+microsecond, at)
	x.number++
	request := dashboard.Request{Method: "POST", Path: path, Body: body, Payload: x.number, Arrival: format.Time(x.Epoch + x.arrival)}
	x.done = !x.yield(request)
}

// driverTime and runnerTime are what each clock says.
func (x *sender) driverTime(at int64) int64 { return x.stamp(at) }
func (x *sender) runnerTime(at int64) int64 { return x.stamp(at + x.Offset) }

func (x *sender) stamp(at int64) int64 {
	at += x.Epoch
	if x.Milliseconds {
		at -= at % millisecond
	}
	return at
}
