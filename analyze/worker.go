package analyze

// Worker is a machine, or rather a Ray node, that ran tasks. Daft reports
// workers only as ids on tasks: everything here follows from the tasks.
type Worker struct {
	ID    string
	Label string // short and deterministic: w1, w2, ... by first use

	Tasks     TaskCounts // tasks that ended on it or were last given to it
	Schedules int64      // times that a task was given to it
	First     Moment     // first schedule or end, runner's clock
	Last      Moment     // last schedule or end, runner's clock

	// Death is not nil where the worker probably died. Daft emits nothing then.
	Death *WorkerDeath

	rank      int   // order of first use
	firstTask int64 // lowest id of a task that was given to it
}

// WorkerDeath is the inference that a worker died: from some time on nothing
// that was given to it came back, and was given to workers again.
type WorkerDeath struct {
	After     Moment  // the last end seen from it, or its first schedule
	FirstLost Moment  // the first schedule that never came back
	Schedules int64   // schedules that never came back
	Tasks     []*Task // of these, by id
	Sure      Sureness
	Evidence  string // one line
}
