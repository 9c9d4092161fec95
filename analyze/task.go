package analyze

// TaskOutcome is how a task ended.
type TaskOutcome string

const (
	TaskSucceeded TaskOutcome = "success"
	TaskFailed    TaskOutcome = "failed"
	TaskCancelled TaskOutcome = "cancelled"
	TaskRunning   TaskOutcome = "running" // no end, and the query did not finish: it may still run, or was given up
	TaskLost      TaskOutcome = "lost"    // no end, and yet the query finished: Daft's sender dropped the event
)

// Task is one distributed task of a query on Ray: a fused chain of operators
// over some input on one worker. All its times are the runner's clock.
type Task struct {
	ID          int64
	Name        string // such as `PhysicalScan->Filter->HashAggregate`
	NameDerived bool   // its submit was lost: the name is that of a task with the same fingerprint
	NodeIDs     []int64
	LastNode    Value // id of the operator that dispatched it
	Fingerprint Value // tasks of equal fingerprint run the same compiled pipeline
	Inputs      []TaskInput

	Submitted      Moment // it entered the scheduler
	FirstScheduled Moment // it was first given to a worker
	LastScheduled  Moment // it was last given to a worker
	Ended          Moment // the scheduler saw its result
	Schedules      []Schedule

	Outcome TaskOutcome
	Message string  // the error, without terminal escapes
	Cause   string  // its one line
	Worker  *Worker // of the end, else of the last schedule; nil where unknown

	RowsIn, RowsOut, BytesIn, BytesOut, DaftDuration Value // of the end, else what was last reported while it ran

	EndEvent int64 // 1-based number of its task_end in the recording, 0 where there is none

	submitted, ended bool   // the events were seen, whether or not they carried a time
	said             string // Daft's word of the outcome
}

// Attempts returns how many times the task is known to have been given to a
// worker: Daft reports no attempt as such. It is at least 1 for a task that ended
// with success.
func (t *Task) Attempts() int64 {
	n := int64(len(t.Schedules))
	if n == 0 && t.Ended.Known && t.Outcome != TaskCancelled {
		return 1
	}
	return n
}

// Schedule is one time that a task was given to a worker.
type Schedule struct {
	Time   Moment
	Worker *Worker // nil where unknown
}

// TaskInput is one input of a task. Flight shuffle and glob inputs are not
// reported by Daft.
type TaskInput struct {
	Kind           string // "scan" or "memory"
	SourceNode     Value  // the scan, or the exchange that made the partitions
	ScanTasks      Value
	Partitions     Value
	StorageBytes   Value
	EstimatedBytes Value
	Bytes          Value
	Paths          []string
}

// Wall returns the nanoseconds from the last schedule to the end.
func (t *Task) Wall() Value { return t.Ended.since(t.LastScheduled) }

// Waited returns the nanoseconds from submit to the first schedule.
func (t *Task) Waited() Value { return t.FirstScheduled.since(t.Submitted) }

// RetryTime returns the nanoseconds from the first schedule to the last.
func (t *Task) RetryTime() Value { return t.LastScheduled.since(t.FirstScheduled) }
