package analyze

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/format"
)

// processFacts is what was sampled of one process.
type processFacts struct {
	pid int64
	Process
}

// processHeld and lookHeld are what a process and a sample of it take in bytes.
const (
	processHeld = 512
	lookHeld    = 96
)

func (r *Replayer) onProcessSample(e *format.Event) {
	f := &r.facts
	at := momentOf(e)
	f.seen(at)
	pid, ok := e.Int(format.PID)
	if !ok || !at.Known {
		r.odd.add("sample-of-nothing", "a sample without a process or a time is left out", Place{Event: r.events})
		return
	}
	if r.held.spent() {
		return
	}
	s := ProcessSample{Time: at.Time, RSS: readOf(e, format.RSSBytes), Shared: readOf(e, format.SharedBytes), CPU: readOf(e, format.CPUNS)}
	p := f.latest[pid]
	if p != nil && s.Time < p.Last.Time {
		r.odd.add("sample-out-of-order", fmt.Sprintf("samples of process %d are out of order: the earlier ones are left out", pid), Place{Event: r.events})
		return
	}
	if p == nil || s.CPU >= 0 && p.CPU.Known() && s.CPU < p.CPU.V/2 { // a new process under an old id
		p = &processFacts{pid: pid, Process: Process{PID: measured(pid), First: at}}
		if f.latest == nil {
			f.latest = make(map[int64]*processFacts)
		}
		f.latest[pid] = p
		f.processes = append(f.processes, p)
		r.held.hold(processHeld)
	}
	r.held.hold(lookHeld)
	p.Samples = append(p.Samples, s)
	p.Last = at
	p.Role = e.Label(format.Role)
	if n := e.Label(format.Name); n != "" {
		p.Name = n
	}
	keep := func(v *Value, c format.IntColumn) {
		if n := intOf(e, c); n.Known() && n.V >= 0 {
			*v = n
		}
	}
	keep(&p.Parent, format.PPID)
	keep(&p.CPU, format.CPUNS)
	keep(&p.IORead, format.IOReadBytes)
	keep(&p.Written, format.IOWrittenBytes)
	p.PeakRSS = larger(p.PeakRSS, intOf(e, format.RSSBytes))
	p.Threads = larger(p.Threads, intOf(e, format.Threads))
	p.Files = larger(p.Files, intOf(e, format.OpenFiles))
}

// readOf returns a number of a sample, -1 where it is unknown or absurd.
func readOf(e *format.Event, c format.IntColumn) int64 {
	if v, ok := e.Int(c); ok && v >= 0 {
		return v
	}
	return -1
}

// larger returns the larger of two values; an unknown one loses.
func larger(v, w Value) Value {
	if !v.Known() || w.Known() && w.V > v.V {
		return w
	}
	return v
}
