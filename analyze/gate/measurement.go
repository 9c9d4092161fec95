package gate

import (
	"fmt"

	"github.com/daft-analyze/daft-analyze/analyze/align"
)

// Measurement is what the gate keeps of one run. It is small, and it is all that a
// history needs.
type Measurement struct {
	Path        string             `json:"path"`             // where it was read from
	Time        int64              `json:"time_ns"`          // when the run began, nanoseconds since 1970, 0 where unknown
	Labels      map[string]string  `json:"labels,omitempty"` // such as commit
	Job         string             `json:"job,omitempty"`
	DaftVersion string             `json:"daft_version,omitempty"`
	RayVersion  string             `json:"ray_version,omitempty"`
	CPUs        int64              `json:"cpus,omitempty"` // 0 where unknown
	Complete    bool               `json:"complete"`
	Reason      string             `json:"reason,omitempty"` // why it is not complete
	ExitCode    *int64             `json:"exit_code,omitempty"`
	Signal      *int64             `json:"signal,omitempty"`  // that ended the job
	Metrics     map[string]int64   `json:"metrics,omitempty"` // of the job: "wall" ns, "cpu" ns, "memory" bytes; what is unknown is absent
	Queries     []QueryMeasurement `json:"queries"`
	// Verdict is what the gate said of the run when it was put into a history, ""
	// where it was not asked: then it is to be a baseline for others.
	Verdict Verdict `json:"verdict,omitempty"`
}

// QueryMeasurement is what the gate keeps of one query.
type QueryMeasurement struct {
	Key       string                `json:"key"`   // the same in each run of the job: shape of its plan, and which of those of the shape
	Label     string                `json:"label"` // for people: what it does, in short
	Mark      align.Mark            `json:"mark"`  // what it is recognized by in other runs
	ID        string                `json:"id"`
	Engine    string                `json:"engine"`
	Outcome   string                `json:"outcome"`
	Error     string                `json:"error,omitempty"`
	Plan      string                `json:"plan"`                // fingerprint
	Workers   int64                 `json:"workers,omitempty"`   // that ran its tasks, on Ray
	Retries   int64                 `json:"retries,omitempty"`   // times that a task was given out again
	Inexact   string                `json:"inexact,omitempty"`   // why its counters are lower bounds, "" where they are exact
	Metrics   map[string]int64      `json:"metrics,omitempty"`   // "wall" ns, "busy" ns, ...; what is unknown is absent
	Counters  map[string]int64      `json:"counters,omitempty"`  // of the whole query: tasks, exchanged bytes
	Operators []OperatorMeasurement `json:"operators,omitempty"` // in the order of the plan, from the root
	Findings  []string              `json:"findings,omitempty"`  // ids that cost something, costliest first
}

// OperatorMeasurement is the counters of one operator, in the order of the plan.
type OperatorMeasurement struct {
	ID       int64            `json:"id"`
	Name     string           `json:"name"`
	Type     string           `json:"type,omitempty"`
	Works    string           `json:"works,omitempty"`    // on what, such as `by l_shipmode`
	Depth    int64            `json:"depth,omitempty"`    // below the root of the plan
	Source   bool             `json:"source,omitempty"`   // it reads what the query starts from
	Loose    bool             `json:"loose,omitempty"`    // its counters vary by nature, as those of what a limit cuts short
	Counters map[string]int64 `json:"counters,omitempty"` // rows_in, rows_out, bytes_read, ...; what is unknown is absent
}

// Unsound says why a run is no measure for others, "" where it is one.
func (m *Measurement) Unsound() string {
	if how := ended(m); how != "" {
		return "the job " + how
	}
	if !m.Complete {
		return "the recording is not complete: " + m.Reason
	}
	if len(m.Queries) == 0 {
		return "it has no query"
	}
	for i := range m.Queries {
		if o := m.Queries[i].Outcome; o != finished {
			return "its query " + m.Queries[i].Label + " is " + o
		}
	}
	return ""
}

// Identity tells a run from all others, however often its recording was copied or
// rewritten; "" where it has no query.
func (m *Measurement) Identity() string {
	if len(m.Queries) == 0 {
		return ""
	}
	ids := make([]string, len(m.Queries))
	for i := range m.Queries {
		ids[i] = m.Queries[i].ID
	}
	return fmt.Sprintf("%d %q", m.Time, ids)
}
