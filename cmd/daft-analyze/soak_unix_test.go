//go:build e2e

package main

import (
	"os"
	"syscall"
)

// maxResident returns the most resident bytes that an ended process had.
func maxResident(p *os.ProcessState) int64 {
	if u, ok := p.SysUsage().(*syscall.Rusage); ok {
		return int64(u.Maxrss) << 10
	}
	return 0
}
