package recorder

import (
	"fmt"
	"slices"
	"sync"

	"github.com/daft-analyze/daft-analyze/recorder/guard"
)

// A standby keeps a guard beside the tees, so that the job can go on printing if
// this process is killed. All goes on without where no guard can be had.
type standby struct {
	command []string
	warn    func(line string)

	mu    sync.Mutex
	guard *guard.Guard
	ended *guard.Guard // that was ended last
	tees  []*tee       // whose streams it holds
}

// start starts a guard of the tees.
func (s *standby) start(tees []*tee) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tees = slices.Clone(tees)
	s.restart()
}

func (s *standby) restart() {
	streams := make([]guard.Stream, len(s.tees))
	for i, t := range s.tees {
		streams[i] = guard.Stream{Name: t.capture.stream, In: t.in, Out: t.out}
	}
	var err error
	if s.guard, err = guard.Start(s.command, streams); err != nil {
		s.warn(fmt.Sprintf("if this recorder is killed the job can print no more: its guard is not started: %v", err))
	}
}

// shut closes a stream that nobody takes any more, so that the job hears of it.
// The others keep a guard.
func (s *standby) shut(t *tee) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.guard.End()
	s.guard.Wait()
	_ = t.in.Close()
	s.tees = slices.DeleteFunc(s.tees, func(other *tee) bool { return other == t })
	if s.guard != nil {
		s.restart()
	}
}

// end ends the guard; wait waits until it is gone.
func (s *standby) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.guard.End()
	s.guard, s.ended = nil, s.guard
}

func (s *standby) wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended.Wait()
}

// leave leaves to the guard what still comes, of whoever else has the job's
// streams open, and reports whether there is one.
func (s *standby) leave() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := s.guard.Leave()
	s.guard = nil
	return left
}
