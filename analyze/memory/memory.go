package memory

import (
	"github.com/daft-analyze/daft-analyze/analyze"
	"github.com/daft-analyze/daft-analyze/format"
)

// Account is the memory of a recording's processes. Times of samples are the
// recorder's clock and those of queries the driver's: on one machine, where
// record runs a job, that is the same clock. Processes of other machines are not
// sampled.
type Account struct {
	Samples []Sample // of the whole tree, in order
	Peak    *Peak    // nil where nothing was sampled
	Queries []QueryMemory
	Growth  Growth
	Limit   analyze.Value // bytes: the least limit of the job's control groups
	// OOM: a process of the job was killed for lack of memory, as far as is known;
	// OOMEvidence says why.
	OOM         bool
	OOMEvidence string
}

// Sample is the resident memory of all processes at one moment. What they share
// is counted in each of them: of Bytes, up to Shared may be.
type Sample struct {
	Time          format.Time
	Bytes, Shared int64
	ByRole        map[string]int64
}

// Peak is the highest sample, and what was active then.
type Peak struct {
	Sample
	Query  *analyze.Query // nil between queries; of several the one that began last
	Active []Active       // of all queries that were open; what held most first
}

// QueryMemory is the memory before, at the most during, and after a query. A
// query that was over between two samples has none.
type QueryMemory struct {
	Query               *analyze.Query
	Before, Most, After analyze.Value
	MostAt              format.Time   // of Most
	Climb               analyze.Value // Most - Before, 0 where it did not rise
	Active              []Active      // of this query, when it was the most
	Allocated           analyze.Value // Daft's allocators: bytes given out at its end, where Daft's monitor was on
}

// Of works out the account of a run.
func Of(run *analyze.Run) *Account {
	a := &Account{}
	j := run.Job
	if j != nil {
		a.Limit = j.MemoryLimit
		a.oom(j)
		if j.Use != nil {
			a.Samples = samplesOf(j.Use)
		}
	}
	a.Queries = a.queriesOf(run)
	a.Growth = growthOf(a.Queries)
	a.peak(run)
	return a
}

// oom takes over what the kernel said.
func (a *Account) oom(j *analyze.Job) {
	switch {
	case j.OOMKills.Positive():
		a.OOM, a.OOMEvidence = true, "the kernel killed a process of the job's control group for lack of memory"
	case j.MachineOOMKills.Positive() && j.Signal.Known() && j.Signal.V == 9:
		a.OOM, a.OOMEvidence = true, "the job was killed by SIGKILL while the kernel killed a process of this machine for lack of memory"
	}
}

// peak finds the highest sample.
func (a *Account) peak(run *analyze.Run) {
	top := -1
	for i, s := range a.Samples {
		if top < 0 || s.Bytes > a.Samples[top].Bytes {
			top = i
		}
	}
	if top < 0 {
		return
	}
	p := &Peak{Sample: a.Samples[top]}
	for _, q := range run.Queries {
		if !open(q, p.Time) {
			continue
		}
		if p.Query == nil || q.Start.Time >= p.Query.Start.Time {
			p.Query = q
		}
		p.Active = append(p.Active, activeAt(q, p.Time)...)
	}
	sortActive(p.Active)
	a.Peak = p
}

// open reports whether a query had begun and not ended.
func open(q *analyze.Query, t format.Time) bool {
	return q.Start.Known && q.End.Known && q.Start.Time <= t && t <= q.End.Time
}
