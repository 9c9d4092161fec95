package recorder

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
	"github.com/daft-analyze/daft-analyze/format/formattest"
)

// A fakeWriter keeps what is written. If hold is set, each Write waits for it.
type fakeWriter struct {
	mu      sync.Mutex
	events  []*format.Event
	flushed int
	closed  bool
	fail    error
	hold    chan struct{}
}

func (w *fakeWriter) Write(e *format.Event) error {
	if w.hold != nil {
		<-w.hold
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fail != nil {
		return w.fail
	}
	w.events = append(w.events, e.Clone())
	return nil
}

func (w *fakeWriter) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flushed = len(w.events)
	return w.fail
}

func (w *fakeWriter) Close(end *format.Event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fail == nil {
		w.events = append(w.events, end.Clone())
		w.closed = true
	}
	return w.fail
}

func (w *fakeWriter) Count() int64 { w.mu.Lock(); defer w.mu.Unlock(); return int64(len(w.events)) }
func (w *fakeWriter) Size() int64  { return 0 }

func (w *fakeWriter) kinds() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var names []string
	for _, e := range w.events {
		names = append(names, e.KindName())
	}
	return strings.Join(names, " ")
}

// counter is a clock that goes on by 1 ns at each look.
func counter() func() format.Time {
	var mu sync.Mutex
	var t format.Time
	return func() format.Time { mu.Lock(); defer mu.Unlock(); t++; return t }
}

func testSink(w eventWriter, length int, tick <-chan time.Time) *sink {
	return newSink(w, counter(), length, &budget{limit: 1 << 20}, &losses{}, nil, tick)
}

func ping() dashboardMessage { return dashboardMessage{Method: "GET", Path: "/api/ping"} }

func theEnd() *format.Event {
	return format.NewEvent(format.RecordingEnd).SetLabel(format.Outcome, outcomeStopped)
}

func TestSinkKeepsOrder(t *testing.T) {
	w := &fakeWriter{}
	s := testSink(w, 8, nil)
	s.note(format.NewEvent(format.RecordingStart))
	s.take(ping())
	s.take(dashboardMessage{Method: "POST", Path: "/engine/query/b/start", Body: []byte(`{"start_sec":1}`)})
	s.take(dashboardMessage{Method: "POST", Path: "/engine/query/a/start", Body: []byte(`{"start_sec":1}`)})
	if err := s.close(theEnd(), time.Hour); err != nil {
		t.Fatal(err)
	}
	want := `recording_start source=recorder clock=recorder time_ns=1 arrival_ns=1
ping source=dashboard arrival_ns=2 payload=1
query_start source=dashboard clock=driver time_ns=1000000000 arrival_ns=3 payload=2 query_id=b
query_start source=dashboard clock=driver time_ns=1000000000 arrival_ns=4 payload=3 query_id=a
recording_end source=recorder clock=recorder time_ns=5 arrival_ns=5 outcome=stopped
`
	if got := formattest.Text(w.events); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := strings.Join(s.seen(), " "); got != "a b" {
		t.Errorf("queries %q", got)
	}
	if s.take(ping()) {
		t.Error("a closed sink took a request")
	}
}

func TestSinkFullQueue(t *testing.T) {
	tick := make(chan time.Time)
	w := &fakeWriter{hold: make(chan struct{})}
	s := testSink(w, 3, tick)
	s.note(format.NewEvent(format.RecordingStart))
	w.hold <- struct{}{} // the goroutine has taken it: the queue is empty
	taken := 0
	for range 10 {
		if s.take(ping()) {
			taken++
		} else {
			s.lost.add("requests", lossQueueFull, 1)
		}
	}
	if taken < 3 || taken > 4 { // one may already be with the writer
		t.Errorf("%d of 10 were taken", taken)
	}
	s.note(format.NewEvent(format.JobEnd)) // has a place all the same
	close(w.hold)
	tick <- time.Time{}
	if err := s.close(theEnd(), time.Hour); err != nil {
		t.Fatal(err)
	}
	var lost, counts int64
	for _, e := range w.events {
		if e.Kind == format.Loss {
			n, _ := e.Int(format.Count)
			lost += n
			counts++
			if why, _ := e.Text(format.Text); why != lossQueueFull || e.Label(format.Name) != "requests" {
				t.Error(formattest.Text([]*format.Event{e}))
			}
		}
	}
	if lost != int64(10-taken) || counts != 1 {
		t.Errorf("%d losses in %d events, want %d in one", lost, counts, 10-taken)
	}
	if !strings.Contains(w.kinds(), "job_end") {
		t.Errorf("the job's end is missing: %s", w.kinds())
	}
	if used := s.budget.used.Load(); used != 0 {
		t.Errorf("%d bytes of the budget are still in use", used)
	}
}

func TestSinkFlushesOnTick(t *testing.T) {
	tick := make(chan time.Time)
	w := &fakeWriter{}
	s := testSink(w, 8, tick)
	s.note(format.NewEvent(format.RecordingStart))
	for w.Count() == 0 {
		tick <- time.Time{} // until the goroutine took the event before a tick
	}
	tick <- time.Time{} // the tick before has been handled when this one is taken
	tick <- time.Time{}
	w.mu.Lock()
	flushed := w.flushed
	w.mu.Unlock()
	if flushed != 1 {
		t.Errorf("%d events flushed", flushed)
	}
	_ = s.close(theEnd(), time.Hour)
}

// TestSinkDiskFull: the job goes on, the first error is kept, what follows is
// counted.
func TestSinkDiskFull(t *testing.T) {
	full := errors.New("no space left on device")
	w := &fakeWriter{fail: full}
	s := testSink(w, 100, nil)
	for range 5 {
		if !s.take(ping()) {
			t.Fatal("a request was refused")
		}
	}
	s.note(format.NewEvent(format.JobEnd))
	if err := s.close(theEnd(), time.Hour); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	want := []Loss{{"events", lossWrite, 1}, {"requests", lossWrite, 4}}
	if got := s.lost.all(); len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A panicWriter stands for an error of this program.
type panicWriter struct{ fakeWriter }

func (w *panicWriter) Write(*format.Event) error { panic("oops") }

func TestSinkSurvivesPanic(t *testing.T) {
	s := testSink(&panicWriter{}, 8, nil)
	s.take(ping())
	s.take(ping())
	if err := s.close(theEnd(), time.Hour); err == nil || err.Error() != "internal error: oops" {
		t.Errorf("got %v", err)
	}
}

func TestSinkEventTooLarge(t *testing.T) {
	w := &fakeWriter{fail: format.ErrTooLarge}
	s := testSink(w, 8, nil)
	s.take(ping())
	for len(s.lost.all()) == 0 {
		time.Sleep(time.Millisecond)
	}
	w.mu.Lock()
	w.fail = nil
	w.mu.Unlock()
	s.take(ping())
	if err := s.close(theEnd(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if w.kinds() != "ping loss recording_end" {
		t.Error(w.kinds())
	}
}

// An endWriter has no room for a closing event.
type endWriter struct{ fakeWriter }

func (w *endWriter) Close(end *format.Event) error {
	if end != nil {
		return fmt.Errorf("%w: too many labels", format.ErrTooLarge)
	}
	w.closed = true
	return nil
}

// TestSinkEndTooLarge: other tools can open a recording that has no room for
// its end, and the user is told.
func TestSinkEndTooLarge(t *testing.T) {
	w := &endWriter{}
	s := testSink(w, 8, nil)
	s.take(ping())
	if err := s.close(theEnd(), time.Hour); !errors.Is(err, format.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	if !w.closed || w.kinds() != "ping" {
		t.Errorf("closed: %v, events %s", w.closed, w.kinds())
	}
}

// TestSinkObserverPanics: who observes can end the observing, not the recording.
func TestSinkObserverPanics(t *testing.T) {
	w := &fakeWriter{}
	told := 0
	s := newSink(w, startClock().now, 8, &budget{limit: maxHeld}, &losses{}, func(*format.Event) { told++; panic("oops") }, nil)
	s.take(ping())
	s.take(ping())
	if err := s.close(theEnd(), time.Hour); err != nil || w.kinds() != "ping ping recording_end" || told != 1 {
		t.Errorf("%v, events %s, told of %d", err, w.kinds(), told)
	}
}

func TestLossNews(t *testing.T) {
	var l losses
	l.add("b", "x", 2)
	l.add("a", "y", 1)
	if got := l.news(); len(got) != 2 || got[0] != (Loss{"a", "y", 1}) || got[1] != (Loss{"b", "x", 2}) {
		t.Errorf("got %v", got)
	}
	l.add("b", "x", 3)
	if got := l.news(); len(got) != 1 || got[0] != (Loss{"b", "x", 3}) {
		t.Errorf("got %v", got)
	}
	if got := l.all(); len(got) != 2 || got[1] != (Loss{"b", "x", 5}) {
		t.Errorf("got %v", got)
	}
}

// TestSinkStuck: a file system that does not answer does not keep the recorder.
func TestSinkStuck(t *testing.T) {
	w := &fakeWriter{hold: make(chan struct{})}
	s := testSink(w, 8, nil)
	s.take(ping())
	if err := s.close(theEnd(), time.Millisecond); err != errStuck {
		t.Errorf("got %v", err)
	}
	close(w.hold)
}
