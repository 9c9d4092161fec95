// Package whatif replays the schedule of a query on Ray under other
// circumstances: more workers, no skew, a faster operator. The unchanged run is
// replayed first, and a model that is too far off refuses to speak. Natively
// there are no tasks to replay: savings are bounds taken from the critical path.
//
// The replay is of events: a task is submitted when the barriers that it waited
// for are complete, plus the gap that the driver took in the run; it is given to
// a slot by Daft's own rule, operators further down the plan first; it starts
// after the gap that its hand-over took in the run, and runs for as long as it
// did. Slots are never idle while a task waits. So what is kept of the run is how
// long things took, and what is found anew is when each happens.
package whatif
