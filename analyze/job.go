package analyze

import (
	"github.com/daft-analyze/daft-analyze/analyze/saturate"
	"github.com/daft-analyze/daft-analyze/format"
)

// Job is the process that the recorder started. Its times are the recorder's.
type Job struct {
	PID       Value
	Arguments []string
	Start     Moment
	End       Moment  // unknown where the recording ends before the job
	ExitCode  Value   // missing where a signal ended it, or where it did not end
	Signal    Value   // the signal that ended it, missing where it exited
	Signals   []int64 // signals passed on to it, in order

	Wall  Value // End - Start, missing where either is
	Split JobSplit

	MemoryLimit Value // bytes: the least limit of the control groups, missing where there is none
	OOMKills    Value // processes of the control group that the kernel killed for lack of memory meanwhile
	// MachineOOMKills are those of the whole machine: the job's, in another
	// control group, or anybody's.
	MachineOOMKills Value
	PeakRSS         Value // bytes: the largest single process among the job and the children it waited for, by the system's own account
	Use             *Use  // of the job's processes, nil where none was sampled

	cpu Value // of the job and the children it waited for, by the system's own account
}

// JobSplit tiles the wall time of a job: where all four are known they sum to
// Job.Wall exactly. Query times are the driver's clock and the job's are the
// recorder's; on one machine, where record runs a job, that is the same clock.
// What of a query lies outside of [Job.Start, Job.End] does not count.
type JobSplit struct {
	Before  Value // before the first query began
	Queries Value // while at least one query was open: the union of their intervals
	Between Value // between the first query and the last, with none open
	After   Value // after the last query ended

	Queried []Interval // the union of the queries' intervals, ordered and disjoint
	Clipped Value      // how much of the queries lay outside of the job and was left out, nanoseconds
}

// Interval is a stretch of time, End not before Start.
type Interval struct {
	Start, End format.Time
}

// Length returns the interval's length in nanoseconds.
func (i Interval) Length() int64 { return saturate.Sub(int64(i.End), int64(i.Start)) }
