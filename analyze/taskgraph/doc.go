// Package taskgraph is the tasks of a query on Ray as a graph: what each task
// waited for, and why. The critical path walks it backward, the replay of what-if
// forward.
package taskgraph
