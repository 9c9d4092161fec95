// Package recorder records what a Daft job reports while it runs.
//
// Run starts a job with the environment that makes Daft report, takes what it
// posts and writes it to a file; Listen does so for jobs that others start.
// Both work in three steps that share nothing but a bounded queue:
//
//	server   answers Daft's requests at once; an answer means queued
//	sink     decodes (packages dashboard and otlp) and writes, one goroutine, each second to disk
//	sampler  looks at the job's processes (package process) as rarely as is cheap
//	tee      passes on what the job prints, and shows it to a capture (package output)
//	guard    a process (package guard) that passes on what the job prints if this one is killed
//	job      the job: its environment, signals, exit code, and its own events
//
// The recorder must not slow the job nor break it. What fails before the job
// starts is an error; what fails later is counted, written down as a loss and
// reported in the Result, and the job goes on.
//
// # In a program of your own
//
// Run and Listen are all there is to call: each blocks until its recording is
// closed. Run is for a program that starts the job, Listen for one whose jobs
// are started by somebody else, with the Variables of its URL. The examples show
// both. What was written is read with package format.
//
// Any number of recordings may be made at a time in one process, each with
// an output of its own. Options are only read. The functions in Options are called by
// the recorder's goroutines, not by several at a time unless they say so; they must be
// quick, and must not call back. While Run waits for its job it passes on to it
// the signals that would end the process; handlers of the program see them as well.
//
// An error says in one line what is wrong and what to do, wraps that of the
// operating system, and means that nothing is recorded, and no file left behind.
// Sizes are bytes, times and durations time.Duration or format.Time (nanoseconds
// UTC).
package recorder
