package recorder

import (
	"os"
	"syscall"
)

var deadly = []os.Signal{os.Interrupt}

func groupOf(bool) *syscall.SysProcAttr { return nil }

// hasTerminal and fromTerminal say that the console sends Ctrl-C to the job as
// well as to us. Windows knows no other signals.
func hasTerminal() bool                { return true }
func fromTerminal(syscall.Signal) bool { return true }
