package analyze

import "github.com/daft-analyze/daft-analyze/format"

// Trust says how far the numbers of a query can be relied upon: what is
// missing, what was stamped by which clock, and what is inferred.
type Trust struct {
	Complete  bool  // the recording is complete and nothing of the query is missing
	Recording State // copied from the recording

	MissingEvents []string // kinds of events that every such query has and this one has not, such as "query_start"

	// TasksNotReported says that tasks ran and none was reported: Daft's
	// scheduler was started without DAFT_TASK_EVENTS_ENABLED=1. Nothing was lost.
	TasksNotReported bool

	TasksKnown           int64 // distinct task ids seen, in whatever event
	MissingTaskSubmits   int64 // known task ids without a submit
	MissingTaskSchedules int64 // known task ids without a schedule, though they ended by success or failure
	MissingTaskEnds      int64 // known task ids without an end, of a query that finished
	MissingTaskIDs       int64 // ids below the highest known that were never seen at all

	// Dropped is how many events Daft's sender must have dropped at least, as
	// far as the recording proves it; a recording that missed the query's start
	// proves nothing. Natively only the events of the query itself are bound to
	// be there.
	Dropped Value
	// RecorderLosses is how much the recorder itself lost over the whole
	// recording; it does not say of which query.
	RecorderLosses int64

	// Delay is how long after they were sent Daft's messages reached the
	// recorder, from those that carry both times: how late a time stamped on
	// arrival may be.
	Delay Delay

	Clocks []ClockDelay // Delay by the clock that stamped the sending, in alphabetical order

	// MissingReports is how many reports of operators' counters Daft's sender
	// dropped at least: on Ray it sends one with each event of a task. Missing
	// where the recording does not tell reports apart.
	MissingReports Value

	// HeartbeatGap is the longest silence of the driver while the query was
	// open, in nanoseconds; missing where fewer than two signs of life are known.
	HeartbeatGap Value

	DerivedNumbers int64          // counters that were repaired from others
	Sources        CounterSources // by which way the operators' counters came
	Notes          []Note         // in a fixed order
}

// Delay summarizes arrival minus sending time in nanoseconds.
type Delay struct {
	Events        int64
	Min, P50, Max int64
}

// Note is one remark on trust, in plain words.
type Note struct {
	Code string // stable, such as "stamped-on-arrival"
	Text string
}

// ClockDelay is the Delay of the events that one clock stamped. A Min below 0
// proves that the clock is ahead of the recorder's by that much at least.
type ClockDelay struct {
	Clock format.Clock
	Delay
}
