package guard

import (
	"fmt"
	"os"
)

// A Stream is what a guard would hold for a recorder.
type Stream struct {
	Name    string
	In, Out *os.File
}

// A Guard is a process that stands by: there are none here.
type Guard struct{}

// Start starts nothing.
func Start([]string, []Stream) (*Guard, error) { return nil, nil }

// End does nothing.
func (*Guard) End() {}

// Wait does nothing.
func (*Guard) Wait() {}

// Leave reports that there is no guard.
func (*Guard) Leave() bool { return false }

// Main says that there are no guards here, and returns the exit code.
func Main([]string) int {
	fmt.Fprintf(os.Stderr, "daft-analyze: there is no %s on Windows\n", Argument)
	return 2
}
