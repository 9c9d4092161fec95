package gate

// Names of what is checked, as in a configuration.
const (
	Outcome    = "outcome"    // how the job and each query ended
	Engine     = "engine"     // natively or on Ray
	Presence   = "query"      // whether a query is there at all
	Processors = "processors" // of the machine
	Workers    = "workers"    // that ran a query's tasks, on Ray
	Input      = "input"      // rows that scans put out
	Plan       = "plan"
	Rows       = "rows"      // of operators
	Bytes      = "bytes"     // of operators: in memory, read, written
	Exchanged  = "exchanged" // bytes that went between stages, on Ray
	Tasks      = "tasks"     // on Ray
	Files      = "files"     // that scans read, on Ray
	Retries    = "retries"   // times that a task was given out again
	Findings   = "findings"

	Wall   = "wall"
	CPU    = "cpu"    // user and system time of the job's processes
	Memory = "memory" // the most that the resident memory of the job's processes came to
	Busy   = "busy"   // time that threads were inside of batches, natively
	Slots  = "slots"  // time that tasks held slots, on Ray
)

// Metric says what one name of a check stands for.
type Metric struct {
	Name  string
	Unit  string // "ns", "bytes", "rows", "count", "" where the values are words
	Noisy bool   // it is decided by statistics
	Gated bool   // it fails a build unless the configuration says otherwise
	Means string // one line
}

// Metrics is all that is checked, in the order of the checks.
var Metrics = []Metric{
	{Engine, "", false, true, "a query ran natively or on Ray: the two cannot be compared"},
	{Processors, "count", false, true, "of the machine: with another number times cannot be compared"},
	{Workers, "count", false, true, "that ran a query's tasks: with another number times cannot be compared"},
	{Presence, "", false, true, "a query of the baseline is there"},
	{Outcome, "", false, true, "how the job and each query ended"},
	{Input, "rows", false, true, "rows that scans put out: with other data nothing can be compared"},
	{Plan, "", false, false, "the plan of a query"},
	{Rows, "rows", false, true, "that go into and out of an operator, at the same input"},
	{Bytes, "bytes", false, true, "that an operator puts out, reads or writes, at the same input"},
	{Exchanged, "bytes", false, true, "that go from one stage to another on Ray, at the same input"},
	{Tasks, "count", false, true, "tasks of a query on Ray, at the same input"},
	{Files, "count", false, false, "that scans read, on Ray"},
	{Retries, "count", false, false, "times that a task was given out again"},
	{Findings, "", false, false, "what explain found that no run of the baseline had"},
	{Wall, "ns", true, true, "wall time of the job, and of each query"},
	{CPU, "ns", true, true, "CPU time of the job's processes"},
	{Memory, "bytes", true, true, "the most that the resident memory of the job's processes came to"},
	{Busy, "ns", true, false, "time that threads were inside of batches, natively"},
	{Slots, "ns", true, false, "time that tasks held slots of workers, on Ray"},
}

// MetricOf returns what is known of a name.
func MetricOf(name string) (Metric, bool) {
	for _, m := range Metrics {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
}
