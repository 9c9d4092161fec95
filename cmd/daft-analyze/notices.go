package main

import (
	"fmt"
	"io"
	"sync"
)

// notices prints lines without ever making who adds one wait: what nobody reads
// is left out, and so is what is added after stop.
type notices struct {
	lines      chan string
	quit, done chan struct{}
	once       sync.Once
}

func newNotices(w io.Writer) *notices {
	n := &notices{lines: make(chan string, 1000), quit: make(chan struct{}), done: make(chan struct{})}
	go n.print(w)
	return n
}

func (n *notices) print(w io.Writer) {
	defer close(n.done)
	for {
		select {
		case line := <-n.lines:
			fmt.Fprint(w, line)
			continue
		default:
		}
		select {
		case line := <-n.lines:
			fmt.Fprint(w, line)
		case <-n.quit:
			if len(n.lines) == 0 {
				return
			}
		}
	}
}

// add adds a line.
func (n *notices) add(line string) {
	select {
	case n.lines <- line:
	default:
	}
}

// stop returns when all lines that were added before are printed.
func (n *notices) stop() {
	n.once.Do(func() { close(n.quit) })
	<-n.done
}
