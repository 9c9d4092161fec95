package analyze

import "github.com/daft-analyze/daft-analyze/format"

// Use is what the processes of a job used, as far as samples tell: what began
// and ended between two of them was not seen.
type Use struct {
	Processes []*Process // by first sample, then by process id
	Samples   int64      // moments at which the processes were looked at

	// PeakRSS is the most that the resident memory of all processes came to at
	// one moment. Memory that processes share is counted in each of them: of
	// PeakRSS, PeakShared bytes may be.
	PeakRSS, PeakShared Value
	PeakAt              Moment
	Roles               []RoleUse // in the order of the format: driver, raylet, gcs, worker, other, then others by name

	// CPU is the CPU time of all processes, user and system, in nanoseconds:
	// the system's own account of the job and the children that it waited for,
	// and the last sample of each other process.
	CPU   Value
	Cores Ratio // CPU by the job's wall time: how many cores were busy on average
}

// RoleUse is what the processes of one role used.
type RoleUse struct {
	Role      string
	Processes int
	PeakRSS   Value // the most at one moment, of its own
	RSSAtPeak Value // at the moment of Use.PeakRSS; missing where none was there
	CPU       Value // last samples, added up
}

// Process is one process of the job.
type Process struct {
	PID, Parent     Value
	Role, Name      string // as last seen
	First, Last     Moment // samples
	CPU             Value  // nanoseconds, until Last
	PeakRSS         Value
	IORead, Written Value // bytes from and to storage, until Last
	Threads, Files  Value // the most seen
	Samples         []ProcessSample
}

// ProcessSample is one look at a process. What is not known is -1.
type ProcessSample struct {
	Time        format.Time
	RSS, Shared int64 // bytes
	CPU         int64 // nanoseconds since the process began
}
