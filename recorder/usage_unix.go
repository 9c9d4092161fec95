//go:build unix

package recorder

import (
	"os"
	"runtime"
	"syscall"
)

// peakRSS returns the most resident bytes that an ended process, or one of the
// children it waited for, had. A process begins as a copy of this one, whose
// memory counts as its own: what is not above that is unknown.
func peakRSS(p *os.ProcessState) (int64, bool) {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	var own syscall.Rusage
	if !ok || syscall.Getrusage(syscall.RUSAGE_SELF, &own) != nil || usage.Maxrss <= own.Maxrss {
		return 0, false
	}
	peak := int64(usage.Maxrss)
	if runtime.GOOS != "darwin" {
		peak <<= 10 // kibibytes
	}
	return peak, true
}
