package format

// Type is the physical type of a column.
type Type uint8

// The physical types. docs/format.md gives the Arrow type of each.
const (
	TypeInt   Type = iota // 64-bit signed integer
	TypeFloat             // 64-bit IEEE float
	TypeLabel             // text that repeats: dictionary-encoded
	TypeText              // text that does not repeat
	TypeInts              // list of 64-bit signed integers
	TypeTexts             // list of text
	TypeAttrs             // map from text to text, in ascending order of keys
)

// Each column has a constant of the type of its values, so that asking an
// event for a value of the wrong type does not compile.
type (
	IntColumn   uint8
	FloatColumn uint8
	LabelColumn uint8
	TextColumn  uint8
	IntsColumn  uint8
	TextsColumn uint8
)

// Integer columns. Every count is a whole number of rows, bytes, batches or
// tasks; every time and duration is nanoseconds.
const (
	TimeNS IntColumn = iota
	ArrivalNS
	Payload
	NodeID
	LastNodeID
	TaskID
	PlanFingerprint

	DaftDurationNS
	RowsIn
	RowsOut
	RowsWritten
	BytesIn
	BytesOut
	BytesRead
	BytesWritten
	Batches
	BuildRows
	ProbeRowsIn
	ProbeRowsOut
	BuildBytes
	ProbeBytesIn
	ProbeBytesOut
	TasksActive
	TasksCompleted
	TasksFailed
	TasksCancelled

	SourceNodeID
	ScanTasks
	Partitions
	StorageBytes
	EstimatedBytes
	InputBytes

	PID
	CPUs
	ExitCode
	Signal
	Count

	PPID
	CPUNS
	RSSBytes
	SharedBytes
	PeakRSSBytes
	IOReadBytes
	IOWrittenBytes
	Threads
	OpenFiles
	MemoryLimitBytes
	OOMKills
	MachineOOMKills
	JemallocAllocatedBytes
	JemallocResidentBytes

	SinceNS
	OriginNodeID
	DurationNS
	BusyNS
	IdleNS
	ThreadID
	SpanID
	ParentSpanID

	numInts
)

// Float columns.
const (
	SelectivityPct FloatColumn = iota
	Amplification
	CPUPct
	Number

	numFloats
)

// Label columns: text that repeats from event to event.
const (
	SourceName LabelColumn = iota
	ClockName
	QueryID
	WorkerID
	Name
	Outcome
	Input
	Runner
	Entrypoint
	DaftVersion
	PythonVersion
	RayVersion
	Path
	Role
	Phase
	Severity
	Stream

	numLabels
)

// Text columns.
const (
	Text TextColumn = iota

	numTexts
)

// Integer list columns.
const (
	NodeIDs IntsColumn = iota

	numInts2
)

// Text list columns.
const (
	Paths TextsColumn = iota
	Arguments

	numTexts2
)

// Column describes one column of the events table.
type Column struct {
	Name string
	Type Type
	Doc  string // one sentence, also printed in docs/format.md

	slot uint8 // the column's constant within its type
}

// Columns returns the columns of the events table in file order. The first is
// always "kind". The caller owns the slice.
func Columns() []Column { return append([]Column(nil), columns...) }

// columns is the one source for the writer, the reader, the text form and
// docs/format.md. Appending a column is a minor change of the format; removing
// or retyping one is a new version (see Version).
var columns = []Column{
	{"kind", TypeLabel, "What the event is; see the table of kinds.", kindSlot},

	{"source", TypeLabel, "By which way the event reached the recorder: `dashboard`, `otlp`, `output`, `recorder` or `eventlog`.", uint8(SourceName)},
	{"clock", TypeLabel, "Whose clock stamped time_ns: `driver`, `runner`, `worker` or `recorder`.", uint8(ClockName)},
	{"time_ns", TypeInt, "When it happened, nanoseconds since the Unix epoch UTC, by `clock`.", uint8(TimeNS)},
	{"arrival_ns", TypeInt, "When the recorder received it, nanoseconds since the Unix epoch UTC, by the recorder's clock.", uint8(ArrivalNS)},
	{"payload", TypeInt, "Number of the request that carried the event, or of the imported line; events of one request share it.", uint8(Payload)},

	{"query_id", TypeLabel, "Daft's id of the query.", uint8(QueryID)},
	{"node_id", TypeInt, "Id of an operator in the query's physical plan; of an operator event by the clock `worker`, in the plan that this worker ran.", uint8(NodeID)},
	{"task_id", TypeInt, "Daft's id of a distributed task, unique within its query.", uint8(TaskID)},
	{"worker_id", TypeLabel, "The worker that ran the task, or that sent the event: a Ray node id.", uint8(WorkerID)},
	{"last_node_id", TypeInt, "The operator that dispatched the task.", uint8(LastNodeID)},
	{"node_ids", TypeInts, "The operators that the task runs, first contributors first.", uint8(NodeIDs)},
	{"plan_fingerprint", TypeInt, "Tasks of equal fingerprint run the same compiled pipeline.", uint8(PlanFingerprint)},

	{"name", TypeLabel, "Name of the task, of the operator, of the process, of an unknown event, of a span, of a metric, of a logger, of what was lost, or of the recorder's mode.", uint8(Name)},
	{"outcome", TypeLabel, "How a query, a task or the recording ended, in the words of its source.", uint8(Outcome)},
	{"text", TypeText, "A plan as JSON, an error message, the body of an unknown request, an imported line, a line of output, a log record, or a digest; by kind.", uint8(Text)},

	{"runner", TypeLabel, "Daft's name of the engine, such as `Native (Swordfish)` or `Ray (Flotilla)`.", uint8(Runner)},
	{"entrypoint", TypeLabel, "The command that runs the query, as Daft reports it.", uint8(Entrypoint)},
	{"daft_version", TypeLabel, "Version of Daft.", uint8(DaftVersion)},
	{"python_version", TypeLabel, "Version of Python.", uint8(PythonVersion)},
	{"ray_version", TypeLabel, "Version of Ray.", uint8(RayVersion)},

	{"daft_duration_ns", TypeInt, "Daft's `duration`: elapsed time of each batch, queueing included, finalize excluded, summed over concurrent batches. Not CPU time and not wall time.", uint8(DaftDurationNS)},
	{"rows_in", TypeInt, "Rows that came in.", uint8(RowsIn)},
	{"rows_out", TypeInt, "Rows that went out.", uint8(RowsOut)},
	{"rows_written", TypeInt, "Rows written to files.", uint8(RowsWritten)},
	{"bytes_in", TypeInt, "Bytes that came in, as in-memory Arrow sizes.", uint8(BytesIn)},
	{"bytes_out", TypeInt, "Bytes that went out, as in-memory Arrow sizes.", uint8(BytesOut)},
	{"bytes_read", TypeInt, "Bytes read from storage as far as Daft counts them; 0 for local Parquet.", uint8(BytesRead)},
	{"bytes_written", TypeInt, "Bytes written to files.", uint8(BytesWritten)},
	{"batches", TypeInt, "Daft's `task.count`: batches natively, tasks on Ray.", uint8(Batches)},
	{"selectivity_pct", TypeFloat, "Daft's `selectivity` of a filter, percent.", uint8(SelectivityPct)},
	{"amplification", TypeFloat, "Daft's `amplification` of an explode, rows out by rows in.", uint8(Amplification)},
	{"build_rows", TypeInt, "Rows inserted on a join's build side.", uint8(BuildRows)},
	{"probe_rows_in", TypeInt, "Rows that came in on a join's probe side.", uint8(ProbeRowsIn)},
	{"probe_rows_out", TypeInt, "Rows that a join put out.", uint8(ProbeRowsOut)},
	{"build_bytes", TypeInt, "Bytes inserted on a join's build side.", uint8(BuildBytes)},
	{"probe_bytes_in", TypeInt, "Bytes that came in on a join's probe side.", uint8(ProbeBytesIn)},
	{"probe_bytes_out", TypeInt, "Bytes that a join put out.", uint8(ProbeBytesOut)},
	{"tasks_active", TypeInt, "Tasks of an operator that are running.", uint8(TasksActive)},
	{"tasks_completed", TypeInt, "Tasks of an operator that succeeded so far.", uint8(TasksCompleted)},
	{"tasks_failed", TypeInt, "Task attempts of an operator that failed so far.", uint8(TasksFailed)},
	{"tasks_cancelled", TypeInt, "Tasks of an operator that were cancelled so far.", uint8(TasksCancelled)},

	{"input", TypeLabel, "What a task reads: `scan` (files) or `memory` (partitions held by the engine).", uint8(Input)},
	{"source_node_id", TypeInt, "The operator that a task's input stands for: a scan, or the exchange that made the partitions.", uint8(SourceNodeID)},
	{"scan_tasks", TypeInt, "Number of scan tasks in a task's input.", uint8(ScanTasks)},
	{"partitions", TypeInt, "Number of partitions in a task's input.", uint8(Partitions)},
	{"storage_bytes", TypeInt, "Size of a scan's files in storage, in bytes.", uint8(StorageBytes)},
	{"estimated_bytes", TypeInt, "Daft's estimate of a scan's size in memory, in bytes.", uint8(EstimatedBytes)},
	{"input_bytes", TypeInt, "Size of a task's in-memory input, in bytes.", uint8(InputBytes)},
	{"paths", TypeTexts, "Files of a scan.", uint8(Paths)},

	{"pid", TypeInt, "Process id of the job, of the recorder, of a sampled process, or of the process that logged or exported the event.", uint8(PID)},
	{"cpus", TypeInt, "Processors that the recorder's machine offers.", uint8(CPUs)},
	{"arguments", TypeTexts, "The job's command line.", uint8(Arguments)},
	{"exit_code", TypeInt, "Exit code of the job, where it exited.", uint8(ExitCode)},
	{"signal", TypeInt, "Number of the signal that ended the job or that was passed on to it.", uint8(Signal)},
	{"count", TypeInt, "How many: things lost, or events in the recording.", uint8(Count)},
	{"path", TypeLabel, "Path of an HTTP request, or of an imported file.", uint8(Path)},

	{"ppid", TypeInt, "Process id of a process's parent.", uint8(PPID)},
	{"role", TypeLabel, "What a process is to the job: `driver`, `raylet`, `gcs`, `worker` or `other`, by its command name.", uint8(Role)},
	{"cpu_ns", TypeInt, "CPU time, user and system, of all threads of a process since it began; of job_end: of the job and the children it waited for.", uint8(CPUNS)},
	{"rss_bytes", TypeInt, "Resident memory of a process. What processes share is in each of them.", uint8(RSSBytes)},
	{"shared_bytes", TypeInt, "The part of rss_bytes that may be shared with other processes: files and shared memory, such as Ray's object store.", uint8(SharedBytes)},
	{"peak_rss_bytes", TypeInt, "The most resident memory that the job, or one of the children it waited for, had at any time: the largest single process.", uint8(PeakRSSBytes)},
	{"io_read_bytes", TypeInt, "Bytes that a process made the system fetch from storage since it began; what the page cache held is not in it.", uint8(IOReadBytes)},
	{"io_written_bytes", TypeInt, "Bytes that a process gave the system for storage since it began.", uint8(IOWrittenBytes)},
	{"threads", TypeInt, "Threads of a process.", uint8(Threads)},
	{"open_files", TypeInt, "Open file descriptors of a process.", uint8(OpenFiles)},
	{"memory_limit_bytes", TypeInt, "The least memory limit of the recorder's control groups, which the job shares unless it leaves them; absent where there is none.", uint8(MemoryLimitBytes)},
	{"oom_kills", TypeInt, "Processes of the job's control group, the job's or others, that the kernel killed for lack of memory while the job ran.", uint8(OOMKills)},
	{"machine_oom_kills", TypeInt, "Processes of the whole machine that the kernel killed for lack of memory while the job ran.", uint8(MachineOOMKills)},

	{"jemalloc_allocated_bytes", TypeInt, "Bytes that a Daft process holds from its allocator, as Daft's process monitor says.", uint8(JemallocAllocatedBytes)},
	{"jemalloc_resident_bytes", TypeInt, "Resident bytes of a Daft process's allocator, as Daft's process monitor says.", uint8(JemallocResidentBytes)},
	{"cpu_pct", TypeFloat, "Daft's own figure of a process's CPU use, percent of one processor.", uint8(CPUPct)},

	{"since_ns", TypeInt, "When the sender began to count what cumulative counters say, nanoseconds since the Unix epoch UTC, by `clock`; it tells the series of one process from those of another.", uint8(SinceNS)},
	{"origin_node_id", TypeInt, "On a Ray worker: the operator of the query's plan that the operator of the worker's own plan was made from.", uint8(OriginNodeID)},
	{"phase", TypeLabel, "Which of an operator's several passes it is, where Daft tells.", uint8(Phase)},
	{"duration_ns", TypeInt, "How long a span lasted: its end less its start.", uint8(DurationNS)},
	{"busy_ns", TypeInt, "The part of a span in which a thread was in it, running or blocked.", uint8(BusyNS)},
	{"idle_ns", TypeInt, "The part of a span in which no thread was in it: it waited to be run again.", uint8(IdleNS)},
	{"thread_id", TypeInt, "Daft's number of the thread that ended a span.", uint8(ThreadID)},
	{"span_id", TypeInt, "Id of a span, or of the span that a log record was made in. Of Daft's own spans only where something refers to it.", uint8(SpanID)},
	{"parent_span_id", TypeInt, "Id of the span that a span is part of.", uint8(ParentSpanID)},
	{"number", TypeFloat, "The value of a metric that has no column of its own.", uint8(Number)},
	{"severity", TypeLabel, "How serious a log record is, in the words of its source.", uint8(Severity)},
	{"stream", TypeLabel, "Which stream a line of output came by: `stdout`, `stderr`, or `both` where they are one terminal or file.", uint8(Stream)},

	{"attrs", TypeAttrs, "Whatever has no column of its own: name to JSON text.", 0},
}

// kindSlot marks the one label column that is not kept among an event's labels.
const kindSlot = 255
