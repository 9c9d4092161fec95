package recorder

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
	"unsafe"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/recorder/collect"
	"github.com/daft-analyze/daft-analyze/recorder/dashboard"
	"github.com/daft-analyze/daft-analyze/recorder/otlp"
	"github.com/daft-analyze/daft-analyze/recorder/process"
)

// eventWriter is the part of format.Writer that a sink uses.
type eventWriter interface {
	Write(e *format.Event) error
	Flush() error
	Close(end *format.Event) error
	Count() int64
	Size() int64
}

// A router is an eventWriter that wants to know which job sends what it writes.
type router interface{ From(job string) }

// Bounds of a sink. The spare places of the queue are kept for the recorder's
// own events, which are few.
const (
	queueLength  = 16384 // messages
	queueSpare   = 256
	flushEvery   = time.Second / 2 // what is a second old must be in the file, and writing takes a moment
	queriesNamed = 10_000          // ids of queries that Result.Queries names at most
)

// A sink takes messages and events and writes them as events, in the order in
// which it took them. Taking is quick and never waits: one goroutine decodes
// and writes.
type sink struct {
	out    eventWriter
	now    func() format.Time
	budget *budget
	lost   *losses

	mu      sync.Mutex // makes payload numbers, arrivals and the queue one order
	closed  bool
	payload int64
	queue   chan item

	done  chan struct{} // closed when the goroutine has ended
	pulse pulse

	// Of the goroutine until close has returned.
	err     error
	queries map[string]bool
	over    otlp.Over
	scratch format.Event
	ticks   int
	observe func(*format.Event) // is told what was written; may be nil
	router  router              // is told the job of what is written; may be nil
	fresh   bool                // something other than samples was written since the last flush
}

// A message is what one source received in one piece. It waits in the queue of
// a sink as it came.
type message interface {
	// events decodes the message, which is the payload of this number and came at
	// this moment. It runs on the sink's goroutine.
	events(payload int64, arrival format.Time) []*format.Event
	// size returns what the message holds, in bytes.
	size() int64
}

// dashboardMessage is a message by Daft's dashboard protocol.
type dashboardMessage dashboard.Request

func (m dashboardMessage) events(payload int64, arrival format.Time) []*format.Event {
	m.Payload, m.Arrival = payload, arrival
	return dashboard.Decode(dashboard.Request(m))
}

func (m dashboardMessage) size() int64 { return int64(len(m.Body)) }

// An item is a message, an event of the recorder's own, or samples.
type item struct {
	message message
	payload int64 // of message
	event   *format.Event

	samples []process.Sample
	at      format.Time // of the message's arrival, or of the samples
}

// size is what an item holds of the budget, in bytes.
func (it *item) size() int64 {
	size := int64(len(it.samples)) * int64(unsafe.Sizeof(process.Sample{}))
	if it.message != nil {
		size += it.message.size()
	}
	return size
}

// newSink returns a sink that queues up to length messages and flushes on every
// tick.
func newSink(out eventWriter, now func() format.Time, length int, b *budget, lost *losses, observe func(*format.Event), tick <-chan time.Time) *sink {
	s := &sink{
		out: out, now: now, budget: b, lost: lost, observe: observe,
		queue: make(chan item, length+queueSpare), done: make(chan struct{}), queries: map[string]bool{},
	}
	s.router, _ = out.(router)
	s.pulse.began = time.Now()
	go s.run(tick)
	return s
}

// take queues a message, whose size is reserved in the budget, and reports
// whether there was room. It gives the message its number and arrival.
func (s *sink) take(m message) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.queue) >= cap(s.queue)-queueSpare {
		return false
	}
	s.payload++
	s.queue <- item{message: m, payload: s.payload, at: s.now()} // never waits: there is room, and mu is held
	return true
}

// note queues an event of the recorder's own, stamped with this moment.
func (s *sink) note(e *format.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.noteAt(e, s.now())
}

// noteLate queues an event of the recorder's own that happened at this moment.
func (s *sink) noteLate(e *format.Event, at format.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.noteAt(e, at)
}

func (s *sink) noteAt(e *format.Event, at format.Time) {
	e.Received(format.SourceRecorder, at).Stamp(format.ClockRecorder, at)
	if s.closed || len(s.queue) == cap(s.queue) {
		s.lost.add("events", lossQueueFull, 1)
		return
	}
	s.queue <- item{event: e}
}

// sampled queues samples of the moment at. They may not take the places that
// are kept for other events of the recorder.
func (s *sink) sampled(at format.Time, samples []process.Sample) {
	if len(samples) == 0 {
		return
	}
	it := item{samples: samples, at: at}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.queue) >= cap(s.queue)-queueSpare || !s.budget.reserve(it.size()) {
		s.lost.add("samples", lossQueueFull, int64(len(samples)))
		return
	}
	s.queue <- it
}

// errStuck says that writing did not end in time, as on a file system that has
// gone away. The sink must not be looked at any more.
var errStuck = errors.New("writing does not come to an end")

// close writes what is queued and ends the recording with an event, which it
// stamps. It returns the first error of writing, or errStuck when patience ends.
func (s *sink) close(end *format.Event, patience time.Duration) error {
	s.mu.Lock()
	s.closed = true
	close(s.queue)
	s.mu.Unlock()
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		<-s.done
		if s.err == nil {
			now := s.now()
			end.Received(format.SourceRecorder, now).Stamp(format.ClockRecorder, now)
			s.guard(func() {
				s.err = s.out.Close(end)
				if errors.Is(s.err, format.ErrTooLarge) {
					s.err = errors.Join(s.err, s.out.Close(nil)) // at least a file that every tool opens
				}
			})
		}
	}()
	select {
	case <-closed:
		return s.err
	case <-time.After(patience):
		return errStuck
	}
}

func (s *sink) run(tick <-chan time.Time) {
	defer close(s.done)
	for {
		s.pulse.broken.Store(s.err != nil)
		s.pulse.beat()
		select {
		case it, open := <-s.queue:
			if !open {
				s.guard(s.writeLosses)
				return
			}
			s.guard(func() { s.handle(it) })
			s.budget.release(it.size())
		case <-tick:
			s.guard(func() {
				s.writeLosses()
				s.ticked()
			})
		}
	}
}

// guard runs f, which writes. A panic there is an error of this program; it
// ends the recording, not the job.
func (s *sink) guard(f func()) {
	defer func() {
		if p := recover(); p != nil && s.err == nil {
			s.err = fmt.Errorf("internal error: %v", p)
		}
	}()
	f()
}

// decode decodes a message. A panic there costs no more than the message.
func (s *sink) decode(it item) (events []*format.Event) {
	defer func() {
		if recover() != nil {
			s.lost.add("requests", lossInternal, 1)
			events = nil
		}
	}()
	return it.message.events(it.payload, it.at)
}

func (s *sink) handle(it item) {
	if it.event != nil {
		s.write(it.event)
		return
	}
	if it.samples != nil {
		s.writeSamples(it)
		return
	}
	if s.err != nil {
		if m, ok := it.message.(outputMessage); ok {
			m.missed(s.lost, lossWrite)
		} else {
			s.lost.add("requests", lossWrite, 1)
		}
		return
	}
	if s.router != nil {
		s.router.From(jobOf(it.message))
		defer s.router.From("")
	}
	for _, e := range s.decode(it) {
		if e.Kind == format.QueryStart && len(s.queries) < queriesNamed {
			s.queries[e.Label(format.QueryID)] = true
		}
		s.over.Note(e)
		s.write(e)
	}
}

func (s *sink) writeSamples(it item) {
	for i := range it.samples {
		it.samples[i].Fill(&s.scratch).Received(format.SourceRecorder, it.at).Stamp(format.ClockRecorder, it.at)
		s.store(&s.scratch)
	}
}

// write writes one event, unless writing has failed before.
func (s *sink) write(e *format.Event) {
	s.fresh = true
	s.store(e)
}

func (s *sink) store(e *format.Event) {
	if s.err != nil {
		s.lost.add("events", lossWrite, 1)
		return
	}
	err := s.out.Write(e)
	if errors.Is(err, format.ErrTooLarge) {
		s.lost.add("events", lossEventTooLarge, 1)
		return
	}
	if errors.Is(err, collect.ErrNotWritten) {
		return // is counted, and other files go on
	}
	s.err = err
	if err == nil && s.observe != nil {
		s.tell(e)
	}
}

// tell shows an event to who observes. A panic there ends the observing, not the
// recording.
func (s *sink) tell(e *format.Event) {
	defer func() {
		if recover() != nil {
			s.observe = nil
		}
	}()
	s.observe(e)
}

// A batch costs some 4 KiB beside its events, which a job that runs for hours
// should not pay each second for its samples alone.
const (
	samplesFlush     = 10  // ticks
	samplesFineTicks = 120 // before that, each tick
)

func (s *sink) ticked() {
	s.ticks++
	if s.fresh || s.ticks <= samplesFineTicks || s.ticks%samplesFlush == 0 {
		s.fresh = false
		s.flush()
	}
}

func (s *sink) flush() {
	if s.err == nil {
		s.err = s.out.Flush()
	}
}

// writeLosses writes what was lost since the last call.
func (s *sink) writeLosses() {
	if s.err != nil {
		return
	}
	for _, l := range s.lost.news() {
		now := s.now()
		s.write(format.NewEvent(format.Loss).
			Received(format.SourceRecorder, now).Stamp(format.ClockRecorder, now).
			SetLabel(format.Name, l.What).SetInt(format.Count, l.Count).SetText(format.Text, l.Why))
	}
}

// seen returns the ids of the queries that began. It is for after close.
func (s *sink) seen() []string {
	ids := make([]string, 0, len(s.queries))
	for id := range s.queries {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
