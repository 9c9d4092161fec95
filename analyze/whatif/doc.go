// Package whatif replays the schedule of a query on Ray under other
// circumstances: more workers, no skew, a faster operator. The unchanged run is
// replayed first, and a model that is too far off refuses to speak. Natively
// there are no tasks to replay: savings are bounds taken from the critical path.
package whatif
