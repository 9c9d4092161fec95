// Package recorder records what a Daft job reports while it runs.
//
// Run starts a job with the environment that makes Daft report, takes what it
// posts and writes it to a file; Listen does so for jobs that others start.
// Both work in three steps that share nothing but a bounded queue:
//
//	server   answers Daft's requests at once; an answer means queued
//	sink     decodes (package dashboard) and writes, one goroutine, each second to disk
//	sampler  looks at the job's processes (package process) as rarely as is cheap
//	tee      passes on what the job prints, and shows it to a capture (package output)
//	job      the job: its environment, signals, exit code, and its own events
//
// The recorder must not slow the job nor break it. What fails before the job
// starts is an error; what fails later is counted, written down as a loss and
// reported in the Result, and the job goes on.
package recorder
