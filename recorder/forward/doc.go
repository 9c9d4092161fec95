// Package forward sends on what the job would have sent to the user's own
// dashboard and OpenTelemetry endpoints, had it not been recorded: the same
// requests, in the same order, with the bodies as they came.
//
//	New          reads the environment that the job would have had
//	Forwarder    hands each request to the destination it was meant for
//	destination  a queue that never waits, and one goroutine that sends
//
// The job's processes get their answer from the recorder, so that a slow or
// dead destination costs them nothing. What it did not take in time is counted
// and said at the end; the recording has it all the same. Nothing is sent
// twice, as Daft's own clients do not try again either.
package forward
