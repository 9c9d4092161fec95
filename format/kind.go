package format

// Kind says what an event is.
type Kind uint8

// The kinds of events. The names in kindSpecs are part of the format.
const (
	KindUnknown Kind = iota // a kind of a later minor version; its name is kept, see Event.KindName

	RecordingStart
	JobStart
	JobSignal
	JobEnd
	ProcessSample
	ProcessStats
	Output
	Ping
	UnknownRequest
	BadRequest
	Loss
	RecordingEnd
	UnknownEvent
	BadLine

	QueryStart
	QueryHeartbeat
	PlanStart
	PlanEnd
	ExecStart
	ExecEnd
	QueryEnd
	OperatorStart
	OperatorEnd
	OperatorStats
	Span
	LogRecord
	Metric
	TaskSubmit
	TaskInput
	TaskSchedule
	TaskStats
	TaskEnd

	numKinds
)

// KindSpec describes one kind of event.
type KindSpec struct {
	Kind Kind
	Name string
	Doc  string // one sentence, also printed in docs/format.md

	// Always names the columns that every event of the kind fills, beside
	// kind. An event that lacks one of them is invalid.
	Always []string
	// Maybe names the columns that it fills when the value is known.
	Maybe []string
}

var (
	received  = []string{"source", "arrival_ns", "payload"}
	ofQuery   = []string{"source", "arrival_ns", "payload", "query_id"}
	stamped   = []string{"source", "payload", "query_id", "clock", "time_ns"}
	logged    = []string{"arrival_ns", "pid"} // unknown of an event log, or only known of it
	ofTask    = []string{"source", "arrival_ns", "payload", "query_id", "clock", "time_ns", "task_id"}
	observed  = []string{"source", "arrival_ns", "clock", "time_ns"}
	taskPlan  = []string{"last_node_id", "node_ids", "plan_fingerprint"}
	flow      = []string{"daft_duration_ns", "rows_in", "rows_out", "bytes_in", "bytes_out"}
	sender    = []string{"pid", "worker_id"} // which process sent it, where it tells
	opMetrics = join(logged, flow, []string{"worker_id", "since_ns", "origin_node_id", "phase", "name", "rows_written", "bytes_read", "bytes_written", "batches", "selectivity_pct", "amplification",
		"build_rows", "probe_rows_in", "probe_rows_out", "build_bytes", "probe_bytes_in", "probe_bytes_out",
		"tasks_active", "tasks_completed", "tasks_failed", "tasks_cancelled"})
)

// kindSpecs is indexed by Kind. Every kind may also fill attrs.
var kindSpecs = [numKinds]KindSpec{
	RecordingStart: {Name: "recording_start", Doc: "The first event: who records, and on what machine. Of an import that and the time are unknown.",
		Always: []string{"source", "name"}, Maybe: []string{"arrival_ns", "clock", "time_ns", "cpus", "pid"}},
	JobStart: {Name: "job_start", Doc: "The recorder started the job.",
		Always: join(observed, []string{"pid", "arguments"}), Maybe: []string{"memory_limit_bytes"}},
	JobSignal: {Name: "job_signal", Doc: "The recorder passed a signal on to the job, or saw one that the terminal sent to both.",
		Always: join(observed, []string{"signal"})},
	JobEnd: {Name: "job_end", Doc: "The job ended, by exit or by a signal.",
		Always: join(observed, []string{"pid"}), Maybe: []string{"exit_code", "signal", "cpu_ns", "peak_rss_bytes", "oom_kills", "machine_oom_kills"}},
	ProcessSample: {Name: "process_sample", Doc: "What one process of the job's tree had used by then. Processes looked at together have the same time_ns.",
		Always: join(observed, []string{"pid", "ppid", "role"}),
		Maybe:  []string{"name", "cpu_ns", "rss_bytes", "shared_bytes", "io_read_bytes", "io_written_bytes", "threads", "open_files"}},
	ProcessStats: {Name: "process_stats", Doc: "What Daft's own process monitor says of one of Daft's processes, if DAFT_PROCESS_MONITOR_ENABLED is set.",
		Always: []string{"source", "payload", "clock", "time_ns"},
		Maybe:  join(logged, []string{"query_id", "worker_id", "since_ns", "role", "rss_bytes", "jemalloc_allocated_bytes", "jemalloc_resident_bytes", "cpu_pct"})},
	Output: {Name: "output", Doc: "One line that the job printed, without its line end and without what controls a terminal, when its end was read. Who printed it (pid, name) is what Ray or Daft put before its text.",
		Always: join(observed, []string{"stream", "text"}), Maybe: []string{"pid", "name"}},
	Ping: {Name: "ping", Doc: "A Daft process asked whether a dashboard is there, as each does when it starts.",
		Always: received},
	UnknownRequest: {Name: "unknown_request", Doc: "A request to an endpoint that this version does not know, kept with its body.",
		Always: join(received, []string{"path"}), Maybe: []string{"text"}},
	BadRequest: {Name: "bad_request", Doc: "A request that could not be read; text says why.",
		Always: join(received, []string{"path", "text"})},
	Loss: {Name: "loss", Doc: "The recorder itself lost something: what (name), how many (count) and why (text).",
		Always: join(observed, []string{"name", "count", "text"})},
	RecordingEnd: {Name: "recording_end", Doc: "The last event of a complete recording: the number of events before it (count), and in text the SHA-256 of every byte of the file before its batch.",
		Always: []string{"source", "outcome", "count", "text"}, Maybe: []string{"arrival_ns", "clock", "time_ns"}},
	UnknownEvent: {Name: "unknown_event", Doc: "A line of an imported log whose event (name) this version has no kind for, kept whole in text.",
		Always: []string{"source", "payload", "name", "text"}, Maybe: []string{"query_id", "clock", "time_ns", "pid"}},
	BadLine: {Name: "bad_line", Doc: "A line of an imported log that could not be read; text says why, path in which file.",
		Always: []string{"source", "payload", "path", "text"}},

	QueryStart: {Name: "query_start", Doc: "A query began; text is the unoptimized logical plan as JSON.",
		Always: stamped, Maybe: join(logged, []string{"text", "runner", "entrypoint", "daft_version", "python_version", "ray_version"})},
	QueryHeartbeat: {Name: "query_heartbeat", Doc: "The driver is alive; sent every 10 s while a query is open.",
		Always: stamped, Maybe: logged},
	PlanStart: {Name: "plan_start", Doc: "Optimization of the plan began.", Always: stamped, Maybe: logged},
	PlanEnd: {Name: "plan_end", Doc: "Optimization ended; text is the optimized logical plan as JSON.",
		Always: stamped, Maybe: join(logged, []string{"text"})},
	ExecStart: {Name: "exec_start", Doc: "Execution began; text is the physical plan as JSON.",
		Always: stamped, Maybe: join(logged, []string{"text"})},
	ExecEnd: {Name: "exec_end", Doc: "Execution ended.", Always: stamped, Maybe: logged},
	QueryEnd: {Name: "query_end", Doc: "The query ended; outcome is `Finished`, `Failed`, `Canceled` or `Dead`, text Daft's message.",
		Always: join(stamped, []string{"outcome"}), Maybe: join(logged, []string{"text"})},
	OperatorStart: {Name: "operator_start", Doc: "An operator began, natively at its first rows. Daft's dashboard protocol sends no time: then it is stamped on arrival.",
		Always: join(stamped, []string{"node_id"}), Maybe: join(logged, []string{"name"})},
	OperatorEnd: {Name: "operator_end", Doc: "An operator's loop ended, natively nearly always at the end of the query. Daft's dashboard protocol sends no time: then it is stamped on arrival.",
		Always: join(stamped, []string{"node_id"}), Maybe: join(logged, []string{"name"})},
	OperatorStats: {Name: "operator_stats", Doc: "Cumulative counters of an operator. Daft's dashboard protocol sends no time: then they are stamped on arrival.",
		Always: join(stamped, []string{"node_id"}), Maybe: opMetrics},
	Span: {Name: "span", Doc: "A span of a trace, such as one batch in one operator; time_ns is its start. Daft says neither which query nor which operator it belongs to, other than by its name.",
		Always: join(observed, []string{"payload", "name", "duration_ns"}), Maybe: join(sender, []string{"busy_ns", "idle_ns", "thread_id", "span_id", "parent_span_id"})},
	LogRecord: {Name: "log_record", Doc: "A log record, such as one row that a UDF failed on.",
		Always: join(observed, []string{"payload"}), Maybe: join(sender, []string{"name", "text", "severity", "query_id", "span_id"})},
	Metric: {Name: "metric", Doc: "A metric that has no column of its own.",
		Always: join(observed, []string{"payload", "name"}), Maybe: join(sender, []string{"number", "since_ns", "query_id", "node_id"})},
	TaskSubmit: {Name: "task_submit", Doc: "A task entered the scheduler.",
		Always: ofTask, Maybe: join(taskPlan, []string{"name"})},
	TaskInput: {Name: "task_input", Doc: "One input of a submitted task; follows its task_submit.",
		Always: join(ofQuery, []string{"task_id", "input"}),
		Maybe:  []string{"source_node_id", "scan_tasks", "partitions", "storage_bytes", "estimated_bytes", "input_bytes", "paths"}},
	TaskSchedule: {Name: "task_schedule", Doc: "A task was given to a worker. More than one for a task: it was tried again.",
		Always: ofTask, Maybe: join(taskPlan, []string{"worker_id"})},
	TaskStats: {Name: "task_stats", Doc: "Counters of a running task so far.",
		Always: ofTask, Maybe: flow},
	TaskEnd: {Name: "task_end", Doc: "The scheduler saw a task's result; outcome is `Success`, `Failed` or `Cancelled`, text the error.",
		Always: join(ofTask, []string{"outcome"}), Maybe: join(taskPlan, []string{"worker_id", "text"}, flow)},
}

// Kinds returns the description of every kind, in the order of the constants.
func Kinds() []KindSpec {
	specs := make([]KindSpec, 0, numKinds-1)
	for k := KindUnknown + 1; k < numKinds; k++ {
		specs = append(specs, k.Spec())
	}
	return specs
}

// Spec returns the description of k. That of KindUnknown is empty.
func (k Kind) Spec() KindSpec {
	if k >= numKinds {
		return KindSpec{}
	}
	s := kindSpecs[k]
	s.Kind = k
	return s
}

// String returns the name of k as it stands in files.
func (k Kind) String() string {
	if k == KindUnknown || k >= numKinds {
		return "unknown"
	}
	return kindSpecs[k].Name
}

// KindOf returns the kind of the given name, or KindUnknown.
func KindOf(name string) Kind { return kindByName[name] }

var kindByName = func() map[string]Kind {
	m := make(map[string]Kind, numKinds)
	for k := KindUnknown + 1; k < numKinds; k++ {
		m[kindSpecs[k].Name] = k
	}
	return m
}()

func join(lists ...[]string) []string {
	var all []string
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}
