// Package perfetto writes timelines as a trace for Perfetto: tracks of slices,
// counters and marks, with the critical path as arrows between tasks.
package perfetto
