package simulate

// Run is what happened.
type Run struct {
	Cluster Cluster
	Jobs    []*JobRun
}

// JobRun is what happened to one query. Times are since the start of the first
// query.
type JobRun struct {
	Job      *Job
	Start    int64
	Planned  int64 // start of execution
	Executed int64 // end of execution
	End      int64
	Tasks    []*TaskRun // by id, in order of submit
}

// Wall returns how long the query took.
func (j *JobRun) Wall() int64 { return j.End - j.Start }

// TaskRun is what happened to one task.
type TaskRun struct {
	ID     int
	Stage  int // of the job
	Index  int // in the stage
	Submit int64
	Tries  []Try // at least one; the last one is the one that worked
	End    int64
	Steps  []StepRun // in the order of the stage's steps

	// Why it was submitted when it was: the task whose end it waited for, nil
	// where it was the start of execution, and how long of it was start-up.
	Enabler *TaskRun
	// Why it was first scheduled when it was: the task that freed its slot, nil
	// where one was free.
	Freer *TaskRun

	job *JobRun
}

// Try is one time that a task was given to a worker.
type Try struct {
	Schedule int64
	Worker   int
	Failed   int64 // when the runner knew that it was in vain, 0 for the last one
}

// StepRun is what one operator did for one task.
type StepRun struct {
	RowsIn, RowsOut, BytesIn, BytesOut int64
	Time                               int64 // that it took of the task's
	Counted                            int64 // of it that Daft counts
	Build                              bool  // of a join: Daft counts what it built, not what it probed
}

// Worker returns the one that did the task.
func (t *TaskRun) Worker() int { return t.Tries[len(t.Tries)-1].Worker }

// Wall returns how long the task ran, the last time.
func (t *TaskRun) Wall() int64 { return t.End - t.Tries[len(t.Tries)-1].Schedule }

// Job returns the query that the task belongs to.
func (t *TaskRun) Job() *JobRun { return t.job }
