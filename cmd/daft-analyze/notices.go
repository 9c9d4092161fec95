package main

import (
	"fmt"
	"io"
	"sync"
)

// notices prints lines without ever making who adds one wait: what nobody reads
// is left out.
type notices struct {
	lines chan string
	done  chan struct{}
	once  sync.Once
}

func newNotices(w io.Writer) *notices {
	n := &notices{lines: make(chan string, 1000), done: make(chan struct{})}
	go func() {
		defer close(n.done)
		for line := range n.lines {
			fmt.Fprint(w, line)
		}
	}()
	return n
}

// add adds a line. It must not be called after stop.
func (n *notices) add(line string) {
	select {
	case n.lines <- line:
	default:
	}
}

// stop returns when all lines are printed.
func (n *notices) stop() {
	n.once.Do(func() { close(n.lines) })
	<-n.done
}
