package recorder

import (
	"os"
	"os/signal"
)

// Signals reach the job in one of two ways. On a terminal it shares our process
// group, so that Ctrl-C, Ctrl-\ and Ctrl-Z reach it as without us; to pass them
// on would be a second KeyboardInterrupt. Without a terminal it has a group of
// its own, so that whatever reaches us, by pid or by group, is passed on once.
//
// Signals do not say who sent them. A SIGINT while we are in the terminal's
// foreground is taken to be Ctrl-C.

// signals are those that would end the recorder before its job.
type signals struct {
	caught chan os.Signal
	quit   chan struct{}
}

// catchSignals begins to catch. A signal that is ignored, as under nohup, stays
// ignored, by us and by the job.
func catchSignals() *signals {
	s := &signals{caught: make(chan os.Signal, 64), quit: make(chan struct{})}
	for _, sig := range deadly {
		if !signal.Ignored(sig) {
			signal.Notify(s.caught, sig)
		}
	}
	return s
}

// again gives back a signal that was meant for someone else.
func (s *signals) again(sig os.Signal) {
	select {
	case s.caught <- sig:
	default: // there are others
	}
}

// onNext calls f at the next signal, unless stop comes first.
func (s *signals) onNext(f func()) {
	select {
	case <-s.caught:
		f()
	case <-s.quit:
	}
}

// stop gives the signals their ordinary meaning again.
func (s *signals) stop() {
	signal.Stop(s.caught)
	close(s.quit)
}
