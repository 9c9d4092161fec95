package html

// term is a word of the report and what it means, in the words of
// docs/concepts.md.
type term struct{ Name, Head, Text string }

// terms are explained at the end of the page and beside each column that has one
// as its head. A test holds them against docs/concepts.md.
var terms = []term{
	{"wall", "wall", "query start to query end, by the driver's clock. Where an end is missing it is inferred (see outcome) and marked derived."},
	{"origin", "~  ?  >  -", "`~` before it: it follows from other measured numbers. `?`: nobody reported it, or what was reported is provably wrong. It is never shown as 0. `>` before a number says that it is at least that. `-`: the number does not apply, such as the rows in of a scan."},
	{"path", "path", "What the query waited for: segments that follow upon each other without a gap and sum to the wall time exactly. Of an operator: its shares, added up."},
	{"free", "if free", "what the query would gain if it took no time (its drag): less than its path where another operator would take its place."},
	{"window", "seen active", "what was seen of its work, not when it was busy. On Ray: first schedule to last end of the tasks that run it, without those that only read what it wrote. Natively: its start, its first batch or its first counter above 0, to the end of its last batch, or without spans to the last rise of a counter."},
	{"rows", "rows, bytes", "cumulative counters, the highest reported. Bytes are in-memory Arrow sizes. On Ray a task is counted when it ended with success, and an operator that several stages run again (the inputs of a cross join) each time."},
	{"tasks", "tasks", "tasks that list the operator; readers of these only read what it wrote."},
	{"batches", "batches", "natively batches, on Ray tasks. The two cannot be compared."},
	{"busy", "busy", "time that threads were inside of the operator's batches, its finalize and its join build, added up over threads, at work or blocked there (a Python function that sleeps, or waits for Python's lock). From spans; ? without them, and for scans, whose reading and decoding no span watches."},
	{"starved", "starved", "wall time, until its last work, in which an operator had nothing to do because its input was not there. On Ray: in which no task of it was submitted."},
	{"queued", "queued", "time that an operator's batches, or its tasks, waited for a thread or a slot, added up."},
	{"duration", "Daft's duration", "for each batch the elapsed time from dispatch to completion, waiting for a thread included, summed over batches that run at the same time; finalize (most of a sort, the build of a join, closing a writer) is not in it. For a source it is the time spent waiting for the next morsel. It is neither CPU time nor wall time, and may exceed both."},
	{"planning", "planning", "query start to the start of execution: optimizing the plan and translating it."},
	{"startup", "start-up", "start of execution to the first sign of work: on Ray the first time that a task was given to a worker, natively the first operator's start."},
	{"running", "running", "on Ray a task that the query needed ran; natively operators worked. Each such segment has its operators' shares, which sum to it."},
	{"driver", "driver", "nothing that the query needed ran or waited for a worker: the scheduler or the driver was at work between stages."},
	{"schedule", "schedule", "a task whose inputs were ready was on its way to a free slot."},
	{"handoff", "handoff", "it waited for a slot, from when the task before it had left that."},
	{"retry", "retry", "it was given out in vain, from its first schedule to its last."},
	{"consumer", "consumer", "time in which the user's code held the query open (iter_rows, iter_partitions, show)."},
	{"tail", "tail", "from there to the query's end. On Ray this is where a slow consumer shows; natively its time is inside execution while operators are open, and here once they have ended."},
	{"unrecorded", "unrecorded", "the events that would tell are missing."},
	{"task", "task", "submit: it entered the scheduler. schedule: it was given to a worker. end: the scheduler saw its result. When it began to run on the worker is not reported. wall: last schedule to end. waited: submit to first schedule."},
	{"worker", "worker", "a Ray node, named w1, w2, ... in the order of first use."},
	{"stage", "stage", "the tasks of a query that run the same operators under the same name."},
	{"skewed", "skewed", "the query would be faster if the outliers took as long as the median. too small: it has outliers and would not be, or it has a single task. even: everything else, also a stage that is slow as a whole."},
	{"outlier", "outlier", "a task that took much longer than the others of its stage: beyond chance, several times the median, and long enough to matter."},
	{"parallel", "at a time", "on Ray tasks between their last schedule and their end; natively threads inside of batches, from spans, or without these batches under way, which may as well wait."},
	{"memory", "memory", "the most that the resident memory of all processes came to in one sample. Shared memory, such as Ray's object store, and shared libraries are counted in each process that has them."},
	{"replay", "what if", "what the schedule of a query's tasks on Ray would have been under other circumstances: how long things took is kept, when they happen is found anew."},
	{"hotspot", "hotspot", "an exchange, a scan or a write, by its time on the path. No two have the same nanosecond of it."},
}

// helps says which term explains a column of the operators, by its head.
var helps = map[string]string{
	"path": "path", "if free": "free", "seen active": "window", "rows in": "rows", "rows out": "rows", "bytes out": "rows", "tasks": "tasks", "batches": "batches",
	"busy": "busy", "starved": "starved", "queued": "queued", "daft dur.*": "duration",
}
