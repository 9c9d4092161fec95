package main

import (
	"os"

	"github.com/daft-analyze/daft-analyze/recorder/guard"
)

// guardCommand returns what makes this program a guard of a job's output, nil
// where it does not know its own path.
func guardCommand() []string {
	program, err := os.Executable()
	if err != nil {
		return nil
	}
	return []string{program, guard.Argument}
}
