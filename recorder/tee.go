package recorder

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/daft-analyze/daft-analyze/format"
)

// How long what the job left behind is listened to once it has ended: until its
// output pauses, though not for long. What the job itself printed is passed on
// in any case, however long that takes.
const (
	outputQuiet = 200 * time.Millisecond
	outputMost  = 2 * time.Second
	outputPipe  = 1 << 20 // the most that may wait in a pipe or terminal, bytes
	// outputOrder is how long the job's end waits to be written down, so that its
	// last lines stand before it.
	outputOrder = 100 * time.Millisecond
)

// teeBuffer is the most that is passed on at once, in bytes.
const teeBuffer = 128 << 10

// A tee passes on what the job writes to one of its streams, byte by byte as it
// came, and shows it to a capture. Who reads slowly makes the job wait, as it
// would without us; nothing else does.
type tee struct {
	in      *os.File // what the job writes comes out of here
	out     *os.File // where the job would have written
	screen  Screen   // what out is shared with, nil for none
	capture *capture
	now     func() format.Time
	shut    func(*tee) // closes in, which a guard may hold as well
	done    chan struct{}

	mu    sync.Mutex
	ended time.Time // when the job was seen to have ended; zero before

	left bool // others held the stream open when we stopped listening; after done
}

func (t *tee) start() {
	t.done = make(chan struct{})
	go t.run()
}

func (t *tee) run() {
	defer close(t.done)
	defer t.capture.end()
	buf := make([]byte, teeBuffer)
	after := int64(0) // bytes since the job's end
	for {
		n, err := t.in.Read(buf)
		if n > 0 {
			at := t.now()
			failed := t.pass(buf[:n])
			t.capture.add(buf[:n], at)
			if failed != nil {
				// Nobody takes it any more. The job is to hear of it as it would have.
				t.shut(t)
				return
			}
		}
		ended := t.listen()
		if ended {
			after += int64(n)
		}
		switch {
		case err == nil && after <= outputPipe:
		case err == nil || errors.Is(err, os.ErrDeadlineExceeded) && ended:
			t.left = true
			return
		default:
			_ = t.in.Close()
			return
		}
	}
}

// pass passes on what the job wrote.
func (t *tee) pass(b []byte) error {
	if t.screen == nil {
		return writeAll(t.out, b)
	}
	_, err := t.screen.Write(b)
	return err
}

// detach says to the screen that nothing more comes, which gives the terminal
// back; a terminal that is stopped is waited for until ctx is done.
func (t *tee) detach(ctx context.Context) {
	if t.screen == nil {
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		t.screen.Detach()
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// jobEnded says that the job has ended. The tee is done when all that it wrote
// is passed on.
func (t *tee) jobEnded() {
	t.mu.Lock()
	t.ended = time.Now()
	t.mu.Unlock()
	t.listen()
}

// listen sets how long to wait for more, and reports whether the job has ended.
func (t *tee) listen() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended.IsZero() {
		return false
	}
	now := time.Now()
	until := now.Add(outputQuiet)
	if last := t.ended.Add(outputMost); last.Before(until) {
		until = last
		if soon := now.Add(5 * time.Millisecond); until.Before(soon) {
			until = soon // what is there already is still read
		}
	}
	if t.in.SetReadDeadline(until) != nil { // a stream that cannot be waited for so
		time.AfterFunc(time.Until(until), func() { _ = t.in.Close() })
	}
	return true
}
